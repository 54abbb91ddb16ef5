// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a search over several folders, in the order in which the mails arrived, newest first.
 *
 * @param total matches in all folders that were searched
 * @param totalIs how exact that is
 * @param searched how many folders were searched
 * @param notSearched what was to be searched, and could not
 * @param nextCursor what continues after the last row; null on the last page
 */
public record FoundPage(
        List<Row> rows,
        long total,
        TotalIs totalIs,
        int searched,
        List<NotSearched> notSearched,
        @Nullable String nextCursor) {
    public FoundPage {
        rows = List.copyOf(rows);
        notSearched = List.copyOf(notSearched);
    }

    /** One mail, and where it lies. */
    public record Row(FolderPath folder, long uidValidity, MessageSummary mail) {}

    /** Whether a total counts what matches. */
    public enum TotalIs {
        EXACT,
        /** It counts what may match. */
        AT_MOST,
        /** Something was not searched. */
        AT_LEAST
    }
}
