// SPDX-License-Identifier: MIT
package dev.mailboxmcp.access;

import dev.mailboxmcp.settings.Settings;

/**
 * How many calls of each kind a user may make in a minute; 0 for no limit. Sending has rules of its own.
 *
 * @param reads of folders, lists, mails and attachments
 * @param searches through the text of mails, which cost the mail server most
 * @param writes of flags, folders and drafts
 */
public record CallLimits(int reads, int searches, int writes) {
    /** More than any person's agents need; they stop what runs wild. */
    public static final CallLimits USUAL = new CallLimits(6000, 3000, 600);

    private static final int MAX = 1_000_000;

    /** Reads {@code READS_PER_MINUTE}, {@code SEARCHES_PER_MINUTE} and {@code WRITES_PER_MINUTE}. */
    public static CallLimits read(Settings settings) {
        return new CallLimits(
                settings.integer("READS_PER_MINUTE", USUAL.reads(), 0, MAX),
                settings.integer("SEARCHES_PER_MINUTE", USUAL.searches(), 0, MAX),
                settings.integer("WRITES_PER_MINUTE", USUAL.writes(), 0, MAX));
    }

    int of(CallKind kind) {
        return switch (kind) {
            case READ -> reads;
            case SEARCH -> searches;
            case WRITE -> writes;
        };
    }
}
