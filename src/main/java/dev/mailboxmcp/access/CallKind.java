// SPDX-License-Identifier: MIT
package dev.mailboxmcp.access;

import dev.mailboxmcp.account.Permission;
import org.jspecify.annotations.Nullable;

/** What a call costs the mail server, roughly; each kind has its own limit. */
public enum CallKind {
    READ("reads"),
    SEARCH("searches"),
    WRITE("changes");

    /**
     * The budget that a call draws on; null where the permission has limits of its own.
     *
     * @param searches whether the mail server has to search
     */
    public static @Nullable CallKind of(Permission permission, boolean searches) {
        return switch (permission) {
            case READ -> searches ? SEARCH : READ;
            case ORGANIZE, DRAFT, DELETE -> WRITE;
            case SEND -> null;
        };
    }

    private final String words;

    CallKind(String words) {
        this.words = words;
    }

    /** The kind in words, for a message. */
    String words() {
        return words;
    }
}
