// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import org.jspecify.annotations.Nullable;

/** Something that goes with a mail, as the caller asked for it. */
public sealed interface Enclosure {
    /** The most of one mail. */
    int MAX = 20;

    /** The longest text that is given as it is, in characters. */
    int MAX_TEXT = 100_000;

    /**
     * What lies in the mailbox: its bytes do not pass the caller.
     *
     * @param part its IMAP number, such as {@code 2.1}; null for the whole mail
     */
    record OfMail(MessageRef mail, @Nullable String part) implements Enclosure {}

    /**
     * A text of the caller.
     *
     * @param name of the file
     */
    record OfText(String name, String text) implements Enclosure {}
}
