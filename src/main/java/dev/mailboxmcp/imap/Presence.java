// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    /** Asks for what {@link #deleted(ImapAnswer, List)} reads: beside {@link #command}, whose answer a second search would mix with. */
    static ImapCommand flagsCommand(List<Long> uids) {
        return ImapCommand.of("UID FETCH", NumberSet.write(uids) + " (UID FLAGS)");
    }

    /** Those of the mails that are marked as deleted. */
    static List<Long> deleted(ImapAnswer answer, List<Long> uids) throws IOException {
        answer.requireOk(WORDS);
        Map<Long, MailFlags> flags = MailFlags.read(answer);
        return uids.stream().filter(uid -> isDeleted(flags.get(uid))).sorted().toList();
    }

    private static boolean isDeleted(@Nullable MailFlags flags) {
        return flags != null && flags.has("\\Deleted");
    }

    /** The same in the folder that is open. */
    static List<Long> deleted(ImapConnection connection, List<Long> uids) throws IOException {
        return deleted(
                connection
                        .ask(WORDS, ResponseLimits.ROWS, List.of(flagsCommand(uids)))
                        .get(0),
                uids);
    }

    static List<Long> read(ImapAnswer answer, List<Long> uids) throws IOException {
        answer.requireOk(WORDS);
        Set<Long> found =
                new HashSet<>(SearchAnswer.read(answer).numbers().highestBelow(NumberSet.MAX + 1, uids.size()));
        return uids.stream().filter(found::contains).sorted().toList();
    }
}
