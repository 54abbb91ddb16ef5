// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.Arrival;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mail.Query;
import jakarta.mail.Flags;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ImapSearchTest {
    private static final FolderPath INBOX = FolderPath.INBOX;

    @Test
    void findsBySubjectAndSenderAndFlags() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            server.deliverNumber(1);
            long two = server.deliverNumber(2);
            server.flag(two, Flags.Flag.FLAGGED);

            assertThat(subjects(server, subject("number 2"))).containsExactly("number 2");
            assertThat(subjects(server, criteria(null, "bela@example.test", null, null)))
                    .containsExactly("number 2", "number 1");
            assertThat(subjects(server, new Query.Marked(Query.Mark.FLAGGED))).containsExactly("number 2");
            assertThat(subjects(server, subject("nothing of that kind"))).isEmpty();
        }
    }

    @Test
    void findsCyrillicAndChineseWords() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            server.deliver("From: a@example.test", "Subject: =?utf-8?B?0J/RgNC40LLQtdGC?=", "", "x");
            server.deliver("From: a@example.test", "Subject: =?utf-8?B?5Lya6K6u57qq6KaB?=", "", "x");

            assertThat(subjects(server, subject("Привет"))).containsExactly("Привет");
            assertThat(subjects(server, subject("会议"))).containsExactly("会议纪要");
        }
    }

    @Test
    void pagesThroughTheMatches() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            for (int i = 1; i <= 5; i++) {
                server.deliverNumber(i);
            }
            Query numbers = subject("number");
            MailPage first = server.call(c -> Find.page(c, INBOX, numbers, 2, null));
            server.deliverNumber(6);
            MailPage second = server.call(c -> Find.page(c, INBOX, numbers, 2, first.nextCursor()));
            MailPage third = server.call(c -> Find.page(c, INBOX, numbers, 2, second.nextCursor()));

            assertThat(subjects(first)).containsExactly("number 5", "number 4");
            assertThat(first.total()).isEqualTo(5);
            assertThat(subjects(second)).containsExactly("number 3", "number 2");
            assertThat(subjects(third)).containsExactly("number 1");
            assertThat(third.nextCursor()).isNull();
        }
    }

    @Test
    void comparesInstantsExactlyAndCountsOnlyWhatHolds() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            for (String time : List.of(
                    "2026-11-18T23:00:00Z",
                    "2026-11-20T09:59:59Z",
                    "2026-11-20T10:00:00Z",
                    "2026-11-20T10:00:01Z",
                    "2026-11-25T00:00:00Z")) {
                GreenMailAccount.deliver(server.inbox(), Instant.parse(time), "Subject: " + time, "", "x");
            }
            Arrival moment = new Arrival.Moment(Instant.parse("2026-11-20T10:00:00Z"));

            MailPage since = server.call(c -> Find.page(c, INBOX, between(moment, null), 10, null));
            MailPage before = server.call(c -> Find.page(c, INBOX, between(null, moment), 10, null));

            assertThat(since.total()).isEqualTo(3);
            assertThat(subjects(since))
                    .containsExactly("2026-11-25T00:00:00Z", "2026-11-20T10:00:01Z", "2026-11-20T10:00:00Z");
            assertThat(before.total()).isEqualTo(2);
            assertThat(subjects(before)).containsExactly("2026-11-20T09:59:59Z", "2026-11-18T23:00:00Z");
        }
    }

    @Test
    void asksForDaysAsTheyAre() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("");
                    client.examine(1, 3);
                    client.answer("STATUS \"INBOX\" (UNSEEN)", "* STATUS INBOX (UNSEEN 2)");
                    client.answer("UID SEARCH SINCE 1-Nov-2026 BEFORE 22-Nov-2026", "* SEARCH");
                    client.stall();
                });
                ImapPool pool = server.pool()) {
            Query days =
                    between(new Arrival.Day(LocalDate.of(2026, 11, 1)), new Arrival.Day(LocalDate.of(2026, 11, 22)));

            MailPage page = pool.read(GreenMailAccount.ANNA, c -> Find.page(c, INBOX, days, 10, null));

            assertThat(page.total()).isZero();
            assertThat(page.unread()).isEqualTo(2);
        }
    }

    @Test
    void takesTwoRoundTripsAndSendsForeignTermsAsLiterals() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("ESEARCH LITERAL-");
                    client.examine(1, 30);
                    client.answer("STATUS \"INBOX\" (UNSEEN)", "* STATUS INBOX (UNSEEN 0)");
                    client.answer(
                            "UID SEARCH RETURN (ALL) CHARSET UTF-8 SUBJECT {12+}\r\nПривет UNFLAGGED",
                            "* ESEARCH (TAG \"$TAG\") UID ALL 4,10:20");
                    client.answer("UID FETCH 19:20 (", ImapListTest.row(9, 19), ImapListTest.row(10, 20));
                    client.stall();
                });
                ImapPool pool = server.pool()) {
            Query criteria = Query.all(List.of(subject("Привет"), Query.not(new Query.Marked(Query.Mark.FLAGGED))));

            MailPage page = pool.read(GreenMailAccount.ANNA, c -> Find.page(c, INBOX, criteria, 2, null));

            assertThat(server.flights).hasValue(3); // the login is the third
            assertThat(page.total()).isEqualTo(12);
            assertThat(page.emails()).extracting(MessageSummary::uid).containsExactly(20L, 19L);
        }
    }

    @Test
    void asksForTheNewestHitsOnlyWhereTheServerCanGiveThose() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("ESEARCH PARTIAL");
                    client.examine(7, 900);
                    client.answer("STATUS \"INBOX\" (UNSEEN)", "* STATUS INBOX (UNSEEN 0)");
                    client.answer(
                            "UID SEARCH RETURN (COUNT PARTIAL -1:-3) SUBJECT",
                            "* ESEARCH (TAG \"$TAG\") UID COUNT 500 PARTIAL (-1:-3 7,9:10)");
                    client.answer("UID FETCH 9:10 ", ImapListTest.row(9, 9), ImapListTest.row(10, 10));
                    client.examine(7, 900);
                    client.answer("STATUS \"INBOX\" (UNSEEN)", "* STATUS INBOX (UNSEEN 0)");
                    client.answer("UID SEARCH RETURN (ALL)", "* ESEARCH (TAG \"$TAG\") UID ALL 1:7,9:10");
                    client.answer("UID FETCH 6:7 ", ImapListTest.row(6, 6), ImapListTest.row(7, 7));
                    client.examine(7, 900);
                    client.answer("STATUS \"INBOX\" (UNSEEN)", "* STATUS INBOX (UNSEEN 0)");
                    client.answer(
                            "UID SEARCH RETURN (COUNT PARTIAL",
                            "* ESEARCH (TAG \"$TAG\") UID COUNT 0 PARTIAL (-1:-3 NIL)");
                    client.answer("UID SEARCH SUBJECT", "* SEARCH");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            MailPage first = pool.read(GreenMailAccount.ANNA, c -> Find.page(c, INBOX, subject("x"), 2, null));
            MailPage second =
                    pool.read(GreenMailAccount.ANNA, c -> Find.page(c, INBOX, subject("x"), 2, first.nextCursor()));
            MailPage none = pool.read(GreenMailAccount.ANNA, c -> Find.page(c, INBOX, subject("y"), 2, null));

            assertThat(first.total()).isEqualTo(500);
            assertThat(first.emails()).extracting(MessageSummary::uid).containsExactly(10L, 9L);
            assertThat(second.emails()).extracting(MessageSummary::uid).containsExactly(7L, 6L);
            assertThat(none.total()).isZero();
            assertThat(none.emails()).isEmpty();
        }
    }

    @Test
    void aSearchInTheOpenInboxSeesWhatOthersChangedAMomentAgo() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("ESEARCH");
                    client.examine(7, 30_000);
                    unread(client, "1:2");
                    client.answer("NOOP"); // in a large folder it costs less
                    unread(client, "1:2");
                    client.answer("NOOP", "* 1 FETCH (FLAGS (\\Seen))"); // told last, as Dovecot does
                    unread(client, "1:2");
                    client.answer("NOOP");
                    unread(client, "2");
                    client.stall();
                });
                ImapPool pool = server.pool()) {
            List<NumberSet> found = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                found.add(pool.read(GreenMailAccount.ANNA, c -> Matches.find(c, INBOX, Query.UNREAD, 0))
                        .uids());
            }

            assertThat(found).extracting(NumberSet::size).containsExactly(2L, 2L, 1L);
            assertThat(server.flights).hasValue(5); // the login, and one more for what changed
        }
    }

    private static void unread(ScriptedImapServer.Peer client, String uids) throws IOException {
        client.answer("STATUS", "* STATUS INBOX (UNSEEN 2)");
        client.answer("UID SEARCH RETURN (ALL) UNSEEN", "* ESEARCH (TAG \"$TAG\") UID ALL " + uids);
    }

    @Test
    void waitsForConsentWhereLiteralsNeedIt() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("");
                    client.examine(1, 0);
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.answer("UID SEARCH CHARSET UTF-8 TEXT {6}\r\n会议", "* SEARCH");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            MailPage page = pool.read(
                    GreenMailAccount.ANNA, c -> Find.page(c, INBOX, criteria("会议", null, null, null), 2, null));

            assertThat(page.total()).isZero();
        }
    }

    @Test
    void saysSoWhenTheServerKnowsNoUtf8() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("LITERAL+");
                    client.examine(1, 3);
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.expect("UID SEARCH CHARSET UTF-8");
                    client.no("[BADCHARSET (US-ASCII)] no");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            assertThatThrownBy(() -> pool.read(
                            GreenMailAccount.ANNA,
                            c -> Find.page(c, INBOX, criteria("Привет", null, null, null), 2, null)))
                    .satisfies(failure -> assertThat(((MailException) failure).failure())
                            .isInstanceOfSatisfying(
                                    MailFailure.InvalidArgument.class,
                                    wrong -> assertThat(wrong.argument()).isEqualTo("query")));
        }
    }

    @Test
    void noTermCanBecomeACommand() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            server.deliverNumber(1);

            assertThat(subjects(server, subject("x\r\nZ9 DELETE INBOX"))).isEmpty();
            assertThat(subjects(server, subject("\" OR ALL \\\""))).isEmpty();
            assertThat(subjects(server, subject("number"))).containsExactly("number 1");
        }
    }

    /** A server that refuses before it reads what was sent already would take each of its lines for a command. */
    @Test
    void linesGoOutOnlyWithTheServersConsent() {
        List<String> received;
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("LITERAL+");
                    client.examine(1, 3);
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.refuseLiteral("not such a search");
                    client.stall();
                });
                ImapPool pool = server.pool()) {
            assertThatThrownBy(() -> pool.read(
                            GreenMailAccount.ANNA,
                            c -> Find.page(c, INBOX, subject("Z8 NOOP\r\nZ9 DELETE Sent"), 2, null)))
                    .isInstanceOf(MailException.class);
            received = server.received();
        }

        assertThat(received).last().asString().isEqualTo("UID SEARCH SUBJECT {23}");
    }

    @Test
    void aSelectionIsCertainAndHoldsNoMailThatCameLater() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            server.deliver("Subject: plain", "", "x");
            server.deliver("Subject: file", "Content-Type: application/pdf; name=a.pdf", "", "x");
            server.deliver("Subject: file", "Content-Type: application/pdf; name=b.pdf", "", "x");
            Query attached = new Query.Attached();

            List<Long> first = server.call(c -> ImapSearch.certain(c, INBOX, attached, ImapChoice.NO_BOUND));
            server.deliver("Subject: late", "Content-Type: application/pdf; name=c.pdf", "", "x");

            assertThat(first).hasSize(2).isSortedAccordingTo((a, b) -> Long.compare(b, a));
            List<Long> again = server.call(c -> ImapSearch.certain(c, INBOX, attached, first.get(0) + 1));
            List<Long> all = server.call(c -> ImapSearch.certain(c, INBOX, attached, ImapChoice.NO_BOUND));

            assertThat(again).isEqualTo(first);
            assertThat(all).hasSize(3);
        }
    }

    private static Query subject(String subject) {
        return criteria(null, null, null, subject);
    }

    private static Query criteria(
            @Nullable String text, @Nullable String from, @Nullable String to, @Nullable String subject) {
        return Find.criteria(text, from, to, subject);
    }

    private static Query between(@Nullable Arrival since, @Nullable Arrival before) {
        List<Query> both = new ArrayList<>();
        if (since != null) {
            both.add(new Query.Since(since));
        }
        if (before != null) {
            both.add(new Query.Before(before));
        }
        return Query.all(both);
    }

    private static List<String> subjects(GreenMailAccount server, Query criteria) {
        return subjects(server.call(c -> Find.page(c, INBOX, criteria, 20, null)));
    }

    private static List<String> subjects(MailPage page) {
        return page.emails().stream().map(MessageSummary::subject).toList();
    }
}
