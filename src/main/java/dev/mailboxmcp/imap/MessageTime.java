// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * When a mail is from.
 *
 * @param date when its sender wrote it, or when it arrived
 * @param isArrival whether it is the latter, since the mail gives no date that can be true
 */
record MessageTime(OffsetDateTime date, boolean isArrival) {
    private static final int FIRST_YEAR = 1971; // clocks that were never set stand at the beginning of 1970
    private static final Duration CLOCK_ERROR = Duration.ofDays(2);

    /**
     * @param written by the mail; null where it does not say, or not in words that can be read
     * @param received by the mail server; null where it does not say
     */
    static MessageTime of(@Nullable OffsetDateTime written, @Nullable OffsetDateTime received) {
        boolean credible = written != null
                && written.getYear() >= FIRST_YEAR
                && (received == null || !written.isAfter(received.plus(CLOCK_ERROR)));
        if (written != null && (credible || received == null)) {
            return new MessageTime(written, false);
        }
        return new MessageTime(received == null ? Instant.EPOCH.atOffset(ZoneOffset.UTC) : received, true);
    }
}
