// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mail.FoundPage;
import dev.mailboxmcp.mail.FoundPage.TotalIs;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.MessageSummary;
import dev.mailboxmcp.mail.NotSearched;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of mails, newest first: the result of listing and of searching.
 *
 * @param totalIs of a search only
 * @param searched how many folders were searched, where they are several
 * @param incomplete UIDs of mails that the mail server would not describe, or not wholly: their rows lack data or are missing
 */
public record EmailPage(
        String folder,
        @Nullable Long uidvalidity,
        long total,
        @Nullable Long unread,
        @Nullable TotalIs totalIs,
        List<Summary> emails,
        @Nullable List<Long> incomplete,
        @Nullable Integer searched,
        @Nullable List<NotSearched> notSearched,
        @Nullable String nextCursor) {
    /** Stands for several folders, each of whose rows names its own. */
    static final String SEVERAL = "*";

    /** One mail of the page. */
    public record Summary(
            long uid,
            OffsetDateTime date,
            @Nullable DateIs dateIs,
            String from,
            @Nullable Integer fromMore,
            List<String> to,
            @Nullable Integer toMore,
            String subject,
            List<MessageFlag> flags,
            @Nullable List<String> labels,
            int attachments,
            long sizeBytes,
            @Nullable String snippet,
            @Nullable String folder,
            @Nullable Long uidvalidity) {}

    /** @param counted whether it is said how exact the total is */
    static EmailPage of(MailPage page, boolean counted) {
        return new EmailPage(
                page.folder().value(),
                page.uidValidity() == 0 ? null : Long.valueOf(page.uidValidity()),
                page.total(),
                page.unread() < 0 ? null : Long.valueOf(page.unread()),
                !counted ? null : page.certain() ? TotalIs.EXACT : TotalIs.AT_MOST,
                summaries(page.emails()),
                page.incomplete().isEmpty() ? null : page.incomplete(),
                null,
                null,
                page.nextCursor());
    }

    static EmailPage of(FoundPage page) {
        return new EmailPage(
                SEVERAL,
                null,
                page.total(),
                null,
                page.totalIs(),
                page.rows().stream()
                        .map(row -> summary(row.mail(), row.folder().value(), row.uidValidity()))
                        .toList(),
                null,
                page.searched(),
                page.notSearched().isEmpty() ? null : page.notSearched(),
                page.nextCursor());
    }

    static List<Summary> summaries(List<MessageSummary> mails) {
        return mails.stream().map(mail -> summary(mail, null, null)).toList();
    }

    private static Summary summary(MessageSummary mail, @Nullable String folder, @Nullable Long uidvalidity) {
        return new Summary(
                mail.uid(),
                mail.date(),
                DateIs.of(mail.dateIsArrival()),
                mail.from(),
                ToolWords.orAbsent(mail.fromMore()),
                mail.to(),
                ToolWords.orAbsent(mail.toMore()),
                mail.subject(),
                mail.flags().stream().sorted().toList(),
                mail.labels().isEmpty() ? null : mail.labels(),
                mail.attachments(),
                mail.sizeBytes(),
                mail.snippet(),
                folder,
                uidvalidity);
    }
}
