// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mail.SearchCriteria;
import dev.mailboxmcp.mail.SearchCriteria.Bound;
import jakarta.mail.Flags;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
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
            assertThat(subjects(server, new SearchCriteria(null, null, null, null, null, null, null, true)))
                    .containsExactly("number 2");
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
            SearchCriteria numbers = subject("number");
            MailPage first = server.call(c -> ImapSearch.page(c, INBOX, numbers, 2, null));
            server.deliverNumber(6);
            MailPage second = server.call(c -> ImapSearch.page(c, INBOX, numbers, 2, first.nextCursor()));
            MailPage third = server.call(c -> ImapSearch.page(c, INBOX, numbers, 2, second.nextCursor()));

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
            Bound moment = new Bound.Moment(Instant.parse("2026-11-20T10:00:00Z"));

            MailPage since = server.call(c -> ImapSearch.page(c, INBOX, between(moment, null), 10, null));
            MailPage before = server.call(c -> ImapSearch.page(c, INBOX, between(null, moment), 10, null));

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
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, InstantSource.system())) {
            SearchCriteria days =
                    between(new Bound.Day(LocalDate.of(2026, 11, 1)), new Bound.Day(LocalDate.of(2026, 11, 22)));

            MailPage page = pool.read(GreenMailAccount.ANNA, c -> ImapSearch.page(c, INBOX, days, 10, null));

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
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, InstantSource.system())) {
            SearchCriteria criteria = new SearchCriteria(null, null, null, "Привет", null, null, null, false);

            MailPage page = pool.read(GreenMailAccount.ANNA, c -> ImapSearch.page(c, INBOX, criteria, 2, null));

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
                    client.answer("NOOP");
                    client.answer("STATUS \"INBOX\" (UNSEEN)", "* STATUS INBOX (UNSEEN 0)");
                    client.answer("UID SEARCH RETURN (ALL)", "* ESEARCH (TAG \"$TAG\") UID ALL 1:7,9:10");
                    client.answer("UID FETCH 6:7 ", ImapListTest.row(6, 6), ImapListTest.row(7, 7));
                    client.answer("NOOP");
                    client.answer("STATUS \"INBOX\" (UNSEEN)", "* STATUS INBOX (UNSEEN 0)");
                    client.answer(
                            "UID SEARCH RETURN (COUNT PARTIAL",
                            "* ESEARCH (TAG \"$TAG\") UID COUNT 0 PARTIAL (-1:-3 NIL)");
                    client.answer("UID SEARCH SUBJECT", "* SEARCH");
                    client.stall();
                });
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, InstantSource.system())) {

            MailPage first = pool.read(GreenMailAccount.ANNA, c -> ImapSearch.page(c, INBOX, subject("x"), 2, null));
            MailPage second = pool.read(
                    GreenMailAccount.ANNA, c -> ImapSearch.page(c, INBOX, subject("x"), 2, first.nextCursor()));
            MailPage none = pool.read(GreenMailAccount.ANNA, c -> ImapSearch.page(c, INBOX, subject("y"), 2, null));

            assertThat(first.total()).isEqualTo(500);
            assertThat(first.emails()).extracting(MessageSummary::uid).containsExactly(10L, 9L);
            assertThat(second.emails()).extracting(MessageSummary::uid).containsExactly(7L, 6L);
            assertThat(none.total()).isZero();
            assertThat(none.emails()).isEmpty();
        }
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
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, InstantSource.system())) {

            MailPage page = pool.read(
                    GreenMailAccount.ANNA, c -> ImapSearch.page(c, INBOX, criteria("会议", null, null, null), 2, null));

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
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, InstantSource.system())) {

            assertThatThrownBy(() -> pool.read(
                            GreenMailAccount.ANNA,
                            c -> ImapSearch.page(c, INBOX, criteria("Привет", null, null, null), 2, null)))
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

    private static SearchCriteria subject(String subject) {
        return criteria(null, null, null, subject);
    }

    private static SearchCriteria criteria(
            @Nullable String text, @Nullable String from, @Nullable String to, @Nullable String subject) {
        return new SearchCriteria(text, from, to, subject, null, null, null, null);
    }

    private static SearchCriteria between(@Nullable Bound since, @Nullable Bound before) {
        return new SearchCriteria(null, null, null, null, since, before, null, null);
    }

    private static List<String> subjects(GreenMailAccount server, SearchCriteria criteria) {
        return subjects(server.call(c -> ImapSearch.page(c, INBOX, criteria, 20, null)));
    }

    private static List<String> subjects(MailPage page) {
        return page.emails().stream().map(MessageSummary::subject).toList();
    }
}
