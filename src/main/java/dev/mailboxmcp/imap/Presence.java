// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which of some mails are in a folder: what counts of a change, whatever the server answered to it. */
public final class Presence {
    private static final String WORDS = "looking for the mails";

    private Presence() {}

    /**
     * Those of the mails that are in the folder now, in ascending order. One round trip, on a connection that need not be the
     * one which changed it.
     *
     * @param uids 1 or more
     */
    public static List<Long> of(ImapConnection connection, FolderPath folder, List<Long> uids) throws IOException {
        return read(
                ImapSelection.askNow(connection, folder, WORDS, ResponseLimits.SEARCH, command(uids))
                        .get(0),
                uids);
    }

    /** The same in the folder that is open. */
    static List<Long> of(ImapConnection connection, List<Long> uids) throws IOException {
        return read(
                connection
                        .ask(WORDS, ResponseLimits.SEARCH, List.of(command(uids)))
                        .get(0),
                uids);
    }

    /** Asks for what {@link #read} reads, beside other commands. */
    static ImapCommand command(List<Long> uids) {
        return ImapCommand.of("UID SEARCH", "UID " + NumberSet.write(uids));
    }

    static List<Long> read(ImapAnswer answer, List<Long> uids) throws IOException {
        answer.requireOk(WORDS);
        Set<Long> found =
                new HashSet<>(SearchAnswer.read(answer).numbers().highestBelow(NumberSet.MAX + 1, uids.size()));
        return uids.stream().filter(found::contains).sorted().toList();
    }
}
