// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.imap.ScriptedImapServer.Script;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ImapSelectionTest {
    private static final FolderPath ARCHIVE = new FolderPath("Archive");

    @Test
    void aFolderIsOpenForChangesOnlyWhereTheServerSaysSo() {
        List<String> received = run(
                client -> {
                    client.login("");
                    client.expect("SELECT \"Archive\"");
                    client.say("* 3 EXISTS", "* OK [UIDVALIDITY 7] valid");
                    client.ok("[READ-WRITE] selected");
                    client.stall();
                },
                connection -> {
                    ImapSelection.select(connection, ARCHIVE, 7L);
                    OpenFolder open = Objects.requireNonNull(connection.open());
                    assertThat(open.mode()).isEqualTo(OpenFolder.Mode.CHANGING);
                    assertThat(open.exists()).isEqualTo(3);
                    return null;
                });

        assertThat(received).endsWith("SELECT \"Archive\"");
    }

    @Test
    void aFolderThatTheServerOpensForReadingOnlyIsNotChanged() {
        for (String answer : List.of("[READ-ONLY] selected", "selected")) {
            run(
                    client -> {
                        client.login("");
                        client.expect("SELECT");
                        client.say("* 3 EXISTS", "* OK [UIDVALIDITY 7] valid");
                        client.ok(answer);
                        client.stall();
                    },
                    connection -> {
                        assertThatThrownBy(() -> ImapSelection.select(connection, ARCHIVE, 7L))
                                .extracting(failure -> ((MailException) failure).failure())
                                .isInstanceOf(MailFailure.NotAllowed.class);
                        return null;
                    });
        }
    }

    @Test
    void aFolderThatWasOpenForChangesIsOpenedAnewForReading() {
        List<String> received = run(
                client -> {
                    client.login("");
                    client.expect("SELECT \"INBOX\"");
                    client.say("* 3 EXISTS", "* OK [UIDVALIDITY 7] valid");
                    client.ok("[READ-WRITE] selected");
                    client.examine(7, 3);
                    client.answer("UID SEARCH", "* SEARCH");
                    client.stall();
                },
                connection -> {
                    ImapSelection.select(connection, FolderPath.INBOX, 7L);
                    ImapSelection.ask(
                            connection,
                            FolderPath.INBOX,
                            "searching",
                            ResponseLimits.USUAL,
                            ImapCommand.of("UID SEARCH", "ALL"));
                    return null;
                });

        assertThat(received).endsWith("SELECT \"INBOX\"", "EXAMINE \"INBOX\"", "UID SEARCH ALL");
    }

    @Test
    void leavingAFolderNeverRemovesWhatOthersMarkedAsDeleted() {
        assertThat(leaving("UNSELECT")).endsWith("SELECT \"Archive\"", "UNSELECT");
        assertThat(leaving("")).endsWith("SELECT \"Archive\"", "EXAMINE \"Archive\"", "CLOSE");
    }

    private static List<String> leaving(String capabilities) {
        return run(
                client -> {
                    client.login(capabilities);
                    client.expect("SELECT");
                    client.say("* 3 EXISTS", "* OK [UIDVALIDITY 7] valid");
                    client.ok("[READ-WRITE] selected");
                    if (capabilities.isEmpty()) {
                        client.examine(7, 3);
                        client.answer("CLOSE");
                    } else {
                        client.answer("UNSELECT");
                    }
                    client.stall();
                },
                connection -> {
                    ImapSelection.select(connection, ARCHIVE, null);
                    ImapSelection.leave(connection);
                    assertThat(connection.open()).isNull();
                    return null;
                });
    }

    private static List<String> run(Script script, ImapWork<?> work) {
        try (ScriptedImapServer server = new ScriptedImapServer(script);
                ImapPool pool = server.pool()) {
            pool.read(GreenMailAccount.ANNA, work);
            return server.received();
        }
    }
}
