// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.ChangePreview;
import dev.mailboxmcp.mail.ChangeResult;
import dev.mailboxmcp.mail.Organized;
import dev.mailboxmcp.mailbox.Deleting;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code imap_delete_emails}: removes mails for good, after they were shown. */
@McpTool(
        name = "imap_delete_emails",
        title = "Delete emails",
        description =
                "Deletes emails for good. The first result is a `preview`, whose `confirm` deletes exactly these.",
        order = 14,
        permission = Permission.DELETE)
public final class DeleteEmails implements MailTool<Deleting, DeleteEmails.Arguments, DeleteEmails.Result> {
    /** Which mails. */
    public record Arguments(
            @Fallback("\"INBOX\"") String folder,

            @Size(min = 1, max = ChangeWords.MAX_MAILS) @Nullable
            List<@Min(1) @Max(4294967295L) Long> uids,

            @Size(min = 1, max = ChangeWords.MAX_QUERY) @Nullable
            String query,

            @Nullable Long uidvalidity,

            @Size(min = 1, max = ChangeWords.MAX_CONFIRM) @Nullable
            String confirm) {}

    /** What became of them. */
    public record Result(
            ChangeWords.Status status,
            int done,
            @Nullable Integer missing,
            @Nullable Integer left,
            @Nullable Integer matched,
            @Nullable List<EmailPage.Summary> sample,
            @Nullable String confirm,
            @Nullable String advice) {}

    @Override
    public Result call(Deleting mailbox, Arguments arguments, CallContext context) {
        ChangeResult result = mailbox.delete(
                ChangeWords.choice(arguments.folder(), arguments.uidvalidity(), arguments.uids(), arguments.query()),
                arguments.confirm(),
                ChangeWords.progress(context));
        ChangeWords.trail(context, "DELETE", arguments.folder(), arguments.query(), result);
        return switch (result) {
            case ChangePreview preview -> result(ChangeWords.current(preview, false));
            case Organized organized ->
                new Result(
                        ChangeWords.Status.of(organized),
                        organized.done(),
                        ToolWords.orAbsent(organized.missing()),
                        ToolWords.orAbsent(organized.left()),
                        null,
                        null,
                        null,
                        ChangeWords.advice(organized));
        };
    }

    private static Result result(ChangePreview preview) {
        return new Result(
                ChangeWords.Status.PREVIEW,
                0,
                null,
                null,
                preview.matched(),
                EmailPage.summaries(preview.sample()),
                preview.confirm(),
                "Nothing was deleted yet. The same call with confirm deletes exactly these mails, for good.");
    }
}
