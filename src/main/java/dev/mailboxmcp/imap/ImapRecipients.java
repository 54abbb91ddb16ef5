// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mime.EmailAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Tells to whom the mails of a folder went. */
public final class ImapRecipients {
    private static final String WORDS = "looking for mails to a recipient";
    private static final int LOOKED_AT = 10;

    private ImapRecipients() {}

    /**
     * Those of the addresses that no mail of the folder is to; two round trips for all of them where the server tells
     * answers apart (ESEARCH), else one for each and one more. The server finds parts of addresses too ({@code
     * bob@example.co} in {@code bob@example.com}), so the newest mails it finds for each are compared exactly; an address
     * that is in none of these counts as unknown.
     *
     * @param addresses 1 or more
     */
    public static List<EmailAddress> unknown(ImapConnection connection, FolderPath folder, List<EmailAddress> addresses)
            throws IOException {
        List<ImapCommand> searches =
                addresses.stream().map(address -> search(connection, address)).toList();
        List<Long> uids = new ArrayList<>();
        int atOnce = connection.has("ESEARCH") ? searches.size() : 1;
        for (int from = 0; from < searches.size(); from += atOnce) {
            ImapCommand[] flight = searches.subList(from, from + atOnce).toArray(ImapCommand[]::new);
            for (ImapAnswer answer : ImapSelection.ask(connection, folder, WORDS, ResponseLimits.SEARCH, flight)) {
                answer.requireOk(WORDS);
                uids.addAll(SearchAnswer.read(answer).numbers().highestBelow(NumberSet.MAX + 1, LOOKED_AT));
            }
        }
        if (uids.isEmpty()) {
            return addresses;
        }
        List<EmailAddress> known = recipients(connection, uids);
        return addresses.stream()
                .filter(address -> known.stream().noneMatch(address::sameMailbox))
                .toList();
    }

    private static ImapCommand search(ImapConnection connection, EmailAddress address) {
        ImapCommand command = new ImapCommand("UID SEARCH");
        if (connection.has("ESEARCH")) {
            command.raw("RETURN (ALL)");
        }
        if (address.needsSmtpUtf8()) {
            command.raw("CHARSET UTF-8");
        }
        String text = address.wire();
        return command.raw("OR TO")
                .string(text)
                .raw("OR CC")
                .string(text)
                .raw("BCC")
                .string(text);
    }

    private static List<EmailAddress> recipients(ImapConnection connection, List<Long> uids) throws IOException {
        ImapAnswer answer =
                connection.ask(WORDS, ImapCommand.of("UID FETCH", NumberSet.write(uids) + " (UID ENVELOPE)"));
        answer.requireOk(WORDS);
        return FetchReader.read(answer).stream()
                .filter(message -> uids.contains(message.uid))
                .map(message -> message.envelope)
                .filter(Objects::nonNull)
                .flatMap(envelope -> Stream.of(envelope.to(), envelope.cc(), envelope.bcc()))
                .flatMap(List::stream)
                .map(EmailAddress::parseStrangers)
                .filter(Objects::nonNull)
                .toList();
    }
}
