// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.imap.ScriptedImapServer.Script;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.MessageSummary;
import jakarta.mail.Flags;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that a connection has fetched are not fetched again, and are never those of another mail. */
class RowMemoryTest {
    private static final int PLENTY = 1 << 20;

    /** What a list and a search give does not depend on what the connection remembers, whatever happens in between. */
    @ParameterizedTest
    @ValueSource(ints = {PLENTY, 2_000})
    void listsAndSearchesAreTheSameWithItAndWithoutIt(int bytes) {
        Random random = new Random(7);
        try (GreenMailAccount server = new GreenMailAccount(bytes);
                ImapConnector connector = new ImapConnector(GreenMailAccount.settings(server.port()));
                ImapPool forgetful = new ImapPool(connector, InstantSource.system())) {
            for (int round = 0; round < 60; round++) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    server.deliverNumber(100 * round + i);
                }
                for (MessageSummary mail : list(server.pool, 100).emails()) {
                    switch (random.nextInt(12)) {
                        case 0 -> server.delete(mail.uid());
                        case 1 -> server.flag(mail.uid(), Flags.Flag.SEEN);
                        default -> {}
                    }
                }
                int limit = 1 + random.nextInt(20);

                assertThat(list(server.pool, limit)).isEqualTo(list(forgetful, limit));
                assertThat(unread(server.pool, limit)).isEqualTo(unread(forgetful, limit));
            }
        }
    }

    @Test
    void aListThatIsAskedForAgainTakesOneRoundTripAndTheFlagsAlone() {
        Played played = listedTwice(client -> {
            examined(client, 7, 3);
            client.answer("FETCH 2:* " + RowMemory.ITEMS, flags(2, 20, 100), flags(3, 30, 100));
            client.answer("UID FETCH 31:* " + Summaries.ITEMS, ImapListTest.row(3, 30));
        });

        assertThat(played.second).isEqualTo(played.first);
        assertThat(played.roundTrips).isOne();
    }

    @Test
    void rowsOfNewMailComeInTheSameRoundTrip() {
        Played played = listedTwice(client -> {
            examined(client, 7, 4);
            client.answer("FETCH 2:* " + RowMemory.ITEMS, flags(2, 20, 100), flags(3, 30, 100), flags(4, 40, 100));
            client.answer("UID FETCH 31:* " + Summaries.ITEMS, ImapListTest.row(4, 40));
        });

        assertThat(played.second.emails()).extracting(MessageSummary::uid).containsExactly(40L, 30L);
        assertThat(played.second.incomplete()).isEmpty();
        assertThat(played.roundTrips).isOne();
    }

    /** The folder was made anew, or the server gave a UID to another mail: what is remembered is not shown. */
    @ParameterizedTest
    @CsvSource({"8, 100", "7, 101"})
    void whatMayBeAnotherMailIsFetchedAnew(long uidValidity, int size) {
        Played played = listedTwice(client -> {
            examined(client, uidValidity, 3);
            client.answer("FETCH 2:* " + RowMemory.ITEMS, flags(2, 20, size), flags(3, 30, 100));
            client.answer("UID FETCH 31:* " + Summaries.ITEMS, ImapListTest.row(3, 30));
            client.answer(
                    "UID FETCH 20 " + Summaries.ITEMS, ImapListTest.row(2, 20).replace("Subject: s", "Subject: t"));
        });

        assertThat(played.second.emails()).extracting(MessageSummary::subject).containsExactly("s", "t");
        assertThat(played.roundTrips).isEqualTo(2);
    }

    @Test
    void aSearchFetchesTheRowsThatAreNotKnown() {
        Played played = played(
                client -> {
                    client.answer("EXAMINE", "* 3 EXISTS", "* OK [UIDVALIDITY 7] valid");
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.answer("UID SEARCH RETURN (ALL)", "* ESEARCH (TAG \"$TAG\") UID ALL 10,30");
                    client.answer("UID FETCH 10 " + Summaries.ITEMS, ImapListTest.row(1, 10));
                    client.answer("UID FETCH 30 " + RowMemory.ITEMS, flags(3, 30, 100));
                },
                RowMemoryTest::unread);

        assertThat(played.second.emails()).extracting(MessageSummary::subject).containsExactly("s", "s");
        assertThat(played.roundTrips).isEqualTo(2);
    }

    /** A page that does not fit is fetched whole each time, in one round trip, rather than in part in two. */
    @Test
    void itKeepsNoMoreThanItMay() {
        RowMemory memory = new RowMemory(4_000);
        OpenFolder open = new OpenFolder(FolderPath.INBOX, OpenFolder.Mode.READING, 7, 10, 0);
        memory.keep(
                open, LongStream.rangeClosed(1, 10).mapToObj(RowMemoryTest::row).toList());

        assertThat(LongStream.rangeClosed(1, 10).filter(uid -> memory.knows(open, uid)))
                .containsExactly(8L, 9L, 10L);
        assertThat(memory.newest(FolderPath.INBOX, 3)).isEqualTo(10);
        assertThat(memory.newest(FolderPath.INBOX, 4)).isZero();
    }

    private static FetchedMessage row(long uid) {
        FetchedMessage row = FetchedMessage.ofUid(uid);
        row.received = OffsetDateTime.parse("2026-11-20T10:00:00Z");
        row.put("HEADER", new byte[100], false);
        row.structure = new BodyStructure("1", "text/plain", List.of(), "", "7bit", 1, "", List.of(), List.of(), null);
        return row;
    }

    /**
     * A list of two of three mails, and what was asked for after it.
     *
     * @param roundTrips of the latter
     */
    private record Played(MailPage first, MailPage second, int roundTrips) {}

    private interface Question {
        MailPage ask(ImapPool pool, int limit);
    }

    private static Played listedTwice(Script again) {
        return played(again, RowMemoryTest::list);
    }

    private static Played played(Script again, Question question) {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("ESEARCH");
                    client.examine(7, 3);
                    client.answer("NOOP");
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.answer("FETCH 2:* " + Summaries.ITEMS, ImapListTest.row(2, 20), ImapListTest.row(3, 30));
                    again.play(client);
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(GreenMailAccount.settings(server.port(), PLENTY));
                ImapPool pool = new ImapPool(connector, InstantSource.system())) {
            MailPage first = list(pool, 2);
            int before = server.flights.get();
            MailPage second = question.ask(pool, 2);
            return new Played(first, second, server.flights.get() - before);
        }
    }

    private static void examined(ScriptedImapServer.Peer client, long uidValidity, int exists)
            throws java.io.IOException {
        client.examine(uidValidity, exists);
        client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
    }

    private static String flags(int sequence, long uid, int size) {
        return "* " + sequence + " FETCH (UID " + uid + " FLAGS (\\Seen) INTERNALDATE \"20-Nov-2026 10:00:00 +0000\""
                + " RFC822.SIZE " + size + ")";
    }

    private static MailPage list(ImapPool pool, int limit) {
        return page(pool, limit, false);
    }

    private static MailPage unread(ImapPool pool, int limit) {
        return page(pool, limit, true);
    }

    private static MailPage page(ImapPool pool, int limit, boolean unreadOnly) {
        return pool.read(
                GreenMailAccount.ANNA,
                connection -> ImapList.page(connection, FolderPath.INBOX, limit, null, unreadOnly, Snippets.NONE));
    }
}
