// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.FollowUp;
import dev.mailboxmcp.mail.FollowUps;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.NotSearched;
import dev.mailboxmcp.mime.AddressList;
import dev.mailboxmcp.mime.SenderCheck;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds mails after which somebody is still to do something, in three round trips: the roles of the folders, a search in
 * each, and the headers that it found, from which all else follows here; a fourth reads those further that are long.
 *
 * <p>A mail to answer lies in INBOX; one that waits for an answer, or was not delivered, in Sent. Answers are looked for in
 * INBOX, Sent and Archive (or the folder of all mail). Of each folder only the newest mails are looked at: older ones are not
 * judged where an answer to them may have been missed.
 */
public final class ImapFollowUps {
    private static final String WORDS = "looking for what is to be answered";
    private static final int MAX_INBOX = 2000;
    private static final int MAX_SENT = 1500;
    private static final int MAX_ARCHIVE = 750;
    private static final int MAX_REPORTS = 100;
    private static final int MAX_TO = 10;
    private static final int MAX_WHY = 300;
    /** How many days before those asked for the user's mails are looked at that wait for an answer. */
    private static final int AWAITED_DAYS = 90;
    /** How long mail servers try to deliver a mail, as a rule at most. */
    private static final int DELIVERY_DAYS = 7;

    /** Every report of a mail that was not delivered matches one of these; persons' mails may, too. */
    private static final List<String> REPORT_KEYS = List.of(
            "HEADER Content-Type \"multipart/report\"",
            "HEADER X-Failed-Recipients \"@\"",
            "HEADER From \"daemon\"",
            "HEADER From \"postmaster\"",
            "SUBJECT \"deliver\"",
            "SUBJECT \"failure notice\"",
            "SUBJECT \"returned\"");

    private ImapFollowUps() {}

    /**
     * A page of those mails, that of the highest UID first.
     *
     * @param days 1..90: not older than that, or waiting for at least that long
     * @param limit 1..50
     * @param cursor of the page before with the same kind and days; null for the first page
     * @param senderCheck knows whose mailbox it is
     * @throws MailException if the cursor is of another question, or the folder was recreated since
     */
    public static FollowUps page(
            ImapConnection connection,
            FollowUps.Kind kind,
            int days,
            int limit,
            @Nullable String cursor,
            SenderCheck senderCheck,
            Instant now)
            throws IOException {
        String question = "follow-ups " + kind + " " + days;
        PageCursor from = cursor == null ? null : PageCursor.read(cursor, FolderPath.INBOX, question);
        Look look = new Look(connection, senderCheck, now, days);
        List<Open> open = switch (kind) {
            case TO_ANSWER -> look.toAnswer();
            case AWAITING_REPLY -> look.awaitingReply();
            case BOUNCED -> look.bounced();
        };
        List<Open> left = open.stream()
                .sorted(Comparator.comparingLong((Open one) -> one.row.message().uid)
                        .reversed())
                .filter(one -> from == null || isBehind(from, one.row))
                .toList();
        List<Open> shown = left.subList(0, Math.min(limit, left.size()));
        return new FollowUps(
                shown.stream().map(one -> one.told(now)).toList(),
                look.rows.size(),
                look.omitted,
                look.notSearched,
                left.size() > shown.size() ? after(shown.getLast().row).write(FolderPath.INBOX, question) : null);
    }

    private static PageCursor after(ThreadRow last) {
        return new PageCursor(last.uidValidity(), last.message().uid, 0);
    }

    private static boolean isBehind(PageCursor from, ThreadRow row) {
        if (from.uidValidity() != row.uidValidity()) {
            throw new MailException(new MailFailure.StaleUid(row.folder(), from.uidValidity(), row.uidValidity()));
        }
        return row.message().uid < from.lastUid();
    }

    /** A mail after which something is to be done, and why. */
    private record Open(ThreadRow row, String why) {
        /** The same mail, with another reason as long as they are few. */
        Open and(Open other) {
            return why.length() > MAX_WHY ? this : new Open(row, why + "; " + other.why);
        }

