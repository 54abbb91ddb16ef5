// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.FollowUp;
import dev.mailboxmcp.mail.FollowUps;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.SenderCheck;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Follow-ups in a mailbox of 2,000 mails of which it is known what waits for whom; and what is said on the wire. */
class FollowUpsTruthTest {
    private static final Instant NOW = Instant.parse("2026-06-30T10:00:00Z");
    private static final String ME = "anna@berg.example";
    private static final SenderCheck OWN = new SenderCheck(ME, List.of(EmailAddress.parse("own", ME)), Set.of());
    private static final int DAYS = 30;
    private static final int MAILS = 2000;

    @Test
    void whatWaitsIsFoundAmongTwoThousandMails() {
        for (long seed = 1; seed <= 2; seed++) {
            Mailbox mailbox = new Mailbox(seed);
            for (FollowUps.Kind kind : FollowUps.Kind.values()) {
                Set<String> truth = mailbox.truth(kind);
                Set<String> found = all(mailbox, kind);
                Set<String> right = new HashSet<>(found);
                right.retainAll(truth);

                System.out.printf(
                        "%s, mailbox %d: %d wait, %d were found, %d of them rightly%n",
                        kind, seed, truth.size(), found.size(), right.size());
                assertThat(truth).as(kind + " " + seed).hasSizeGreaterThan(30);
                assertThat((double) right.size() / found.size())
                        .as("precision of " + kind + " " + seed + ": " + without(found, truth))
                        .isGreaterThanOrEqualTo(0.95);
                assertThat((double) right.size() / truth.size())
                        .as("recall of " + kind + " " + seed + ": " + without(truth, found))
                        .isGreaterThanOrEqualTo(0.95);
            }
        }
    }

    @Test
    void eachKindTakesThreeRoundTrips() {
        Mailbox mailbox = new Mailbox(7);
        for (FollowUps.Kind kind : FollowUps.Kind.values()) {
            AtomicInteger flights = new AtomicInteger();

            page(mailbox.folders(), kind, null, flights);

            assertThat(flights).hasValue(4); // the login is the fourth
        }
    }

    @Test
    void aMailThatMayHaveBeenAnsweredBeforeWhatIsLookedAtIsNotJudged() {
        Mailbox mailbox = new Mailbox();
        mailbox.add("INBOX", mail("old", 20, "bob@stone.example", ME, "Old"));
        for (int i = 0; i < 1600; i++) {
            mailbox.add("Sent", mail("s" + i, 10, ME, "carol@stone.example", "Other " + i));
        }
        mailbox.add("INBOX", mail("new", 5, "bob@stone.example", ME, "New"));

        FollowUps found = page(mailbox.folders(), FollowUps.Kind.TO_ANSWER, null, new AtomicInteger());

        assertThat(found.items()).map(FollowUp::subject).containsExactly("New");
        assertThat(found.notSearched().toString()).contains("Sent").contains("of 1600 mails the newest 1500");
    }

    @Test
    void aMailboxWithoutAFolderForSentMailIsSaid() {
        ScriptedFolders folders = new ScriptedFolders((folder, command) -> List.of(1L))
                .folder("INBOX", "")
                .mail("INBOX", 1, mail("q", 3, "bob@stone.example", ME, "Question"));
        for (FollowUps.Kind kind : FollowUps.Kind.values()) {
            FollowUps found = page(folders, kind, null, new AtomicInteger());

            assertThat(found.items()).hasSize(kind == FollowUps.Kind.TO_ANSWER ? 1 : 0);
            assertThat(found.notSearched().toString()).contains("no folder for sent mail");
        }
    }

    @Test
    void mailsThatAnswerEachOtherInARingEndTheSearchToo() {
        Mailbox mailbox = new Mailbox();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 90; i++) {
            all.append(" <h").append(i).append("@f.example>");
        }
        for (int i = 0; i < 1500; i++) {
            mailbox.add(
                    "INBOX",
                    mail("h" + i, 3, "mallory@stone.example", ME, "Ring").field("References", all.toString()));
        }

        FollowUps found = page(mailbox.folders(), FollowUps.Kind.TO_ANSWER, null, new AtomicInteger());

