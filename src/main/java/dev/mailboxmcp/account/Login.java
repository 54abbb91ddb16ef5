// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The proof that opens a user's mailbox. Immutable; never prints its secret. */
public sealed interface Login {
    /** What is shown to the mail server. Never empty. */
    Secret secret();

    /**
     * What makes two logins of one user the same one. Pools, budgets and memories are keyed by a hash of it, since the
     * secret of an access token changes every hour while the login stays what it is. May hold the secret.
     */
    List<String> identity();

    /**
     * A password.
     *
     * @param secret at most {@link Credentials#MAX_PASSWORD_LENGTH} characters, none of them a control character
     * @param ofOperator whether this server took it from its own settings, rather than a client brought it
     */
    record Password(Secret secret, boolean ofOperator) implements Login {
        /** One that a client brought. */
        public Password(Secret secret) {
            this(secret, false);
        }

        public Password {
            String text = secret.reveal();
            if (text.isEmpty() || text.length() > Credentials.MAX_PASSWORD_LENGTH || Credentials.isUnusable(text)) {
                throw new IllegalArgumentException(
                        "password: 1.." + Credentials.MAX_PASSWORD_LENGTH + " characters without control characters");
            }
        }

        @Override
        public List<String> identity() {
            return List.of("PASSWORD", secret.reveal());
        }
    }

    /**
     * A bearer token of the mail provider's authorization server (RFC 6750).
     *
     * @param authorization of which the token is one of many, each taking the place of the one before. Whoever names it must
     *     be sure that nobody else can: it opens what connections of that authorization are open. Null where only the token
     *     itself is known
     */
    record AccessToken(Secret secret, @Nullable String authorization) implements Login {
        /** The longest token accepted, in characters. */
        public static final int MAX_LENGTH = 8192;

        private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9._~+/-]+=*"); // RFC 6750 2.1

        public AccessToken {
            String text = secret.reveal();
            if (text.length() > MAX_LENGTH || !SYNTAX.matcher(text).matches()) {
                throw new IllegalArgumentException("access token: 1.." + MAX_LENGTH + " characters of RFC 6750");
            }
        }

        @Override
        public List<String> identity() {
            return authorization == null
                    ? List.of("ACCESS_TOKEN", secret.reveal())
                    : List.of("AUTHORIZATION", authorization);
        }

        /** Never the authorization either. */
        @Override
        public String toString() {
            return "AccessToken[***]";
        }
    }
}
