// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mail.Query;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers change within an answer (RFC 9051 7.5.1); a mail is known by its UID. */
class FetchReaderTest {
    private static final String DESCRIBED = " " + ScriptedImapServer.header("Subject: s")
            + " BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1)";

    @Test
    void anExpungeBetweenTwoResponsesMovesNothingFromOneMailToAnother() {
        assertRows(row(5, 100), row(6, 101), "* 3 EXPUNGE", "* 5 FETCH (UID 101 FLAGS (\\Seen))");
    }

    @Test
    void flagsWithoutUidAreThoseOfTheMailThatHasTheNumberNow() {
        assertRows(row(5, 100), row(6, 101), "* 3 EXPUNGE", "* 5 FETCH (FLAGS (\\Seen))");
        assertRows(
                "* 6 FETCH (FLAGS (\\Seen))",
                "* 3 EXPUNGE",
                row(4, 100),
                "* 5 FETCH (UID 101 RFC822.SIZE 101" + DESCRIBED + ")");
    }

    @Test
    void aMailMayBeToldInPieces() {
        assertRows(
                "* 6 FETCH (UID 101 RFC822.SIZE 101" + DESCRIBED + ")",
                "* 5 FETCH (UID 100 RFC822.SIZE 100" + DESCRIBED + ")",
                "* 5 FETCH (UID 100 RFC822.SIZE 100" + DESCRIBED + ")",
                "* 7 EXISTS",
                "* 1 FETCH (UID 7 FLAGS (\\Deleted))",
                "* 6 FETCH (UID 101 FLAGS (\\Seen))",
                "* 5 FETCH (UID 100 FLAGS ())");
    }

    @Test
    void whatVanishedLeavesNumbersWithoutMeaning() {
        assertRows(
                row(5, 100), row(6, 101), "* 6 FETCH (FLAGS (\\Seen))", "* VANISHED 44", "* 5 FETCH (FLAGS (\\Draft))");
    }

    @Test
    void numbersThatContradictEachOtherSayNothing() {
        assertRows(
                row(5, 100),
                "* 5 FETCH (UID 101 RFC822.SIZE 101 FLAGS (\\Seen)" + DESCRIBED + ")",
                "* 5 FETCH (FLAGS (\\Draft))");
    }

    @Test
    void anAnswerThatHoldsFlagsAloneIsReadAsWell() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("CONDSTORE");
                    client.answer("UID FETCH 100", "* 5 FETCH (UID 100 MODSEQ (12) FLAGS (\\Seen $Todo))");
                    client.stall();
                });
                ImapPool pool = server.pool()) {
            List<FetchedMessage> told = pool.read(
                    GreenMailAccount.ANNA,
                    c -> FetchReader.read(c.ask("looking", ImapCommand.of("UID FETCH", "100 (UID FLAGS MODSEQ)"))));

            assertThat(told).singleElement().satisfies(mail -> {
                assertThat(mail.uid).isEqualTo(100);
                assertThat(mail.flags()).isEmpty();
                assertThat(mail.flagNames).containsExactly("\\Seen", "$Todo");
                assertThat(mail.modSeq).isEqualTo(12);
            });
        }
    }

    private static void assertRows(String... answer) {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("ESEARCH");
                    client.examine(7, 6);
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.answer("UID SEARCH", "* ESEARCH (TAG \"$TAG\") UID ALL 100:101");
                    client.answer("UID FETCH 100:101", answer);
                    client.stall();
                });
                ImapPool pool = server.pool()) {
            MailPage page =
                    pool.read(GreenMailAccount.ANNA, c -> Find.page(c, FolderPath.INBOX, Query.UNREAD, 10, null));

            assertThat(page.emails()).extracting(MessageSummary::uid).containsExactly(101L, 100L);
            assertThat(page.emails()).extracting(MessageSummary::sizeBytes).containsExactly(101L, 100L);
            assertThat(page.emails().get(0).flags()).isEmpty();
            assertThat(page.emails().get(1).flags()).containsExactly(MessageFlag.UNREAD);
        }
    }

    private static String row(int number, int uid) {
        return "* " + number + " FETCH (UID " + uid + " FLAGS (" + (uid == 101 ? "\\Seen" : "") + ") RFC822.SIZE " + uid
                + DESCRIBED + ")";
    }
}