        assertThat(found.items()).hasSizeLessThanOrEqualTo(1);
    }

    private static Set<String> without(Set<String> some, Set<String> others) {
        Set<String> rest = new HashSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    private static Set<String> all(Mailbox mailbox, FollowUps.Kind kind) {
        Set<String> subjects = new HashSet<>();
        String cursor = null;
        do {
            FollowUps page = page(mailbox.folders(), kind, cursor, new AtomicInteger());
            for (FollowUp item : page.items()) {
                assertThat(subjects.add(item.subject())).as(item.subject()).isTrue();
            }
            cursor = page.nextCursor();
        } while (cursor != null);
        return subjects;
    }

    private static FollowUps page(
            ScriptedFolders folders, FollowUps.Kind kind, @Nullable String cursor, AtomicInteger flights) {
        ScriptedImapServer.Script script = client -> {
            client.login("SPECIAL-USE LIST-EXTENDED");
            folders.serve(client);
        };
        try (ScriptedImapServer server = new ScriptedImapServer(script);
                ImapPool pool = server.pool()) {
            FollowUps found = pool.read(
                    GreenMailAccount.ANNA,
                    connection -> ImapFollowUps.page(connection, kind, DAYS, 50, cursor, OWN, NOW));
            flights.set(server.flights.get());
            return found;
        }
    }

    private static ScriptedMail mail(String id, int daysAgo, String from, String to, String subject) {
        var moment = NOW.minus(Duration.ofDays(daysAgo)).minusSeconds(60).atOffset(ZoneOffset.UTC);
        return new ScriptedMail(1)
                .field("From", from)
                .field("To", to)
                .field("Subject", subject)
                .field("Message-ID", "<" + id + "@f.example>")
                .field("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(moment))
                .with(
                        "INTERNALDATE",
                        "\""
                                + DateTimeFormatter.ofPattern("dd-MMM-yyyy HH:mm:ss xx", Locale.ENGLISH)
                                        .format(moment) + "\"");
    }

    /** A mailbox, and what waits in it by the subject that no two conversations share. */
    private static final class Mailbox {
        private final TreeMap<String, List<ScriptedMail>> mails = new TreeMap<>();
        private final Map<FollowUps.Kind, Set<String>> truth = new EnumMap<>(FollowUps.Kind.class);
        private final Set<ScriptedMail> reports = new HashSet<>();
        private Random random = new Random(0);
        private int count;

        Mailbox() {}

        Mailbox(long seed) {
            random = new Random(seed);
            for (int i = 0; count < MAILS; i++) {
                conversation(i);
            }
        }

        void add(String folder, ScriptedMail mail) {
            mails.computeIfAbsent(folder, name -> new ArrayList<>()).add(mail);
            count++;
        }

        Set<String> truth(FollowUps.Kind kind) {
            return truth.computeIfAbsent(kind, each -> new HashSet<>());
        }

        ScriptedFolders folders() {
            ScriptedFolders folders = new ScriptedFolders(this::search)
                    .folder("INBOX", "")
                    .folder("Sent", "\\Sent")
                    .folder("Archive", "\\Archive");
            mails.forEach((folder, all) -> {
                for (int i = 0; i < all.size(); i++) {
                    folders.mail(folder, i + 1L, all.get(i).with("UID", String.valueOf(i + 1)));
                }
            });
            return folders;
        }

        private List<Long> search(String folder, String command) {
            List<ScriptedMail> all = mails.getOrDefault(folder, List.of());
            return LongStream.rangeClosed(1, all.size())
                    .filter(uid -> !command.contains("postmaster") || reports.contains(all.get((int) uid - 1)))
                    .boxed()
                    .toList();
        }

        private void conversation(int i) {
            String subject = "Matter " + i + "x";
            String person = "p" + random.nextInt(200) + "@stone.example";
            switch (random.nextInt(10)) {
                case 0 -> list(i, subject);
                case 1 -> machine(i, subject);
                case 2 -> failure(i, subject, person);
                default -> people(i, subject, person);
            }
        }

        private void list(int i, String subject) {
            int day = 1 + random.nextInt(25);
            add("INBOX", mail("l" + i, day, "p1@stone.example", ME, subject).field("List-Id", "<l.example>"));
        }

        private void machine(int i, String subject) {
            int day = 1 + random.nextInt(25);
            ScriptedMail mail = mail(
                            "a" + i,
                            day,
                            random.nextBoolean() ? "no-reply@shop.example" : "x@shop.example",
                            ME,
                            subject)
                    .field("Auto-Submitted", "auto-generated");
            add("INBOX", mail);
        }

        private void failure(int i, String subject, String person) {
            int day = 3 + random.nextInt(20);
            boolean failed = random.nextInt(4) > 0;
            add("Sent", mail("f" + i, day, ME, person, subject));
            String original = "Message-ID: <f" + i + "@f.example>\r\nSubject: " + subject + "\r\n";
            String header;
            String body;
            switch (random.nextInt(3)) {
                case 0 -> {
                    header = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n";
                    body =
                            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822;"
                                    + person + "\r\nAction: " + (failed ? "failed" : "delayed")
                                    + "\r\nStatus: 5.1.1\r\n\r\n--b\r\n"
                                    + "Content-Type: message/rfc822\r\n\r\n" + original;
                }
                case 1 -> {
                    header = "X-Failed-Recipients: " + person + "\r\nAuto-Submitted: auto-replied\r\n";
                    body = "------ This is a copy of the message ------\r\n\r\n" + original;
                }
                default -> {
                    header = "Return-Path: <>\r\n";
                    body = "Hi. This is the qmail-send program.\r\n\r\n> " + original;
                }
            }
            String words =
                    failed ? "Mail delivery failed: returning message" : "Warning: message delayed 4 hours, delivery";
            ScriptedMail report = mail("r" + i, day - 1, "Mailer-Daemon@mx.example", ME, words);
            for (String line : header.split("\r\n", -1)) {
                if (!line.isEmpty()) {
                    report.field(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
                }
            }
            reports.add(report);
            add(
                    "INBOX",
                    report.with(
                            "BODY[]",
                            ScriptedMail.literal("From: Mailer-Daemon@mx.example\r\nSubject: " + words + "\r\n" + header
                                    + "\r\n" + body)));
            if (failed) {
                truth(FollowUps.Kind.BOUNCED).add(subject);
            }
        }

        /** Turns of two people, some of whose programs forget to name what they answer. */
        private void people(int i, String subject, String person) {
            int turns = 1 + random.nextInt(5);
            int day = random.nextInt(3) == 0 ? 31 + random.nextInt(60) : 2 + random.nextInt(26);
            day += turns; // one a day
            boolean mine = random.nextBoolean();
            boolean toMe = true;
            String shown = subject;
            for (int turn = 0; turn < turns; turn++, day--, mine = !mine) {
                shown = turn == 0 ? subject : (random.nextBoolean() ? "Re: " : "AW: ") + subject;
                toMe = mine || random.nextInt(8) > 0;
                String id = "c" + i + "." + turn;
                ScriptedMail mail =
                        mail(id, day, mine ? ME : person, mine ? person : toMe ? ME : "other@stone.example", shown);
                if (!mine && !toMe) {
                    mail.field("Cc", ME);
                }
                if (turn > 0) {
                    switch (random.nextInt(12)) {
                        case 0 -> mail.field("Thread-Topic", subject); // and nothing else
                        case 1, 2, 3 -> mail.field("In-Reply-To", "<c" + i + "." + (turn - 1) + "@f.example>");
                        default ->
                            mail.field(
                                    "References", "<c" + i + ".0@f.example> <c" + i + "." + (turn - 1) + "@f.example>");
                    }
                }
                add(mine ? "Sent" : random.nextInt(4) == 0 && turn < turns - 1 ? "Archive" : "INBOX", mail);
            }
            int waiting = day + 1;
            boolean lastMine = !mine;
            if (lastMine && waiting >= DAYS) {
                truth(FollowUps.Kind.AWAITING_REPLY).add(shown);
            } else if (!lastMine && toMe && waiting < DAYS) {
                truth(FollowUps.Kind.TO_ANSWER).add(shown);
            }
        }
    }
}
