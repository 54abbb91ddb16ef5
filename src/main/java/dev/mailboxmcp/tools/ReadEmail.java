// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.Attachment;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.Invitation;
import dev.mailboxmcp.mail.MailMessage;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.TextSource;
import dev.mailboxmcp.mail.Unsubscribe;
import dev.mailboxmcp.mailbox.Reading;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code imap_read_email}: one mail as text. */
@McpTool(
        name = "imap_read_email",
        title = "Read an email",
        description =
                "Reads one email as text and marks nothing as read. What its sender wrote stands between untrusted and"
                        + " untrusted_end.",
        order = 5,
        permission = Permission.READ,
        openWorld = true,
        alwaysLoad = true,
        maxResultChars = 400_000)
public final class ReadEmail implements MailTool<Reading, ReadEmail.Arguments, ReadEmail.Result> {
    /** Which mail, and which part of its text. */
    public record Arguments(
            @Fallback("\"INBOX\"") String folder,

            @Min(1) @Max(4294967295L) long uid,

            @Nullable Long uidvalidity,

            @Min(0) @Max(Integer.MAX_VALUE) @Fallback("0") int offset,

            @Min(1) @Max(100_000) @Fallback("20000") int maxChars,

            @Fallback("false") boolean headers) {}

    /**
     * The mail. What its sender wrote stands between two equal marks, which are new for each answer, so that no mail can
     * hold them.
     *
     * @param hiddenChars how many characters of the text were left out, since nobody sees them; null for none
     */
    public record Result(
            String folder,
            long uid,
            @Nullable Long uidvalidity,
            String untrusted,
            String messageId,
            OffsetDateTime date,
            @Nullable DateIs dateIs,
            String from,
            @Nullable Integer fromMore,
            List<String> to,
            @Nullable Integer toMore,
            @Nullable List<String> cc,
            @Nullable List<String> replyTo,
            @Nullable String inReplyTo,
            String subject,
            List<MessageFlag> flags,
            String text,
            TextSource textSource,
            boolean truncated,
            @Nullable Integer nextOffset,
            List<File> attachments,
            @Nullable Invitation invitation,
            @Nullable Unsubscribe unsubscribe,
            @Nullable String headers,
            String untrustedEnd,
            @Nullable Integer hiddenChars,
            @Nullable List<String> warnings) {}

    /** One attachment; inline where the text shows it already. */
    public record File(
            String part,
            String name,
            String type,
            long sizeBytes,
            @Nullable Boolean inline) {}

    @Override
    public Result call(Reading mailbox, Arguments arguments, CallContext context) {
        MessageRef ref = new MessageRef(new FolderPath(arguments.folder()), arguments.uidvalidity(), arguments.uid());
        MailMessage mail = mailbox.readEmail(ref, arguments.offset(), arguments.maxChars(), arguments.headers());
        String mark = UntrustedMark.next();
        return new Result(
                mail.folder().value(),
                mail.uid(),
                mail.uidValidity() == 0 ? null : Long.valueOf(mail.uidValidity()),
                mark,
                mail.messageId(),
                mail.date(),
                DateIs.of(mail.dateIsArrival()),
                mail.from(),
                ToolWords.orAbsent(mail.fromMore()),
                mail.to(),
                ToolWords.orAbsent(mail.toMore()),
                orAbsent(mail.cc()),
                orAbsent(mail.replyTo()),
                mail.inReplyTo(),
                mail.subject(),
                mail.flags().stream().sorted().toList(),
                mail.text(),
                mail.textSource(),
                mail.nextOffset() != null,
                mail.nextOffset(),
                mail.attachments().stream().map(ReadEmail::file).toList(),
                mail.invitation(),
                mail.unsubscribe(),
                mail.headers(),
                mark,
                mail.hiddenChars() == 0 ? null : mail.hiddenChars(),
                orAbsent(mail.warnings()));
    }

    private static File file(Attachment attachment) {
        return new File(
                attachment.part(),
                attachment.name(),
                attachment.type(),
                attachment.sizeBytes(),
                attachment.inline() ? true : null);
    }

    private static @Nullable List<String> orAbsent(List<String> values) {
        return values.isEmpty() ? null : values;
    }
}
