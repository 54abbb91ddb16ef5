// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

/** What a call costs the mail server, roughly; each kind has its own limit. */
enum CallKind {
    READ("reads"),
    SEARCH("searches");

    private final String words;

    CallKind(String words) {
        this.words = words;
    }

    /** For a message. */
    String words() {
        return words;
    }
}
