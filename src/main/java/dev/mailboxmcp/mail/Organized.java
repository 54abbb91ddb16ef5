// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of mails that were to be put in order, counted from what the server told of each and never from its OK.
 *
 * @param done how many are now as was asked for
 * @param missing how many are not in the folder, or not any more
 * @param left how many are still as they were
 * @param target where they went; null where they stayed
 * @param newUids under which they are there, in ascending order; empty where that is not known
 * @param undo takes it back, for {@code imap_undo}; null where nothing changed, or it cannot be taken back
 */
public record Organized(
        Status status,
        int done,
        int missing,
        int left,
        @Nullable FolderPath target,
        List<Long> newUids,
        @Nullable String undo) {
    /** How far the work came. */
    public enum Status {
        /** All mails that are there are as was asked for. */
        DONE,
        /** Some are not. */
        PARTIAL,
        /** The server's answer was lost. What is said was looked up afterwards. */
        UNKNOWN
    }

    public Organized {
        newUids = List.copyOf(newUids);
    }
}
