// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.Enclosure;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.ReplyText;
import dev.mailboxmcp.mail.TextFormat;
import dev.mailboxmcp.mailbox.Sending;
import dev.mailboxmcp.tool.Doc;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code smtp_reply_email}: an answer that threads with the mail it answers. */
@McpTool(
        name = "smtp_reply_email",
        title = "Reply to an email",
        description = "Answers an email: recipients, subject and thread come from it.",
        order = 21,
        permission = Permission.SEND)
public final class ReplyEmail implements MailTool<Sending, ReplyEmail.Arguments, SendOutcome> {
    /** Which mail is answered, and how. */
    public record Arguments(
            @Fallback("\"INBOX\"") String folder,

            @Min(1) @Max(4294967295L) long uid,

            @Nullable Long uidvalidity,

            @Size(max = SendEmail.MAX_TEXT) String text,
            @Size(max = SendEmail.MAX_TEXT) @Nullable String html,
            @Fallback("\"plain\"") TextFormat format,
            @Fallback("false") boolean replyAll,

            @Doc("Added to the reply's own") @Size(max = SendEmail.MAX_RECIPIENTS) @Nullable
            List<String> cc,

            @Size(max = SendEmail.MAX_RECIPIENTS) @Nullable List<String> bcc,

            @Nullable String from,

            @Fallback("true") boolean quote,

            @Doc("As in smtp_send_email") @Size(max = Enclosure.MAX) @Nullable
            List<AttachmentToSend> attachments,

            @Size(max = SendEmail.MAX_KEY) @Nullable String idempotencyKey) {}

    @Override
    public SendOutcome call(Sending mailbox, Arguments arguments, CallContext context) {
        MessageRef original =
                new MessageRef(new FolderPath(arguments.folder()), arguments.uidvalidity(), arguments.uid());
        ReplyText answer = new ReplyText(
                arguments.text(),
                arguments.html(),
                arguments.format(),
                arguments.replyAll(),
                SendEmail.orNone(arguments.cc()),
                SendEmail.orNone(arguments.bcc()),
                arguments.quote(),
                arguments.from(),
                arguments.idempotencyKey());
        return SendOutcome.of(mailbox.reply(original, answer, AttachmentToSend.all(arguments.attachments())), context);
    }
}
