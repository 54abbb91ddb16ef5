// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.Contacts;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.NotSearched;
import dev.mailboxmcp.mime.SenderCheck;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said on the wire when people are looked for. */
class ImapContactsTest {
    private static final Instant NOW = Instant.parse("2026-06-02T10:00:00Z");

    @Test
    void peopleAreFoundInThreeRoundTripsAndNoMoreThanTheNewestMailsAreLookedAt() {
        List<Long> many = LongStream.rangeClosed(1, 300).boxed().toList();
        ScriptedFolders folders = new ScriptedFolders((folder, command) -> many)
                .folder("INBOX", "")
                .folder("Sent", "\\Sent");
        many.forEach(uid -> folders.mail("INBOX", uid, new ScriptedMail(uid).field("From", "Anna <anna@berg.example>"))
                .mail("Sent", uid, new ScriptedMail(uid).field("To", "Anna <anna@berg.example>")));
        ScriptedImapServer.Script script = client -> {
            client.login("SPECIAL-USE LIST-EXTENDED");
            folders.serve(client);
        };
        try (ScriptedImapServer server = new ScriptedImapServer(script);
                ImapPool pool = server.pool()) {
            Contacts found = pool.read(
                    GreenMailAccount.ANNA,
                    connection -> ImapContacts.find(connection, "ann", 10, SenderCheck.OF_NOBODY, NOW));

            assertThat(found.lookedAt()).isEqualTo(300);
            assertThat(found.contacts()).hasSize(1);
            assertThat(found.contacts().getFirst().timesWritten()).isEqualTo(200);
            assertThat(found.notSearched())
                    .as("older mails, in which somebody else of that name may be")
                    .extracting(NotSearched::folder)
                    .containsExactlyInAnyOrder("Sent", "INBOX");
            assertThat(server.flights).hasValue(4); // the login is the fourth
        }
    }

    /** Whoever is looked for and not found would be taken for somebody unknown. */
    @ParameterizedTest
    @ValueSource(strings = {"INBOX", "Sent"})
    void whereAFolderWasNotSearchedNobodyIsSaidNotToBeThere(String refusing) {
        ScriptedFolders folders = new ScriptedFolders((open, command) -> open.equals(refusing) ? null : List.of())
                .folder("INBOX", "")
                .folder("Sent", "\\Sent");
        ScriptedImapServer.Script script = client -> {
            client.login("SPECIAL-USE LIST-EXTENDED");
            folders.serve(client);
        };
        try (ScriptedImapServer server = new ScriptedImapServer(script);
                ImapPool pool = server.pool()) {
            assertThatThrownBy(() -> pool.read(
                            GreenMailAccount.ANNA,
                            connection -> ImapContacts.find(connection, "ann", 10, SenderCheck.OF_NOBODY, NOW)))
                    .isInstanceOfSatisfying(
                            MailException.class,
                            e -> assertThat(e.failure()).isInstanceOf(MailFailure.ServerUnavailable.class));
        }
    }
}
