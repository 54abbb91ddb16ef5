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
 * @param outcome {@code ok}, see {@link #outcome}
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
    /**
     * What became of it, in a word.
     *
     * @param done whether all of the file went
     * @param brokeOff whether its client stopped in the middle, or was too slow, whatever it was answered
     * @param status of HTTP
     * @return {@code ok}, {@code cut}, or the status with which it was refused
     */
    public static String outcome(boolean done, boolean brokeOff, int status) {
        return done ? "ok" : brokeOff || status < 400 ? "cut" : Integer.toString(status);
    }

    /** Which way. */
    public enum Direction {
        DOWNLOAD,
        UPLOAD;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