        FollowUp told(Instant now) {
            MessageTime time = row.time();
            AddressList authors = row.header().authors();
            AddressList to = row.header().to().first(MAX_TO);
            return new FollowUp(
                    new MessageRef(row.folder(), row.uidValidity(), row.message().uid),
                    time.date(),
                    time.isArrival(),
                    authors.texts(),
                    authors.more(),
                    to.texts(),
                    to.more(),
                    row.header().subject(),
                    Math.max(0, Duration.between(time.date().toInstant(), now).toDays()),
                    why);
        }
    }

    /** The work on one page. */
    private static final class Look {
        private final ImapConnection connection;
        private final SenderCheck senderCheck;
        private final Instant now;
        private final int days;
        private final Map<FolderRole, FolderPath> roles;
        private final List<NotSearched> notSearched = new ArrayList<>();
        private List<ThreadRow> rows = List.of();
        private int omitted;

        Look(ImapConnection connection, SenderCheck senderCheck, Instant now, int days) throws IOException {
            this.connection = connection;
            this.senderCheck = senderCheck;
            this.now = now;
            this.days = days;
            this.roles = ImapFolders.roles(connection);
        }

        List<Open> toAnswer() throws IOException {
            Instant first = now.minus(Duration.ofDays(days));
            Instant judged = survey(days);
            OpenConversations conversations = conversations(FolderPath.INBOX);
            omitted = conversations.machines();
            return conversations.toAnswer().stream()
                    .filter(row -> FolderName.isInbox(row.folder()))
                    .filter(row ->
                            !moment(row).isBefore(first) && !row.arrival().isBefore(judged))
                    .map(row -> new Open(row, "it is to you, and no answer of yours was found"))
                    .toList();
        }

        List<Open> awaitingReply() throws IOException {
            Instant last = now.minus(Duration.ofDays(days));
            Instant first = last.minus(Duration.ofDays(AWAITED_DAYS));
            Instant judged = survey(days + AWAITED_DAYS);
            OpenConversations conversations = conversations(roles.get(FolderRole.SENT));
            omitted = conversations.machines();
            return conversations.awaitingReply().stream()
                    .filter(row -> !moment(row).isAfter(last) && !moment(row).isBefore(first))
                    .filter(row -> !row.arrival().isBefore(judged))
                    .map(row -> new Open(row, "you wrote it, and no answer of a person was found"))
                    .toList();
        }

        private static Instant moment(ThreadRow row) {
            return row.time().date().toInstant();
        }

        private OpenConversations conversations(@Nullable FolderPath first) {
            List<ThreadRow> ordered = rows.stream()
                    .sorted(Comparator.comparing(row -> !row.folder().equals(first)))
                    .toList();
            return new OpenConversations(ordered, roles.get(FolderRole.SENT), senderCheck);
        }

        /** Looks into all folders that may hold answers; tells since when nothing of them was missed. */
        private Instant survey(int since) throws IOException {
            FolderPath archive = roles.getOrDefault(FolderRole.ARCHIVE, roles.get(FolderRole.ALL));
            FolderPath sent = sent();
            List<HeaderSurvey.Wanted> wanted = new ArrayList<>();
            wanted.add(new HeaderSurvey.Wanted(FolderPath.INBOX, search(since), MAX_INBOX));
            Set<FolderPath> others = new LinkedHashSet<>();
            for (FolderPath other : new FolderPath[] {sent, archive}) {
                if (other != null && !FolderName.isInbox(other) && others.add(other)) {
                    wanted.add(
                            new HeaderSurvey.Wanted(other, search(since), other.equals(sent) ? MAX_SENT : MAX_ARCHIVE));
                }
            }
            look(wanted);
            Map<FolderPath, Integer> most =
                    wanted.stream().collect(Collectors.toMap(HeaderSurvey.Wanted::folder, HeaderSurvey.Wanted::max));
            return rows.stream().collect(Collectors.groupingBy(ThreadRow::folder)).entrySet().stream()
                    .filter(folder -> folder.getValue().size() >= most.getOrDefault(folder.getKey(), Integer.MAX_VALUE))
                    .flatMap(folder ->
                            folder.getValue().stream().map(ThreadRow::arrival).min(Comparator.naturalOrder()).stream())
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.MIN);
        }

