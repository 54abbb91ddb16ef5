// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.settings.Settings;

/**
 * How many mails a call changes that finds them itself.
 *
 * @param max more are refused
 * @param confirmAbove more are shown first, and changed only when the call is confirmed
 */
public record BulkSettings(int max, int confirmAbove) {
    /** What is good for nearly everybody. */
    public static final BulkSettings USUAL = new BulkSettings(1000, 25);

    private static final int MOST = 10_000;

    /** Reads {@code BULK_MAX} and {@code BULK_CONFIRM_ABOVE}. */
    public static BulkSettings read(Settings settings) {
        return new BulkSettings(
                settings.integer("BULK_MAX", USUAL.max(), 1, MOST),
                settings.integer("BULK_CONFIRM_ABOVE", USUAL.confirmAbove(), 0, MOST));
    }
}
