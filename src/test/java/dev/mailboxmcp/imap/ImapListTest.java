// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.MessageSummary;
import jakarta.mail.Flags;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ImapListTest {
    private static final FolderPath INBOX = FolderPath.INBOX;
    /** A clock on which no connection gets old enough to be probed. */
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    @Test
    void showsTheNewestFirstWithAllThatARowHas() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            server.deliverNumber(1);
            long uid = server.deliverNumber(2);

            MailPage page = page(server, 20, null);

            assertThat(page.total()).isEqualTo(2);
            assertThat(page.unread()).isEqualTo(2);
            assertThat(page.nextCursor()).isNull();
            assertThat(subjects(page)).containsExactly("number 2", "number 1");
            MessageSummary row = page.emails().get(0);
            assertThat(row.uid()).isEqualTo(uid);
            assertThat(row.from()).isEqualTo("Béla Bartók <bela@example.test>");
            assertThat(row.to()).containsExactly("anna@example.test");
            assertThat(row.date()).isEqualTo(OffsetDateTime.parse("2026-11-20T10:00:00+01:00"));
            assertThat(row.flags()).containsExactly(MessageFlag.UNREAD);
            assertThat(row.sizeBytes()).isPositive();
        }
    }

    @Test
    void pagesOnWithoutGapsOrRepeatsWhileMailArrivesAndIsDeleted() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            for (int i = 1; i <= 50; i++) {
                server.deliverNumber(i);
            }
            List<String> seen = new ArrayList<>();
            String cursor = null;
            int pages = 0;
            do {
                MailPage page = page(server, 7, cursor);
                seen.addAll(subjects(page));
                cursor = page.nextCursor();
                pages++;
                server.deliverNumber(100 + pages);
                server.delete(page.emails().get(0).uid());
                if (page.emails().size() > 1) {
                    server.delete(page.emails().get(page.emails().size() - 1).uid());
                }
            } while (cursor != null);

            List<String> expected = new ArrayList<>();
            for (int i = 50; i >= 1; i--) {
                expected.add("number " + i);
            }
            assertThat(seen).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void showsUnreadOnly() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            server.deliverNumber(1);
            long read = server.deliverNumber(2);
            server.deliverNumber(3);
            server.flag(read, Flags.Flag.SEEN);

            MailPage first = server.call(connection -> ImapList.page(connection, INBOX, 1, null, true, Snippets.NONE));
            MailPage second = server.call(
                    connection -> ImapList.page(connection, INBOX, 1, first.nextCursor(), true, Snippets.NONE));

            assertThat(subjects(first)).containsExactly("number 3");
            assertThat(subjects(second)).containsExactly("number 1");
            assertThat(second.nextCursor()).isNull();
            assertThat(first.total()).isEqualTo(3);
            assertThat(first.unread()).isEqualTo(2);
        }
    }

    @Test
    void marksNothingAsRead() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            server.deliverNumber(1);

            page(server, 20, null);

            assertThat(page(server, 20, null).unread()).isEqualTo(1);
        }
    }

    @Test
    void anEmptyFolderIsAnEmptyPage() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            MailPage page = page(server, 20, null);

            assertThat(page.emails()).isEmpty();
            assertThat(page.total()).isZero();
            assertThat(page.nextCursor()).isNull();
        }
    }

    @Test
    void namesAFolderThatIsNotThere() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            FolderPath missing = new FolderPath("Nirgends");

            assertThatThrownBy(() -> server.call(
                            connection -> ImapList.page(connection, missing, 20, null, false, Snippets.NONE)))
                    .extracting(failure -> ((MailException) failure).failure())
                    .isEqualTo(new MailFailure.FolderNotFound(missing));
        }
    }

    @Test
    void refusesACursorOfAnotherFolderOrQuestion() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            server.folder("Other");
            server.deliverNumber(1);
            server.deliverNumber(2);
            String cursor = page(server, 1, null).nextCursor();

            for (String wrong : List.of("", "x", "AAAA", cursor + "A", "%%%")) {
                assertThatThrownBy(() -> page(server, 1, wrong))
                        .extracting(failure -> ((MailException) failure).failure(), type(MailFailure.class))
                        .isInstanceOf(MailFailure.InvalidArgument.class);
            }
            assertThatThrownBy(() -> server.call(connection ->
                            ImapList.page(connection, new FolderPath("Other"), 1, cursor, false, Snippets.NONE)))
                    .isInstanceOf(MailException.class);
            assertThatThrownBy(() ->
                            server.call(connection -> ImapList.page(connection, INBOX, 1, cursor, true, Snippets.NONE)))
                    .isInstanceOf(MailException.class);
        }
    }

    @Test
    void takesTwoRoundTripsThenOneOnTheOpenFolder() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("ESEARCH");
                    client.examine(7, 100);
                    client.answer("NOOP");
                    for (int i = 0; i < 2; i++) {
                        client.answer("STATUS \"INBOX\" (UNSEEN)", "* STATUS INBOX (UNSEEN 5)");
                        client.answer("FETCH 99:* (UID FLAGS", row(99, 990), row(100, 1000));
                        client.examine(7, 100);
                    }
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            MailPage first =
                    pool.read(GreenMailAccount.ANNA, c -> ImapList.page(c, INBOX, 2, null, false, Snippets.NONE));
            int flightsOfFirst = server.flights.get();
            MailPage second =
                    pool.read(GreenMailAccount.ANNA, c -> ImapList.page(c, INBOX, 2, null, false, Snippets.NONE));

            assertThat(flightsOfFirst).isEqualTo(3); // the login is the third
            assertThat(server.flights.get() - flightsOfFirst).isEqualTo(1);
            assertThat(first).isEqualTo(second);
            assertThat(first.unread()).isEqualTo(5);
            assertThat(first.emails()).extracting(MessageSummary::uid).containsExactly(1000L, 990L);
        }
    }

    @Test
    void aMailThatWasMovedBackIsNotTheNewest() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("ESEARCH");
                    client.examine(7, 2);
                    client.answer("NOOP");
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.answer("FETCH 1:*", row(1, 10), row(2, 11).replace("20-Nov-2026", "20-Nov-2023"));
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, CLOCK)) {
            MailPage page =
                    pool.read(GreenMailAccount.ANNA, c -> ImapList.page(c, INBOX, 2, null, false, Snippets.NONE));

            assertThat(page.emails()).extracting(MessageSummary::uid).containsExactly(10L, 11L);
        }
    }

    @Test
    void takesOneRoundTripForAFurtherPage() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("ESEARCH");
                    client.examine(7, 100);
                    client.answer("NOOP");
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 5)");
                    client.answer("FETCH 99:* (", row(99, 990), row(100, 1000));
                    client.examine(7, 100);
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 5)");
                    client.answer("FETCH 97:98 (", row(97, 970), row(98, 980));
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, CLOCK)) {
            MailPage first =
                    pool.read(GreenMailAccount.ANNA, c -> ImapList.page(c, INBOX, 2, null, false, Snippets.NONE));
            int before = server.flights.get();

            MailPage second = pool.read(
                    GreenMailAccount.ANNA, c -> ImapList.page(c, INBOX, 2, first.nextCursor(), false, Snippets.NONE));

            assertThat(server.flights.get() - before).isEqualTo(1);
            assertThat(second.emails()).extracting(MessageSummary::uid).containsExactly(980L, 970L);
        }
    }

    @Test
    void takesTwoRoundTripsForUnreadMailsOnly() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("ESEARCH");
                    client.examine(7, 100);
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 2)");
                    client.answer("UID SEARCH RETURN (ALL) UNSEEN", "* ESEARCH (TAG \"$TAG\") UID ALL 970,990");
                    client.answer("UID FETCH 970,990 (", row(97, 970), row(99, 990));
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, CLOCK)) {

            MailPage page =
                    pool.read(GreenMailAccount.ANNA, c -> ImapList.page(c, INBOX, 2, null, true, Snippets.NONE));

            assertThat(server.flights).hasValue(3); // the login is the third
            assertThat(page.emails()).extracting(MessageSummary::uid).containsExactly(990L, 970L);
        }
    }

    @Test
    void takesOneRoundTripInAnotherFolderThatIsOpenThoughItIsOpenedAnew() {
        FolderPath sent = new FolderPath("Sent");
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("ESEARCH");
                    client.examine(7, 100);
                    for (int i = 0; i < 2; i++) {
                        client.examine(7, 100);
                        client.answer("STATUS \"Sent\" (UNSEEN)", "* STATUS Sent (UNSEEN 5)");
                        client.answer("FETCH 99:* (", row(99, 990), row(100, 1000));
                    }
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, CLOCK)) {

            MailPage first =
                    pool.read(GreenMailAccount.ANNA, c -> ImapList.page(c, sent, 2, null, false, Snippets.NONE));
            int flightsOfFirst = server.flights.get();
            MailPage second =
                    pool.read(GreenMailAccount.ANNA, c -> ImapList.page(c, sent, 2, null, false, Snippets.NONE));

            assertThat(flightsOfFirst).isEqualTo(3); // the login is the third
            assertThat(server.flights.get() - flightsOfFirst).isEqualTo(1);
            assertThat(first).isEqualTo(second);
        }
    }

    @Test
    void fillsThePageWhenMailsVanishMeanwhile() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("ESEARCH");
                    client.examine(7, 4);
                    client.answer("NOOP", "* 4 EXPUNGE", "* 2 EXPUNGE");
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.answer("FETCH 3:*", row(2, 30));
                    client.answer("NOOP");
                    client.answer("FETCH 2:2", row(2, 30));
                    client.answer("NOOP");
                    client.answer("FETCH 1:1", row(1, 10));
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            MailPage page =
                    pool.read(GreenMailAccount.ANNA, c -> ImapList.page(c, INBOX, 2, null, false, Snippets.NONE));

            assertThat(page.emails()).extracting(MessageSummary::uid).containsExactly(30L, 10L);
            assertThat(page.total()).isEqualTo(2);
            assertThat(page.nextCursor()).isNull();
        }
    }

    @Test
    void theServerMayAnswerInAnotherOrder() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("ESEARCH");
                    client.examine(7, 1);
                    client.answer("NOOP");
                    client.expect("STATUS");
                    String status = client.tag();
                    client.answer("FETCH", row(1, 10));
                    client.say("* STATUS INBOX (UNSEEN 1)", status + " OK done");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            MailPage page =
                    pool.read(GreenMailAccount.ANNA, c -> ImapList.page(c, INBOX, 20, null, false, Snippets.NONE));

            assertThat(page.unread()).isEqualTo(1);
            assertThat(page.emails()).extracting(MessageSummary::uid).containsExactly(10L);
        }
    }

    @Test
    void aRecreatedFolderMakesItsCursorsStale() {
        try (ScriptedImapServer server = new ScriptedImapServer(
                        client -> {
                            client.login("ESEARCH");
                            client.examine(7, 2);
                            client.answer("NOOP");
                            client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                            client.answer("FETCH 2:*", row(2, 20));
                        },
                        client -> {
                            client.login("ESEARCH");
                            client.examine(8, 2);
                            client.stall();
                        });
                ImapPool pool = server.pool()) {
            MailPage page =
                    pool.read(GreenMailAccount.ANNA, c -> ImapList.page(c, INBOX, 1, null, false, Snippets.NONE));

            assertThatThrownBy(() -> pool.read(
                            GreenMailAccount.ANNA,
                            c -> ImapList.page(c, INBOX, 1, page.nextCursor(), false, Snippets.NONE)))
                    .extracting(failure -> ((MailException) failure).failure())
                    .isEqualTo(new MailFailure.StaleUid(INBOX, 7, 8));
        }
    }

    @Test
    void aPageIsCountedFromTheMailsOfThePageBeforeAndNotFromWhatThisConnectionKnew() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("ESEARCH");
                    client.examine(7, 100);
                    client.answer("NOOP");
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.answer("FETCH 100:*", row(100, 1000));
                    client.examine(7, 150); // another connection gave the page before
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.answer("FETCH 99:100", row(99, 990), row(100, 1000));
                    client.answer("NOOP");
                    client.answer("FETCH 129:130", row(129, 1290), row(130, 1300));
                    client.stall();
                });
                ImapPool pool = server.pool()) {
            MailPage first =
                    pool.read(GreenMailAccount.ANNA, c -> ImapList.page(c, INBOX, 1, null, false, Snippets.NONE));
            String cursor = new PageCursor(7, 1310, 131).write(INBOX, "list");

            MailPage second =
                    pool.read(GreenMailAccount.ANNA, c -> ImapList.page(c, INBOX, 2, cursor, false, Snippets.NONE));

            assertThat(first.emails()).extracting(MessageSummary::uid).containsExactly(1000L);
            assertThat(second.emails()).extracting(MessageSummary::uid).containsExactly(1300L, 1290L);
        }
    }

    @Test
    void aFolderThatWasMadeAnewIsLookedAtBeforeItsCursorIsRefused() {
        FolderPath work = new FolderPath("Work");
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("ESEARCH");
                    client.examine(7, 1);
                    client.examine(7, 1);
                    client.answer("STATUS", "* STATUS Work (UNSEEN 0)");
                    client.answer("FETCH 1:*", row(1, 10));
                    client.examine(8, 30);
                    client.answer("STATUS", "* STATUS Work (UNSEEN 0)");
                    client.answer("FETCH 1:1", row(1, 1));
                    client.examine(8, 30);
                    client.answer("FETCH 20:20", row(20, 20));
                    client.stall();
                });
                ImapPool pool = server.pool()) {
            MailPage old = pool.read(GreenMailAccount.ANNA, c -> ImapList.page(c, work, 1, null, false, Snippets.NONE));
            String cursor = new PageCursor(8, 21, 21).write(work, "list");

            MailPage page =
                    pool.read(GreenMailAccount.ANNA, c -> ImapList.page(c, work, 1, cursor, false, Snippets.NONE));

            assertThat(old.uidValidity()).isEqualTo(7);
            assertThat(page.emails()).extracting(MessageSummary::uid).containsExactly(20L);
        }
    }

    @Test
    void aMailOfTenThousandPartsIsARowAsOthersAre() {
        String parts =
                "(\"text\" \"plain\" (\"name\" \"" + "n".repeat(200) + "\") NIL NIL \"7bit\" 1 1)".repeat(10_000);
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("ESEARCH");
                    client.examine(7, 10);
                    client.answer("NOOP");
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.expect("FETCH 1:*");
                    for (int i = 1; i <= 10; i++) {
                        client.say(
                                row(i, i).replaceFirst("BODYSTRUCTURE .*", "BODYSTRUCTURE (" + parts + " \"mixed\"))"));
                    }
                    client.ok("done");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            MailPage page =
                    pool.read(GreenMailAccount.ANNA, c -> ImapList.page(c, INBOX, 10, null, false, Snippets.NONE));

            assertThat(page.emails()).hasSize(10);
            assertThat(page.emails()).extracting(MessageSummary::subject).containsOnly("s");
        }
    }

    static String row(int sequence, long uid) {
        return "* " + sequence + " FETCH (UID " + uid + " FLAGS (\\Seen) INTERNALDATE \"20-Nov-2026 10:00:00 +0000\""
                + " RFC822.SIZE 100 " + ScriptedImapServer.header("Subject: s")
                + " BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1))";
    }

    private static MailPage page(GreenMailAccount server, int limit, @Nullable String cursor) {
        return server.call(connection -> ImapList.page(connection, INBOX, limit, cursor, false, Snippets.NONE));
    }

    private static List<String> subjects(MailPage page) {
        return page.emails().stream().map(MessageSummary::subject).toList();
    }
}
