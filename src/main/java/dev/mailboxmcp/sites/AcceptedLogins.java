// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sites;

import dev.mailboxmcp.account.Login;

/** Which logins a mail provider may be shown: {@code AUTH}. */
public enum AcceptedLogins {
    ANY,
    PASSWORD,
    /** Access tokens alone, of a provider that takes no passwords. */
    OAUTH;

    boolean accept(Login login) {
        return switch (this) {
            case ANY -> true;
            case PASSWORD -> login instanceof Login.Password;
            case OAUTH -> login instanceof Login.AccessToken;
        };
    }
}
