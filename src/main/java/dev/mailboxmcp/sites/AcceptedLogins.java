// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sites;

import dev.mailboxmcp.account.Login;

/** Which logins a mail provider may be shown: {@code AUTH}. */
public enum AcceptedLogins {
    ANY,
    PASSWORD,
    /** Access tokens alone, of a provider that takes no passwords. */
    OAUTH,
    /** None of users: an identity provider says who they are, and a login of the operator opens their mailboxes. */
    DELEGATE;

    boolean accept(Login login) {
        return switch (this) {
            case ANY -> true;
            case PASSWORD -> login instanceof Login.Password;
            case OAUTH -> login instanceof Login.AccessToken;
            case DELEGATE -> login instanceof Login.Password password && password.ofOperator();
        };
    }
}
