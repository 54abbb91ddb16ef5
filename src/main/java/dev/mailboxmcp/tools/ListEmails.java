// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.tool.Doc;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import dev.mailboxmcp.tool.Tool;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/** {@code imap_list_emails}: the newest mails of a folder, page by page. */
@McpTool(
        name = "imap_list_emails",
        title = "List emails",
        description = "Lists a folder's emails, newest first.",
        order = 3,
        readOnly = true,
        idempotent = true)
public final class ListEmails implements Tool<ListEmails.Arguments, EmailPage> {
    /** Which mails. */
    public record Arguments(
            @Fallback("\"INBOX\"") String folder,

            @Min(1) @Max(100) @Fallback("20") int limit,
            @Doc(Words.CURSOR) @Nullable String cursor,
            @Fallback("false") boolean unreadOnly,
            @Nullable String credentials) {
        @Override
        public String toString() {
            return "Arguments[***]";
        }
    }

    private final MailboxAccess access;

    @Inject
    ListEmails(MailboxAccess access) {
        this.access = access;
    }

    @Override
    public EmailPage call(Arguments arguments, CallContext context) {
        return EmailPage.of(access.mailbox(arguments.credentials(), context)
                .listEmails(
                        new FolderPath(arguments.folder()),
                        arguments.limit(),
                        arguments.cursor(),
                        arguments.unreadOnly()));
    }
}
