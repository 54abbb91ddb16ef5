// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.FollowUp;
import dev.mailboxmcp.mail.FollowUps;
import dev.mailboxmcp.mail.NotSearched;
import dev.mailboxmcp.mailbox.Reading;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code imap_list_follow_ups}: whom to answer, who has not answered, and what was not delivered. */
@McpTool(
        name = "imap_list_follow_ups",
        title = "List follow-ups",
        description = "Lists emails to answer, sent ones unanswered for `days`, or bounces.",
        order = 10,
        permission = Permission.READ)
public final class ListFollowUps implements MailTool<Reading, ListFollowUps.Arguments, ListFollowUps.Result> {
    /** What is looked for. */
    public record Arguments(
            FollowUps.Kind kind,

            @Min(1) @Max(90) @Fallback("14") int days,

            @Min(1) @Max(50) @Fallback("20") int limit,

            @Nullable String cursor) {}

    /**
     * What was found.
     *
     * @param lookedAt how many mails were looked at
     * @param omitted how many of them are of lists and machines, or reports on mails that are not in Sent
     */
    public record Result(
            List<Item> items,
            int lookedAt,
            @Nullable Integer omitted,
            @Nullable List<NotSearched> notSearched,
            @Nullable String nextCursor) {}

    /** One mail. */
    public record Item(
            String folder,
            long uid,
            @Nullable Long uidvalidity,
            OffsetDateTime date,
            @Nullable DateIs dateIs,
            String from,
            @Nullable Integer fromMore,
            List<String> to,
            @Nullable Integer toMore,
            String subject,
            long daysWaiting,
            String why) {}

    @Override
    public Result call(Reading mailbox, Arguments arguments, CallContext context) {
        FollowUps found = mailbox.listFollowUps(
                arguments.kind(), arguments.days(), arguments.limit(), arguments.cursor(), Instant.now());
        return new Result(
                found.items().stream().map(ListFollowUps::item).toList(),
                found.lookedAt(),
                ToolWords.orAbsent(found.omitted()),
                found.notSearched().isEmpty() ? null : found.notSearched(),
                found.nextCursor());
    }

    private static Item item(FollowUp mail) {
        Long uidValidity = mail.ref().uidValidity();
        return new Item(
                mail.ref().folder().value(),
                mail.ref().uid(),
                uidValidity == null || uidValidity == 0 ? null : uidValidity,
                mail.date(),
                DateIs.of(mail.dateIsArrival()),
                mail.from(),
                ToolWords.orAbsent(mail.fromMore()),
                mail.to(),
                ToolWords.orAbsent(mail.toMore()),
                mail.subject(),
                mail.daysWaiting(),
                mail.why());
    }
}
