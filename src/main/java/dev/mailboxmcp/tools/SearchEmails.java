// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.SearchCriteria;
import dev.mailboxmcp.mailbox.Reading;
import dev.mailboxmcp.tool.Doc;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import dev.mailboxmcp.tool.ToolFailure;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** {@code imap_search_emails}: finds mails in a folder; the searching is the mail server's work. */
@McpTool(
        name = "imap_search_emails",
        title = "Search emails",
        description = "Finds emails in a folder that match all criteria, of which at least one is given, newest first.",
        order = 4,
        permission = Permission.READ,
        searches = true,
        alwaysLoad = true)
public final class SearchEmails implements MailTool<Reading, SearchEmails.Arguments, EmailPage> {
    private static final int MAX_TERM = 500;
    private static final int MAX_ADDRESSES = 3000; // as long as the senders of a row may be

    /** What to look for. */
    public record Arguments(
            @Fallback("\"INBOX\"") String folder,

            @Doc("Anywhere in the mail") @Size(min = 1, max = MAX_TERM) @Nullable
            String query,

            @Doc("Address, name, or as a row shows it") @Size(min = 1, max = MAX_ADDRESSES) @Nullable
            String from,

            @Size(min = 1, max = MAX_ADDRESSES) @Nullable String to,
            @Size(min = 1, max = MAX_TERM) @Nullable String subject,

            @Doc("Arrived: day or ISO 8601 instant") @Nullable
            String since,

            @Doc("Arrived before") @Nullable String before,

            @Nullable Boolean unread,
            @Nullable Boolean flagged,
            @Min(1) @Max(100) @Fallback("20") int limit,
            @Doc(Words.CURSOR) @Nullable String cursor) {}

    @Override
    public EmailPage call(Reading mailbox, Arguments arguments, CallContext context) {
        SearchCriteria criteria = new SearchCriteria(
                arguments.query(),
                arguments.from(),
                arguments.to(),
                arguments.subject(),
                bound("since", arguments.since()),
                bound("before", arguments.before()),
                arguments.unread(),
                arguments.flagged());
        if (criteria.isEmpty()) {
            throw new ToolFailure(
                    ErrorCode.INVALID_ARGUMENT,
                    "a criterion is missing: give at least one of query, from, to, subject, since, before, unread,"
                            + " flagged; imap_list_emails lists without one");
        }
        return EmailPage.of(
                mailbox.searchEmails(
                        new FolderPath(arguments.folder()), criteria, arguments.limit(), arguments.cursor()),
                true);
    }

    private static SearchCriteria.@Nullable Bound bound(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            if (text.startsWith("+") || text.startsWith("-")) { // years that no mail server knows
                throw new DateTimeException("a year of more than four digits, or before year 0");
            }
            return text.indexOf('T') < 0
                    ? new SearchCriteria.Bound.Day(LocalDate.parse(text))
                    : new SearchCriteria.Bound.Moment(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw new ToolFailure(
                    ErrorCode.INVALID_ARGUMENT,
                    name + " must be a day such as 2026-01-31 or an instant such as 2026-01-31T09:00:00Z, got another"
                            + " string",
                    null,
                    e);
        }
    }
}
