// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of mails that were to be changed, counted from what the server told of each and never from its OK.
 *
 * @param done how many are now as was asked for
 * @param missing how many are not in the folder, or not any more
 * @param left how many are still as they were
 * @param doubled how many of these were copied and could not be removed, so are in both folders; may be, where the answer
 *     was lost
 * @param twice how many of those that are done another session moved at the same moment, so are in another place too
 * @param marked whether mails that are left may be marked as deleted, so that any mail program may remove them
 * @param halt why not all of them were tried; null where all were
 * @param target where they went; null where they stayed
 * @param newUids under which they are there, in ascending order; empty where that is not known
 * @param undo takes it back, for {@code imap_undo}; null where nothing changed, or it cannot be taken back
 */
public record Organized(
        Status status,
        int done,
        int missing,
        int left,
        int doubled,
        int twice,
        boolean marked,
        @Nullable Halt halt,
        @Nullable FolderPath target,
        List<Long> newUids,
        @Nullable String undo)
        implements ChangeResult {
    /** How far the work came. */
    public enum Status {
        /** All mails that are there are as was asked for. */
        DONE,
        /** Some are not. */
        PARTIAL,
        /** The server's answer was lost. What is said was looked up afterwards. */
        UNKNOWN
    }

    /** Why a change of many mails ended before its end. */
    public enum Halt {
        /** The caller left, or took the call back. */
        CANCELLED,
        /** The time of a call was nearly over. */
        TIME,
        /** The mail server refused to go on. */
        REFUSED
    }

    public Organized {
        newUids = List.copyOf(newUids);
    }
}
