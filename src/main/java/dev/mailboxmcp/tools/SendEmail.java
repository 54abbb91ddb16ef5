// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.Enclosure;
import dev.mailboxmcp.mail.TextFormat;
import dev.mailboxmcp.mailbox.Sending;
import dev.mailboxmcp.tool.Doc;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code smtp_send_email}: a new mail. */
@McpTool(
        name = "smtp_send_email",
        title = "Send an email",
        description = "Sends a new email as the user.",
        order = 20,
        permission = Permission.SEND)
public final class SendEmail implements MailTool<Sending, SendEmail.Arguments, SendOutcome> {
    static final int MAX_RECIPIENTS = 50;
    static final int MAX_TEXT = 1_000_000;
    static final int MAX_KEY = 200;

    /** The mail. */
    public record Arguments(
            @Doc("`Name <local@domain>` or bare") @Size(min = 1, max = MAX_RECIPIENTS)
            List<String> to,

            @Size(max = MAX_RECIPIENTS) @Nullable List<String> cc,
            @Size(max = MAX_RECIPIENTS) @Nullable List<String> bcc,
            @Size(max = 998) String subject,
            @Size(max = MAX_TEXT) String text,

            @Size(max = MAX_TEXT) @Nullable String html,
            @Fallback("\"plain\"") TextFormat format,

            @Nullable String from,

            @Nullable String replyTo,

            @Doc(ToolWords.ATTACHMENTS) @Size(max = Enclosure.MAX) @Nullable
            List<AttachmentToSend> attachments,

            @Size(max = MAX_KEY) @Nullable String idempotencyKey) {}

    @Override
    public SendOutcome call(Sending mailbox, Arguments arguments, CallContext context) {
        Draft draft = new Draft(
                arguments.from(),
                arguments.to(),
                orNone(arguments.cc()),
                orNone(arguments.bcc()),
                arguments.replyTo(),
                arguments.subject(),
                arguments.text(),
                arguments.html(),
                arguments.format(),
                null,
                List.of(),
                arguments.idempotencyKey());
        return SendOutcome.of(mailbox.send(draft, AttachmentToSend.all(arguments.attachments())), context);
    }

    static List<String> orNone(@Nullable List<String> addresses) {
        return addresses == null ? List.of() : addresses;
    }
}
