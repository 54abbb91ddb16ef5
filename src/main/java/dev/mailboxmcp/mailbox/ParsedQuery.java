// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Query;
import java.util.List;

/**
 * What a query of the search language says.
 *
 * @param query what mails are looked for
 * @param in the folders, by path or role, where it names some
 * @param notIn the folders that it leaves out
 */
public record ParsedQuery(Query query, List<String> in, List<String> notIn) {
    /** Looks for nothing in particular, wherever. */
    public static final ParsedQuery EVERYTHING = new ParsedQuery(Query.EVERYTHING, List.of(), List.of());

    public ParsedQuery {
        in = List.copyOf(in);
        notIn = List.copyOf(notIn);
    }

    /**
     * The query for one folder that is given otherwise.
     *
     * @throws MailException {@link MailFailure.InvalidArgument} where it names folders itself
     */
    public Query inOneFolder() {
        if (!in.isEmpty() || !notIn.isEmpty()) {
            throw new MailException(
                    new MailFailure.InvalidArgument("query", "must name no folder by in: here; give it as folder"));
        }
        return query;
    }
}
