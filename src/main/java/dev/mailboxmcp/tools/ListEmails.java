// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mailbox.Reading;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/** {@code imap_list_emails}: the newest mails of a folder, page by page. */
@McpTool(
        name = "imap_list_emails",
        title = "List emails",
        description = "Lists a folder's emails, newest first; a moved mail is on the page of its new uid.",
        order = 3,
        permission = Permission.READ)
public final class ListEmails implements MailTool<Reading, ListEmails.Arguments, EmailPage> {
    /** Which mails. */
    public record Arguments(
            @Fallback("\"INBOX\"") String folder,

            @Min(1) @Max(100) @Fallback("20") int limit,
            @Nullable String cursor,
            @Fallback("false") boolean unreadOnly,
            @Fallback("false") boolean snippets) {}

    @Override
    public EmailPage call(Reading mailbox, Arguments arguments, CallContext context) {
        return EmailPage.of(
                mailbox.listEmails(
                        new FolderPath(arguments.folder()),
                        arguments.limit(),
                        arguments.cursor(),
                        arguments.unreadOnly(),
                        arguments.snippets()),
                false);
    }
}
