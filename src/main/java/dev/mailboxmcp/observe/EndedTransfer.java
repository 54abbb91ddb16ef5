// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file that went by a link, or did not.
 *
 * @param user whose mailbox it was
 * @param profile of the mail provider that has the mailbox; null where there is one for everybody
 * @param address of whoever used the link
 * @param outcome {@code ok}, {@code cut} where it broke off, or the status of HTTP
 * @param bytes that went, of the file
 */
public record EndedTransfer(
        Direction direction,
        @Nullable String user,
        @Nullable String profile,
        String address,
        Instant began,
        Duration took,
        String outcome,
        long bytes) {
    /** Which way. */
    public enum Direction {
        DOWNLOAD,
        UPLOAD;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
