// SPDX-License-Identifier: MIT
package dev.mailboxmcp.login;

import dev.mailboxmcp.account.Login.AccessToken;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The mechanisms of SASL that take an access token, the better one first. In both the client speaks first, and a server that
 * refuses the token says why in a challenge, which must be answered before it says that the login failed.
 */
public enum TokenMechanism {
    /** RFC 7628. */
    OAUTHBEARER("\u0001"),
    /** What Google and Microsoft had before there was a standard. */
    XOAUTH2("");

    private static final String BEARER = "auth=Bearer ";

    private final String acknowledgement;

    TokenMechanism(String acknowledgement) {
        this.acknowledgement = acknowledgement;
    }

    /** @return null where the server offers none of them */
    public static @Nullable TokenMechanism best(Predicate<String> offered) {
        for (TokenMechanism mechanism : values()) {
            if (offered.test(mechanism.name())) {
                return mechanism;
            }
        }
        return null;
    }

    /** The first message, in base64. */
    public String message(String user, AccessToken token) {
        String bearer = "\u0001" + BEARER + token.secret().reveal() + "\u0001\u0001";
        return base64(
                switch (this) {
                    case OAUTHBEARER ->
                        "n,a=" + user.replace("=", "=3D").replace(",", "=2C") + "," + bearer; // RFC 5801 4: saslname
                    case XOAUTH2 -> "user=" + user + bearer;
                });
    }

    /** What answers the challenge of a refusal, in base64. */
    public String acknowledgement() {
        return base64(acknowledgement);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
