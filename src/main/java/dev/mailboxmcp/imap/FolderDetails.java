// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.Quota;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server tells of a mailbox beyond the names and counts of its folders, asked for in the same flight.
 *
 * @param rights of the user in folders, in the letters of RFC 4314 2.1
 */
record FolderDetails(Namespaces namespaces, @Nullable Quota quota, Map<FolderPath, String> rights) {
    /** What a call does without where the server fails over any of these commands. */
    static final String EXTENSION = "QUOTA";

    private static final int MAX_ASKED = 100;

    static final FolderDetails NONE = new FolderDetails(Namespaces.NONE, null, Map.of());

    FolderDetails {
        rights = Map.copyOf(rights);
    }

    /**
     * None where the server offers none of it. Where it told of no quota before on this connection, it is not asked again: for
     * that answer Dovecot may open INBOX once more, which takes it 45 ms with 100,000 mails in a Maildir.
     */
    static List<ImapCommand> commands(ImapConnection connection) {
        List<ImapCommand> commands = new ArrayList<>();
        if (connection.has(EXTENSION) && !connection.isWithoutQuota()) {
            commands.add(ImapQuota.command());
        }
        if (Namespaces.areOffered(connection) && !connection.avoids(EXTENSION)) {
            commands.add(Namespaces.command());
        }
        return commands;
    }

    /** @param answer of any command of the flight; what was refused, or cannot be read, has told nothing, which is no failure */
    static FolderDetails read(ImapConnection connection, ImapAnswer answer) throws IOException {
        try {
            FolderDetails details = new FolderDetails(Namespaces.read(answer), ImapQuota.read(answer), rights(answer));
            if (details.quota == null) {
                connection.noteNoQuota();
            }
            if (!details.namespaces.known().isEmpty()) {
                connection.note(details.namespaces);
            }
            return details;
        } catch (ProtocolViolation e) {
            return NONE;
        }
    }

    /**
     * These details with the rights in folders that others share, which servers without LIST-MYRIGHTS (RFC 8440) are
     * asked for one by one. One round trip, where there are such folders.
     */
    FolderDetails withRights(ImapConnection connection, List<FolderPath> folders) throws IOException {
        List<ImapCommand> commands = folders.stream()
                .filter(namespaces::isShared)
                .limit(MAX_ASKED)
                .map(folder -> new ImapCommand("MYRIGHTS").mailbox(folder))
                .toList();
        if (commands.isEmpty() || !rights.isEmpty() || !connection.has("ACL")) {
            return this;
        }
        List<ImapAnswer> answers = connection.ask("asking for rights", ResponseLimits.USUAL, commands);
        return new FolderDetails(namespaces, quota, rights(answers.get(0)));
    }

    private static Map<FolderPath, String> rights(ImapAnswer answer) throws IOException {
        Map<FolderPath, String> rights = new HashMap<>();
        for (ImapResponse response : answer.all("MYRIGHTS")) {
            ResponseReader in = response.reader();
            FolderPath path = FolderName.decode(in.mailbox(" "));
            String letters = in.text();
            if (path != null && letters.matches("[a-z0-9]{0,36}")) {
                rights.put(path, letters);
            }
        }
        return rights;
    }
}
