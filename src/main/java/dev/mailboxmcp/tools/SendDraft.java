// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.DraftToSend;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mailbox.Sending;
import dev.mailboxmcp.tool.Doc;
import dev.mailboxmcp.tool.McpTool;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** {@code smtp_send_draft}: a draft as it lies in the mailbox, whoever wrote it. */
@McpTool(
        name = "smtp_send_draft",
        title = "Send a draft",
        description = "Sends a draft as it lies in the mailbox, once.",
        order = 19,
        permission = Permission.SEND,
        idempotent = true)
public final class SendDraft implements MailTool<Sending, SendDraft.Arguments, SendOutcome> {
    private static final int MAX_DIGEST = 64;

    /** Which draft. */
    public record Arguments(
            @Doc("Default: drafts") @Nullable String folder,

            @Min(1) @Max(4294967295L) long uid,

            @Nullable Long uidvalidity,

            @Doc("Of imap_save_draft") @Size(max = MAX_DIGEST) @Nullable
            String digest) {}

    @Override
    public SendOutcome call(Sending mailbox, Arguments arguments, CallContext context) {
        String folder = arguments.folder();
        DraftToSend draft = new DraftToSend(
                folder == null ? null : new FolderPath(folder),
                arguments.uidvalidity(),
                arguments.uid(),
                arguments.digest());
        return SendOutcome.ofDraft(mailbox.sendDraft(draft), context);
    }
}
