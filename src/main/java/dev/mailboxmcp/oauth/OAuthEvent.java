// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that operators want to know of: who let in whom, and who was refused.
 *
 * @param outcome {@code ok}, or the code of OAuth's error
 * @param client as {@code TOKENS_REVOKED_FILE} names it; null where none is known
 * @param grant null where there is none
 * @param user null where none is known
 * @param address of the client
 */
public record OAuthEvent(
        Kind kind,
        String outcome,
        @Nullable String client,
        @Nullable UUID grant,
        @Nullable String user,
        String address) {
    /** What was asked for. */
    public enum Kind {
        /** A user was asked, and decided. */
        CONSENT,
        /** A client came with a code. */
        TOKEN,
        /** A client came with a refresh token. */
        REFRESH,
        /** A client introduced itself. */
        REGISTER
    }

    /** Is told of every event, on the thread that answers. Thread-safe; does not throw. */
    @FunctionalInterface
    public interface Observer {
        void happened(OAuthEvent event);
    }

    /** Whether it went well. */
    public boolean isOk() {
        return outcome.equals("ok");
    }

    /** Never the user. */
    @Override
    public String toString() {
        return "OAuthEvent[" + kind + " " + outcome + "]";
    }
}
