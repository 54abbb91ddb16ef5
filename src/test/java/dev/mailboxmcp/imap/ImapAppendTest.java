// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ImapAppendTest {
    private static final FolderPath SENT = new FolderPath("Sent");
    private static final String APPEND = "APPEND \"Sent\" (\\Seen) \"20-Nov-2026 10:00:00 +0000\" {4}\r\nmail";

    /** Courier is such a server. */
    @Test
    void leavesTheFolderWhereTheServerPutsNothingIntoOneThatIsOpen() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("LITERAL+");
                    client.examine(1, 3);
                    client.expect(APPEND);
                    client.no("Current box is selected READ-ONLY.");
                    client.answer("CLOSE");
                    client.expect(APPEND);
                    client.ok("[APPENDUID 1 42] done");
                    client.examine(1, 4);
                    client.stall();
                });
                ImapPool pool = server.pool()) {
            Long uid = pool.change(GreenMailAccount.ANNA, ImapAppendTest::openThenAppend);

            assertThat(uid).isEqualTo(42);
            pool.read(GreenMailAccount.ANNA, connection -> {
                ImapSelection.open(connection, SENT); // not taken for open any more
                return null;
            });
            assertThat(server.received()).endsWith("EXAMINE \"Sent\"");
        }
    }

    @Test
    void asksOnceWhereTheServerSaysWhyItRefuses() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("LITERAL+");
                    client.examine(1, 3);
                    client.expect(APPEND);
                    client.no("[OVERQUOTA] full");
                    client.stall();
                });
                ImapPool pool = server.pool()) {
            assertThatThrownBy(() -> pool.change(GreenMailAccount.ANNA, ImapAppendTest::openThenAppend))
                    .extracting(failure -> ((MailException) failure).failure())
                    .isInstanceOf(MailFailure.MailboxFull.class);
            assertThat(server.received()).filteredOn(APPEND::equals).hasSize(1);
        }
    }

    @Test
    void whatTheServerFindsTooLargeIsTooLarge() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("LITERAL+");
                    client.examine(1, 3);
                    client.expect(APPEND);
                    client.no("[TOOBIG] no more than that");
                    client.stall();
                });
                ImapPool pool = server.pool()) {
            assertThatThrownBy(() -> pool.change(GreenMailAccount.ANNA, ImapAppendTest::openThenAppend))
                    .extracting(failure -> ((MailException) failure).failure())
                    .isEqualTo(new MailFailure.TooLarge("the mail", 0));
        }
    }

    @Test
    void noWordOfAMailIsSentToAServerThatRefusesTheCommandBefore() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("LITERAL+");
                    client.examine(1, 3);
                    client.refuseLiteral("[TRYCREATE] no such folder");
                    client.answer("NOOP");
                    client.stall();
                });
                ImapPool pool = server.pool()) {
            pool.change(GreenMailAccount.ANNA, connection -> {
                assertThatThrownBy(() -> openThenAppend(connection))
                        .extracting(failure -> ((MailException) failure).failure())
                        .isInstanceOf(MailFailure.FolderNotFound.class);
                connection.ask("asking for news", new ImapCommand("NOOP"));
                return null;
            });

            assertThat(server.received()).endsWith(APPEND.split("\r\n", -1)[0], "NOOP");
        }
    }

    private static @Nullable Long openThenAppend(ImapConnection connection) throws IOException {
        ImapSelection.open(connection, SENT);
        return ImapAppend.append(
                connection,
                SENT,
                "mail".getBytes(StandardCharsets.US_ASCII),
                Set.of(),
                Instant.parse("2026-11-20T10:00:00Z"));
    }
}
