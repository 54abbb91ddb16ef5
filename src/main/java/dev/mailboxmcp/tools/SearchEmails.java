// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.Arrival;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FoundPage;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.mail.Query.Mark;
import dev.mailboxmcp.mail.Query.Place;
import dev.mailboxmcp.mailbox.Reading;
import dev.mailboxmcp.tool.Doc;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import dev.mailboxmcp.tool.ToolFailure;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code imap_search_emails}: finds mails in a folder; the searching is the mail server's work. */
@McpTool(
        name = "imap_search_emails",
        title = "Search emails",
        description = "Finds emails that match all criteria (at least one), newest first.",
        order = 4,
        permission = Permission.READ,
        searches = true,
        alwaysLoad = true)
public final class SearchEmails implements MailTool<Reading, SearchEmails.Arguments, EmailPage> {
    private static final int MAX_TERM = 500;
    private static final int MAX_ADDRESSES = 3000; // as long as the senders of a row may be

    /** What to look for. */
    public record Arguments(
            @Doc("* is all but Trash and Junk") @Fallback("\"INBOX\"")
            String folder,

            @Doc("Gmail's syntax: from: to: with: subject: body: filename: list: in: is: label: has:attachment larger:"
                    + " after: newer_than: - OR ( )")
            @Size(min = 1, max = MAX_TERM)
            @Nullable
            String query,

            @Size(min = 1, max = MAX_ADDRESSES) @Nullable String from,

            @Size(min = 1, max = MAX_ADDRESSES) @Nullable String to,
            @Size(min = 1, max = MAX_TERM) @Nullable String subject,

            @Doc("Arrival: day or instant") @Nullable String since,

            @Nullable String before,

            @Nullable Boolean unread,
            @Nullable Boolean flagged,
            @Min(1) @Max(100) @Fallback("20") int limit,
            @Doc(ToolWords.CURSOR) @Nullable String cursor,
            @Fallback("false") boolean snippets) {}

    @Override
    public EmailPage call(Reading mailbox, Arguments arguments, CallContext context) {
        Query criteria = criteria(arguments);
        if (arguments.query() == null && criteria.equals(Query.EVERYTHING)) {
            throw new ToolFailure(
                    ErrorCode.INVALID_ARGUMENT,
                    "a criterion is missing: give at least one of query, from, to, subject, since, before, unread,"
                            + " flagged; imap_list_emails lists without one");
        }
        FolderPath folder = arguments.folder().equals(EmailPage.SEVERAL) ? null : new FolderPath(arguments.folder());
        return switch (mailbox.searchEmails(
                folder, arguments.query(), criteria, arguments.limit(), arguments.cursor(), arguments.snippets())) {
            case Reading.Found.InOne(MailPage page) -> EmailPage.of(page, true);
            case Reading.Found.InSeveral(FoundPage page) -> EmailPage.of(page);
        };
    }

    private static Query criteria(Arguments arguments) {
        List<Query> criteria = new ArrayList<>();
        if (arguments.from() != null) {
            criteria.add(person("from", EnumSet.of(Place.FROM), arguments.from()));
        }
        if (arguments.to() != null) {
            criteria.add(person("to", EnumSet.of(Place.TO, Place.CC), arguments.to()));
        }
        if (arguments.subject() != null) {
            criteria.add(new Query.Words(Place.SUBJECT, arguments.subject()));
        }
        if (arguments.since() != null) {
            criteria.add(new Query.Since(arrival("since", arguments.since())));
        }
        if (arguments.before() != null) {
            criteria.add(new Query.Before(arrival("before", arguments.before())));
        }
        if (arguments.unread() != null) {
            criteria.add(arguments.unread() ? Query.UNREAD : new Query.Marked(Mark.SEEN));
        }
        if (arguments.flagged() != null) {
            Query flagged = new Query.Marked(Mark.FLAGGED);
            criteria.add(arguments.flagged() ? flagged : Query.not(flagged));
        }
        return Query.all(criteria);
    }

    /** Somebody by name or address; the user's own addresses are known to the query language alone. */
    private static Query person(String name, Set<Place> places, String text) {
        if (text.equalsIgnoreCase("me")) {
            throw new ToolFailure(
                    ErrorCode.INVALID_ARGUMENT,
                    name + " must be a name or an address. For the user write " + name + ":me in query");
        }
        return new Query.Person(places, text);
    }

    private static Arrival arrival(String name, String text) {
        Arrival arrival = Arrival.read(text);
        if (arrival == null) {
            throw new ToolFailure(
                    ErrorCode.INVALID_ARGUMENT,
                    name + " must be a day such as 2026-01-31 or an instant such as 2026-01-31T09:00:00Z, got another"
                            + " string");
        }
        return arrival;
    }
}
