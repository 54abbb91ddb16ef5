// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mail.Query;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds exactly the mails that something is to be done to, and changes nothing. */
public final class ImapChoice {
    /** UIDs end before it. */
    public static final long NO_BOUND = NumberSet.MAX + 1;

    private ImapChoice() {}

    /**
     * The mails that were found.
     *
     * @param uids in ascending order
     * @param more whether there are more than were asked for
     */
    public record Chosen(long uidValidity, List<Long> uids, boolean more) {
        public Chosen {
            uids = List.copyOf(uids);
        }
    }

    /**
     * Those that a query finds, or the newest of them.
     *
     * @param uidValidity under which the caller saw the folder; null for the present one
     * @param below mails whose UID is not below it are left out
     * @param limit how many at the most
     * @throws MailException {@link MailFailure.InvalidArgument} where too many mails would have to be looked into
     */
    public static Chosen matching(
            ImapConnection connection,
            FolderPath folder,
            @Nullable Long uidValidity,
            Query query,
            long below,
            int limit)
            throws IOException {
        List<Long> newest = ImapSearch.certain(connection, folder, query, below);
        long validity = ImapSelection.require(connection, folder, uidValidity).uidValidity();
        boolean more = newest.size() > limit;
        return new Chosen(validity, newest.stream().limit(limit).sorted().toList(), more);
    }

    /** Those of the mails that are there. Failures are those of {@link #matching}. */
    public static Chosen listed(
            ImapConnection connection, FolderPath folder, @Nullable Long uidValidity, List<Long> uids)
            throws IOException {
        List<Long> present = Presence.of(connection, folder, uids);
        return new Chosen(ImapSelection.require(connection, folder, uidValidity).uidValidity(), present, false);
    }

    /**
     * Rows of these mails, newest first; of one that the server does not describe there is none.
     *
     * @param uids 1..100
     */
    public static List<MessageSummary> rows(
            ImapConnection connection, FolderPath folder, @Nullable Long uidValidity, List<Long> uids)
            throws IOException {
        boolean unused = ImapSelection.open(connection, folder);
        ImapSelection.require(connection, folder, uidValidity);
        return Summaries.newestFirst(Rows.fetch(connection, uids).messages().values());
    }
}
