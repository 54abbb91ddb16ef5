// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.Contact;
import dev.mailboxmcp.mail.Contacts;
import dev.mailboxmcp.mail.NotSearched;
import dev.mailboxmcp.mailbox.Reading;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code imap_find_contacts}: whom the user writes to. */
@McpTool(
        name = "imap_find_contacts",
        title = "Find contacts",
        description = "Finds people the user wrote to or heard from, by part of name or address.",
        order = 9,
        permission = Permission.READ)
public final class FindContacts implements MailTool<Reading, FindContacts.Arguments, FindContacts.Result> {
    /** Who. */
    public record Arguments(
            @Size(min = 2, max = 200) String name,

            @Min(1) @Max(20) @Fallback("10") int limit) {}

    /**
     * Who was found.
     *
     * @param omitted how many more fit; null for none
     * @param lookedAt how many mails were looked at
     * @param notSearched folders that were not looked into, or not wholly; null for none
     */
    public record Result(
            List<Person> contacts,
            @Nullable Integer omitted,
            int lookedAt,
            @Nullable List<NotSearched> notSearched) {}

    /** One address. */
    public record Person(
            String address,
            String name,
            int timesWritten,
            @Nullable OffsetDateTime lastWritten,
            @Nullable OffsetDateTime lastHeard) {}

    @Override
    public Result call(Reading mailbox, Arguments arguments, CallContext context) {
        Contacts found = mailbox.findContacts(arguments.name(), arguments.limit(), Instant.now());
        return new Result(
                found.contacts().stream().map(FindContacts::person).toList(),
                found.omitted() == 0 ? null : found.omitted(),
                found.lookedAt(),
                found.notSearched().isEmpty() ? null : found.notSearched());
    }

    private static Person person(Contact contact) {
        return new Person(
                contact.address(), contact.name(), contact.timesWritten(), contact.lastWritten(), contact.lastHeard());
    }
}
