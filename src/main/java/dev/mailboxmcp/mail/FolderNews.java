// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of a folder since an earlier look at it.
 *
 * @param total mails in it now; 0 where it is gone
 * @param unread of them; 0 where it is gone
 * @param arrived mails that came, oldest first, as far as there was room for them
 * @param flags of the mails of which they changed, by UID
 * @param gone UIDs of mails that are not there any more; empty where the server does not tell which
 * @param goneCount how many these are
 */
public record FolderNews(
        FolderPath folder,
        State state,
        long total,
        long unread,
        List<MessageSummary> arrived,
        Map<Long, Set<MessageFlag>> flags,
        List<Long> gone,
        long goneCount) {
    /** What kind of change it is. */
    public enum State {
        /** All that changed is told. */
        CHANGED,
        /** The folder was not there before. */
        NEW,
        /** The folder was made anew: nothing that was known of it holds any more. */
        RESET,
        /** The folder is not there any more. */
        GONE,
        /** The same as {@link #CHANGED}, but which mails had their flags changed is not known, or they are too many to tell. */
        UNKNOWN_FLAGS
    }

    public FolderNews {
        arrived = List.copyOf(arrived);
        gone = List.copyOf(gone);
    }
}
