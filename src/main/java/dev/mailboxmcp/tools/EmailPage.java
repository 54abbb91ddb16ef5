// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.MessageSummary;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of mails, newest first: the result of listing and of searching.
 *
 * @param totalIs of a search only
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
        @Nullable String nextCursor) {
    /** Whether {@code total} counts what matches, or what may. */
    public enum TotalIs {
        EXACT,
        AT_MOST
    }

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
            int attachments,
            long sizeBytes) {}

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
                page.nextCursor());
    }

    static List<Summary> summaries(List<MessageSummary> mails) {
        return mails.stream().map(EmailPage::summary).toList();
    }

    private static Summary summary(MessageSummary mail) {
        return new Summary(
                mail.uid(),
                mail.date(),
                DateIs.of(mail.dateIsArrival()),
                mail.from(),
                Words.orAbsent(mail.fromMore()),
                mail.to(),
                Words.orAbsent(mail.toMore()),
                mail.subject(),
                mail.flags().stream().sorted().toList(),
                mail.attachments(),
                mail.sizeBytes());
    }
}
