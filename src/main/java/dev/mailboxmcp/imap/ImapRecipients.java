// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mime.EmailAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Tells to whom the mails of a folder went. */
public final class ImapRecipients {
    private static final String WORDS = "looking for mails to a recipient";
    private static final int LOOKED_AT = 10;

    private ImapRecipients() {}

    /**
     * Those of the addresses that no mail of the folder is to; two round trips for all of them where the server tells
     * answers apart (ESEARCH), and one more where it found nothing for some; else one for each and one more. The server finds
     * parts of addresses too ({@code bob@example.co} in {@code bob@example.com}), so the newest mails it finds for each are
     * compared exactly; an address that is in none of these counts as unknown. Drafts went to nobody.
     *
     * @param addresses 1 or more
     */
    public static List<EmailAddress> unknown(ImapConnection connection, FolderPath folder, List<EmailAddress> addresses)
            throws IOException {
        boolean extended = connection.has("ESEARCH");
        Set<Long> uids = new TreeSet<>();
        List<EmailAddress> notFound = new ArrayList<>();
        int atOnce = extended ? addresses.size() : 1;
        for (int from = 0; from < addresses.size(); from += atOnce) {
            List<EmailAddress> some = addresses.subList(from, from + atOnce);
            ImapCommand[] flight = some.stream()
                    .map(address -> search(extended, List.of(address)))
                    .toArray(ImapCommand[]::new);
            List<ImapAnswer> answers = ImapSelection.askNow(connection, folder, WORDS, ResponseLimits.SEARCH, flight);
            for (int i = 0; i < some.size(); i++) {
                List<Long> found = newest(answers.get(i), LOOKED_AT);
                uids.addAll(found);
                if (found.isEmpty()) {
                    notFound.add(some.get(i));
                }
            }
        }
        if (extended && !notFound.isEmpty()) { // the plain form is to say the same
            ImapAnswer answer = connection
                    .ask(WORDS, ResponseLimits.SEARCH, List.of(search(false, notFound)))
                    .get(0);
            uids.addAll(newest(answer, LOOKED_AT * notFound.size()));
        }
        if (uids.isEmpty()) {
            return addresses;
        }
        List<EmailAddress> known = recipients(connection, List.copyOf(uids));
        return addresses.stream()
                .filter(address -> known.stream().noneMatch(address::sameMailbox))
                .toList();
    }

    private static List<Long> newest(ImapAnswer answer, int limit) throws IOException {
        answer.requireOk(WORDS);
        return SearchAnswer.read(answer).numbers().highestBelow(NumberSet.MAX + 1, limit);
    }

    /** The search for mails to any of these addresses. */
    private static ImapCommand search(boolean extended, List<EmailAddress> addresses) {
        ImapCommand command = new ImapCommand("UID SEARCH");
        if (extended) {
            command.raw("RETURN (ALL)");
        }
        if (addresses.stream().anyMatch(EmailAddress::needsSmtpUtf8)) {
            command.raw("CHARSET UTF-8");
        }
        command.raw("UNDRAFT");
        for (int i = 0; i < addresses.size(); i++) {
            String text = addresses.get(i).wire();
            command.raw(i < addresses.size() - 1 ? "OR OR TO" : "OR TO")
                    .string(text)
                    .raw("OR CC")
                    .string(text)
                    .raw("BCC")
                    .string(text);
        }
        return command;
    }

    private static List<EmailAddress> recipients(ImapConnection connection, List<Long> uids) throws IOException {
        List<ImapCommand> commands = NumberSet.lines(uids).stream()
                .map(set -> ImapCommand.of("UID FETCH", set + " (UID " + HeaderRequest.SENT.item() + ")"))
                .toList();
        List<ImapAnswer> answers = connection.ask(WORDS, ResponseLimits.USUAL, commands);
        answers.forEach(answer -> answer.requireOk(WORDS));
        return FetchReader.described(answers.get(0)) // which holds the responses to all
                .stream()
                .filter(message -> uids.contains(message.uid))
                .map(HeaderRequest.SENT::of)
                .flatMap(header -> Stream.of(header.to(), header.cc(), header.bcc()))
                .flatMap(list -> list.addresses().stream())
                .map(EmailAddress::of)
                .filter(Objects::nonNull)
                .toList();
    }
}