        private void look(List<HeaderSurvey.Wanted> wanted) throws IOException {
            HeaderSurvey survey = HeaderSurvey.of(connection, WORDS, wanted).readFurther(connection, WORDS);
            rows = survey.rows();
            notSearched.addAll(survey.notSearched());
        }

        private @Nullable FolderPath sent() {
            FolderPath sent = roles.get(FolderRole.SENT);
            if (sent == null) {
                notSearched.add(new NotSearched("Sent", "the mailbox has no folder for sent mail"));
            }
            return sent;
        }

        private ImapCommand search(int since) {
            LocalDate day = now.atOffset(ZoneOffset.UTC).toLocalDate().minusDays(since + 1L); // in whatever zone
            return new ImapCommand("UID SEARCH").raw("SINCE " + SearchKeys.day(day));
        }

        List<Open> bounced() throws IOException {
            FolderPath sent = sent();
            String beginning = "BODY.PEEK[]<0." + DeliveryReport.MAX_BYTES + ">";
            List<HeaderSurvey.Wanted> wanted = new ArrayList<>();
            if (sent != null) {
                wanted.add(new HeaderSurvey.Wanted(sent, search(days + DELIVERY_DAYS), MAX_SENT));
            }
            wanted.add(new HeaderSurvey.Wanted(FolderPath.INBOX, reports(), MAX_REPORTS, beginning));
            FolderPath junk = roles.get(FolderRole.JUNK);
            if (junk != null) {
                wanted.add(new HeaderSurvey.Wanted(junk, reports(), MAX_REPORTS, beginning));
            }
            look(wanted);
            Map<String, ThreadRow> mine = rows.stream()
                    .filter(row -> row.folder().equals(sent)
                            && !row.header().messageId().isEmpty())
                    .collect(Collectors.toMap(
                            row -> row.header().messageId(), Function.identity(), (newest, older) -> newest));
            Map<ThreadRow, Open> open = new HashMap<>();
            for (ThreadRow row : rows) {
                DeliveryReport report = row.folder().equals(sent) ? null : report(row);
                if (report == null) {
                    continue;
                }
                ThreadRow about = report.ids().stream()
                        .map(mine::get)
                        .filter(mail -> mail != null)
                        .findFirst()
                        .orElse(null);
                if (about == null) {
                    omitted++;
                } else {
                    open.merge(about, new Open(about, why(report, about, row)), Open::and);
                }
            }
            return List.copyOf(open.values());
        }

        private ImapCommand reports() {
            return search(days).raw("OR ".repeat(REPORT_KEYS.size() - 1) + String.join(" ", REPORT_KEYS));
        }

        private @Nullable DeliveryReport report(ThreadRow row) {
            byte[] raw = row.message().sections.get("");
            Instant first = now.minus(Duration.ofDays(days));
            return raw == null || moment(row).isBefore(first) ? null : DeliveryReport.read(row.header(), raw);
        }

        private static String why(DeliveryReport report, ThreadRow about, ThreadRow told) {
            List<String> unreached = report.unreached(OpenConversations.recipients(about)).stream()
                    .limit(MAX_TO)
                    .toList();
            return "not delivered to " + (unreached.isEmpty() ? "one of its recipients" : String.join(", ", unreached))
                    + (report.status().isEmpty() ? "" : " (" + report.status() + ")") + ", says the mail of uid "
                    + told.message().uid + " in " + told.folder().value();
        }
    }
}
