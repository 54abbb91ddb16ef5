// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.mail.FolderNews;
import dev.mailboxmcp.mail.FollowUp;
import dev.mailboxmcp.mail.FollowUps;
import dev.mailboxmcp.mail.FoundPage;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.MailboxChanges;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mail.NotSearched;
import dev.mailboxmcp.text.JsonText;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings rows to the room that a page has in an answer, whatever their mails hold: {@link MessageSummary#BYTES} for each, and as
 * much as for twenty in any case. Rows that need less leave it to those that need more, so that a page of ordinary mails is as it
 * is, and of a long mail among them only the long one is cut. What identifies a mail is never cut.
 */
final class RowRoom {
    /** The bytes of a snippet besides. */
    private static final int SNIPPET_BYTES = 200;

    private static final int FRAME =
            "{\"uid\":,\"date\":\"2026-01-31T09:00:00+00:00\",\"from\":\"\",\"to\":[],\"subject\":\"\",\"flags\":[],\"attachments\":,\"size_bytes\":},"
                    .length();
    private static final int DATE_IS = ",\"date_is\":\"arrival\"".length();
    private static final int LABELS = ",\"labels\":[]".length();
    private static final int SNIPPET = ",\"snippet\":\"\"".length();
    private static final int PLACE = ",\"folder\":\"\",\"uidvalidity\":4294967295".length();
    private static final int FOLLOW_UP =
            "{\"folder\":\"\",\"uid\":,\"uidvalidity\":4294967295,\"date\":\"2026-01-31T09:00:00+00:00\",\"from\":\"\",\"to\":[],\"subject\":\"\",\"days_waiting\":,\"why\":\"\"},"
                    .length();
    private static final int PAGE =
            "{\"folder\":\"\",\"uidvalidity\":4294967295,\"total\":,\"unread\":,\"total_is\":\"at_least\",\"emails\":[],\"incomplete\":[],\"searched\":100,\"not_searched\":[],\"next_cursor\":\"\"}"
                    .length();
    private static final int NUMBER = 10;
    private static final int NOT_SEARCHED = "{\"folder\":\"\",\"reason\":\"\"},".length();
    private static final int MOST_NOT_SEARCHED = 1500;

    private RowRoom() {}

    /** A row: what is not cut, and what can be. */
    private record Row(int frame, RowWords words) {}

    static MailPage within(MailPage page, boolean snippets) {
        int besides = PAGE
                + 2 * NUMBER
                + JsonText.bytes(page.folder().value())
                + page.incomplete().size() * (NUMBER + 1)
                + length(page.nextCursor());
        return new MailPage(
                page.folder(),
                page.uidValidity(),
                page.total(),
                page.unread(),
                page.certain(),
                summaries(page.emails(), room(page.emails().size(), snippets) - besides),
                page.incomplete(),
                page.nextCursor());
    }

    static FoundPage within(FoundPage page, boolean snippets) {
        List<NotSearched> notSearched = notSearched(page.notSearched());
        int besides = PAGE
                + 2 * NUMBER
                + length(page.nextCursor())
                + notSearched.stream().mapToInt(RowRoom::bytes).sum();
        List<RowWords> words = fit(
                page.rows().stream()
                        .map(row -> new Row(
                                frame(row.mail())
                                        + PLACE
                                        + JsonText.bytes(row.folder().value()),
                                words(row.mail())))
                        .toList(),
                room(page.rows().size(), snippets) - besides);
        List<FoundPage.Row> rows = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            FoundPage.Row row = page.rows().get(i);
            rows.add(new FoundPage.Row(row.folder(), row.uidValidity(), summary(row.mail(), words.get(i))));
        }
        return new FoundPage(rows, page.total(), page.totalIs(), page.searched(), notSearched, page.nextCursor());
    }

    /** Those there is room for; the others are counted. */
    private static List<NotSearched> notSearched(List<NotSearched> all) {
        List<NotSearched> told = new ArrayList<>();
        int left = MOST_NOT_SEARCHED;
        for (NotSearched one : all) {
            left -= bytes(one);
            if (left < 0) {
                told.add(new NotSearched("*", (all.size() - told.size()) + " more folders, which are not named here"));
                break;
            }
            told.add(one);
        }
        return told;
    }

    private static int bytes(NotSearched one) {
        return NOT_SEARCHED + JsonText.bytes(one.folder()) + JsonText.bytes(one.reason());
    }

    static List<MessageSummary> within(List<MessageSummary> rows) {
        return summaries(rows, room(rows.size(), false));
    }

    /** The new mails of all folders share the room. */
    static MailboxChanges within(MailboxChanges changes) {
        List<MessageSummary> all = changes.folders().stream()
                .flatMap(folder -> folder.arrived().stream())
                .toList();
        int besides = changes.folders().stream()
                .mapToInt(folder -> PAGE + JsonText.bytes(folder.folder().value()))
                .sum();
        Iterator<MessageSummary> rows =
                summaries(all, room(all.size(), false) - besides).iterator();
        List<FolderNews> folders = changes.folders().stream()
                .map(folder -> new FolderNews(
                        folder.folder(),
                        folder.state(),
                        folder.total(),
                        folder.unread(),
                        folder.arrived().stream().map(row -> rows.next()).toList(),
                        folder.flags(),
                        folder.gone(),
                        folder.goneCount()))
                .toList();
        return new MailboxChanges(changes.cursor(), changes.since(), folders, changes.more(), changes.notSearched());
    }

    static FollowUps within(FollowUps page) {
        int besides = PAGE + length(page.nextCursor());
        List<RowWords> words = fit(
                page.items().stream()
                        .map(item -> new Row(
                                FOLLOW_UP
                                        + 2 * NUMBER
                                        + (item.dateIsArrival() ? DATE_IS : 0)
                                        + JsonText.bytes(item.ref().folder().value()),
                                new RowWords(
                                        item.authors(),
                                        item.fromMore(),
                                        item.to(),
                                        item.toMore(),
                                        item.subject(),
                                        List.of(),
                                        item.why())))
                        .toList(),
                room(page.items().size(), false) - besides);
        List<FollowUp> items = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            FollowUp item = page.items().get(i);
            RowWords fitting = words.get(i);
            items.add(new FollowUp(
                    item.ref(),
                    item.date(),
                    item.dateIsArrival(),
                    fitting.authors(),
                    fitting.fromMore(),
                    fitting.to(),
                    fitting.toMore(),
                    fitting.subject(),
                    item.daysWaiting(),
                    String.valueOf(fitting.rest())));
        }
        return new FollowUps(items, page.lookedAt(), page.omitted(), page.notSearched(), page.nextCursor());
    }

    private static int room(int rows, boolean snippets) {
        return Math.max(rows, MessageSummary.ROWS) * (MessageSummary.BYTES + (snippets ? SNIPPET_BYTES : 0));
    }

    private static List<MessageSummary> summaries(List<MessageSummary> mails, int room) {
        List<RowWords> words = fit(
                mails.stream().map(mail -> new Row(frame(mail), words(mail))).toList(), room);
        List<MessageSummary> fitting = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            fitting.add(summary(mails.get(i), words.get(i)));
        }
        return fitting;
    }

    private static List<RowWords> fit(List<Row> rows, int room) {
        int left = room - rows.stream().mapToInt(Row::frame).sum();
        int share = Math.max(
                RowWords.LEAST,
                RowWords.share(
                        rows.stream().mapToInt(row -> row.words().bytes()).toArray(), left));
        return rows.stream().map(row -> row.words().within(share)).toList();
    }

    private static int frame(MessageSummary mail) {
        return FRAME
                + digits(mail.uid())
                + digits(mail.attachments())
                + digits(mail.sizeBytes())
                + flags(mail.flags())
                + (mail.dateIsArrival() ? DATE_IS : 0)
                + (mail.labels().isEmpty() ? 0 : LABELS)
                + (mail.snippet() == null ? 0 : SNIPPET);
    }

    private static int flags(Set<MessageFlag> flags) {
        return flags.stream().mapToInt(flag -> flag.name().length() + 3).sum();
    }

    private static RowWords words(MessageSummary mail) {
        return new RowWords(
                mail.authors(),
                mail.fromMore(),
                mail.to(),
                mail.toMore(),
                mail.subject(),
                mail.labels(),
                mail.snippet());
    }

    private static MessageSummary summary(MessageSummary mail, RowWords words) {
        return new MessageSummary(
                mail.uid(),
                mail.date(),
                mail.dateIsArrival(),
                words.authors(),
                words.fromMore(),
                words.to(),
                words.toMore(),
                words.subject(),
                mail.flags(),
                words.labels(),
                mail.attachments(),
                mail.sizeBytes(),
                words.rest());
    }

    private static int digits(long number) {
        return Long.toString(number).length();
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
