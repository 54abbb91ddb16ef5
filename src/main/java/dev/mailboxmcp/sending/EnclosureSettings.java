// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.settings.Settings;

/**
 * How much may go with one mail, sent or drafted.
 *
 * @param maxBytes of all attachments together, before they are encoded
 */
public record EnclosureSettings(int maxBytes) {
    /** What most providers take. */
    public static final EnclosureSettings USUAL = new EnclosureSettings(25 << 20);

    private static final int LEAST = 1 << 10;
    private static final int MOST = 100 << 20;

    /** Reads {@code SEND_MAX_BYTES}. */
    public static EnclosureSettings read(Settings settings) {
        return new EnclosureSettings(settings.integer("SEND_MAX_BYTES", USUAL.maxBytes, LEAST, MOST));
    }
}
