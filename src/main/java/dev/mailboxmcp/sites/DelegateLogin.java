// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sites;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * A login of the operator that opens every mailbox of a mail server, such as Dovecot's master user. Immutable.
 *
 * @param user {@code DELEGATE_USER}
 * @param password {@code DELEGATE_PASSWORD}
 */
public record DelegateLogin(String user, Secret password) {
    /** Reads the variables; null unless {@code AUTH=delegate}. */
    static @Nullable DelegateLogin read(Settings settings, AcceptedLogins logins) {
        String user = settings.unlessBlank("DELEGATE_USER", "the user who may log in for all others");
        String password = settings.secret("DELEGATE_PASSWORD");
        if (logins != AcceptedLogins.DELEGATE) {
            if (user != null || password != null) {
                settings.secretProblem("DELEGATE_USER", "has no effect", settings.variable("AUTH") + "=delegate too");
            }
            return null;
        }
        if (user == null) {
            settings.secretProblem("DELEGATE_USER", "is not set", "the user who may log in for all others");
        } else if (!Credentials.isName(user)) {
            settings.secretProblem(
                    "DELEGATE_USER", "is no name of a user", "one that is not too long, without control characters");
        }
        if (password == null) {
            settings.secretProblem(
                    "DELEGATE_PASSWORD",
                    "is not set",
                    "the password of " + settings.variable("DELEGATE_USER") + ", or "
                            + settings.variable("DELEGATE_PASSWORD_FILE"));
        } else if (password.length() > Credentials.MAX_PASSWORD_LENGTH) {
            settings.secretProblem(
                    "DELEGATE_PASSWORD",
                    "is too long",
                    "a password of at most " + Credentials.MAX_PASSWORD_LENGTH + " characters");
        }
        settings.warning(
                "AUTH",
                "=delegate: whoever has the keys or the configuration of this server opens every mailbox of"
                        + " that mail server");
        return user == null || password == null ? null : new DelegateLogin(user, new Secret(password));
    }

    /** Whether these open a mailbox by this login. */
    boolean isOf(Credentials credentials) {
        return user.equals(credentials.delegate())
                && credentials.login() instanceof Login.Password login
                && password.equals(login.secret());
    }

    /** Never the user. */
    @Override
    public String toString() {
        return "DelegateLogin[***]";
    }
}
