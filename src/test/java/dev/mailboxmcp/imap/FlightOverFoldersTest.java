// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.FolderPath;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** One flight that looks into several folders. */
class FlightOverFoldersTest {
    private static final FolderPath SENT = new FolderPath("Sent");
    private static final FolderPath GONE = new FolderPath("Gone");
    private static final List<ImapCommand> COMMANDS = List.of(
            ImapCommand.examine(FolderPath.INBOX),
            ImapCommand.of("UID SEARCH", "ALL"),
            ImapCommand.examine(GONE),
            ImapCommand.of("UID SEARCH", "ALL"),
            ImapCommand.examine(SENT),
            ImapCommand.of("UID FETCH", "5 (UID FLAGS)"));

    @Test
    void whatIsToldOfOneFolderIsNeverTakenForNewsOfAnother() throws IOException {
        ScriptedImapServer.Script script = client -> {
            client.login("");
            client.expect("EXAMINE");
            client.say("* 7 EXISTS", "* OK [UIDVALIDITY 11] valid", "* 1 FETCH (UID 900 FLAGS ())");
            client.ok("examined");
            client.answer("UID SEARCH", "* SEARCH 1 2 3", "* 8 EXISTS");
            client.expect("EXAMINE");
            client.no("[NONEXISTENT] no such folder");
            client.expect("UID SEARCH");
            client.say(client.tag() + " BAD no folder is open");
            client.expect("EXAMINE");
            client.say("* 2 EXISTS", "* OK [UIDVALIDITY 22] valid");
            client.ok("examined");
            client.answer("UID FETCH", "* 2 FETCH (UID 5 FLAGS (\\Seen))", "* 1 EXPUNGE");
            client.stall();
        };
        try (ScriptedImapServer server = new ScriptedImapServer(script);
                ImapPool pool = server.pool()) {
            pool.read(GreenMailAccount.ANNA, connection -> {
                List<ImapAnswer> answers = connection.ask("looking around", ResponseLimits.ROWS, COMMANDS);

                OpenFolder inbox = Objects.requireNonNull(answers.get(0).opened());
                assertThat(inbox.uidValidity()).isEqualTo(11);
                assertThat(inbox.exists()).isEqualTo(7);
                assertThat(SearchAnswer.read(answers.get(1)).numbers()).hasToString("1:3");
                assertThat(answers.get(2).opened()).isNull();
                assertThat(SearchAnswer.read(answers.get(3)).count()).isZero();
                OpenFolder sent = Objects.requireNonNull(answers.get(4).opened());
                assertThat(sent.folder()).isEqualTo(SENT);
                assertThat(sent.uidValidity()).isEqualTo(22);
                assertThat(answers.get(5).all("FETCH")).hasSize(1);
                assertThat(answers.get(1).all("FETCH")).isEmpty();
                assertThat(Objects.requireNonNull(connection.open()).folder()).isEqualTo(SENT);
                assertThat(Objects.requireNonNull(connection.open()).exists()).isEqualTo(1);
                assertThat(connection.isReusable()).isTrue();
                return true;
            });
            assertThat(server.flights).hasValue(2); // the login is the other one
        }
    }
}
