// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.Forward;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mailbox.Sending;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import dev.mailboxmcp.tool.ToolFailure;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code smtp_forward_email}: a mail passed on to others. */
@McpTool(
        name = "smtp_forward_email",
        title = "Forward an email",
        description = "Forwards an email inline with its files, or attached whole.",
        order = 22,
        permission = Permission.SEND)
public final class ForwardEmail implements MailTool<Sending, ForwardEmail.Arguments, SendOutcome> {
    /** Which mail is passed on, to whom, and how. */
    public record Arguments(
            @Fallback("\"INBOX\"") String folder,

            @Min(1) @Max(4294967295L) long uid,

            @Nullable Long uidvalidity,

            @Size(min = 1, max = SendEmail.MAX_RECIPIENTS) List<String> to,
            @Size(max = SendEmail.MAX_RECIPIENTS) @Nullable List<String> cc,
            @Size(max = SendEmail.MAX_RECIPIENTS) @Nullable List<String> bcc,

            @Size(max = SendEmail.MAX_TEXT) @Nullable String text,

            @Fallback("\"inline\"") Forward.How how,
            @Fallback("true") boolean withAttachments,

            @Nullable String from,

            @Size(max = SendEmail.MAX_KEY) @Nullable String idempotencyKey) {}

    @Override
    public SendOutcome call(Sending mailbox, Arguments arguments, CallContext context) {
        if (!arguments.withAttachments() && arguments.how() == Forward.How.ATTACHED) {
            throw new ToolFailure(
                    ErrorCode.INVALID_ARGUMENT,
                    "with_attachments: false is for how: inline, since a mail that is attached has its files in it. Choose"
                            + " inline, or leave it out");
        }
        MessageRef mail = new MessageRef(new FolderPath(arguments.folder()), arguments.uidvalidity(), arguments.uid());
        Forward forward = new Forward(
                arguments.to(),
                SendEmail.orNone(arguments.cc()),
                SendEmail.orNone(arguments.bcc()),
                arguments.text() == null ? "" : arguments.text(),
                arguments.how(),
                arguments.withAttachments(),
                arguments.from(),
                arguments.idempotencyKey());
        return SendOutcome.of(mailbox.forward(mail, forward), context);
    }
}
