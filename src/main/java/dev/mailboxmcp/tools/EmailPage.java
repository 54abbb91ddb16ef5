// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.MessageSummary;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of mails, newest first: the result of listing and of searching. */
public record EmailPage(
        String folder,
        long uidvalidity,
        long total,
        long unread,
        List<Summary> emails,
        @Nullable String nextCursor) {
    /** One mail of the page. */
    public record Summary(
            long uid,
            OffsetDateTime date,
            String from,
            List<String> to,
            String subject,
            List<MessageFlag> flags,
            int attachments,
            long sizeBytes) {}

    static EmailPage of(MailPage page) {
        return new EmailPage(
                page.folder().value(),
                page.uidValidity(),
                page.total(),
                page.unread(),
                page.emails().stream().map(EmailPage::summary).toList(),
                page.nextCursor());
    }

    private static Summary summary(MessageSummary mail) {
        return new Summary(
                mail.uid(),
                mail.date(),
                mail.from(),
                mail.to(),
                mail.subject(),
                mail.flags().stream().sorted().toList(),
                mail.attachments(),
                mail.sizeBytes());
    }
}
