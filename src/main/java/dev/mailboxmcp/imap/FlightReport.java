// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a server says to the commands of one flight, apart for each folder that they open. A server begins to open a folder
 * after it has answered all that goes before (RFC 9051 5.5, since numbers change their meaning), so what it says between two
 * of these answers is about the first folder, or is how it describes the second. Not thread-safe.
 */
final class FlightReport {
    private final List<ImapCommand> commands;
    private final List<OpenFolder> opening;
    private final List<@Nullable OpenFolder> opened = new ArrayList<>();
    private final List<List<ImapResponse>> told = new ArrayList<>();
    /** Where in the last list begins what came after the folder had been opened. */
    private int since;

    FlightReport(List<ImapCommand> commands) {
        this.commands = commands;
        this.opening = commands.stream()
                .map(ImapCommand::opens)
                .filter(Objects::nonNull)
                .toList();
        told.add(new ArrayList<>());
    }

    /** Whether a folder is still to be opened. */
    boolean isOpening() {
        return opened.size() < opening.size();
    }

    /** The folder that is opened next, of which nothing is known yet. */
    OpenFolder opening() {
        return opening.get(opened.size());
    }

    /** The folder that was opened last; null where the server refused. */
    @Nullable
    OpenFolder lastOpened() {
        return opened.getLast();
    }

    /** Takes an untagged response. */
    void add(ImapResponse response) {
        told.getLast().add(response);
    }

    /** @param folder that is open from here on; null where the server refused to open it */
    void opened(@Nullable OpenFolder folder) {
        List<ImapResponse> last = told.getLast();
        if (opened.isEmpty()) {
            last.removeIf(FlightReport::isAboutMails); // of the folder that was open before the flight
        } else {
            told.add(new ArrayList<>(last.subList(since, last.size())));
            told.getLast().removeIf(FlightReport::isAboutMails);
        }
        opened.add(folder);
        since = told.getLast().size();
    }

    /** The answer to the command of that index, with all that was told of the folder in which it ran. */
    ImapAnswer answer(int index, ImapResponse tagged) {
        long opens = commands.subList(0, index + 1).stream()
                .filter(command -> command.opens() != null)
                .count();
        boolean opener = commands.get(index).opens() != null;
        return new ImapAnswer(
                told.get((int) Math.max(0, opens - 1)), tagged, opener ? opened.get((int) opens - 1) : null);
    }

    private static boolean isAboutMails(ImapResponse response) {
        return response.isNamed("FETCH")
                || response.isNamed("EXPUNGE")
                || response.isNamed("VANISHED")
                || response.isNamed("SEARCH")
                || response.isNamed("ESEARCH");
    }
}
