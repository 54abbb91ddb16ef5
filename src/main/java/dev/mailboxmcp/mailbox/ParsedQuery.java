// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.mail.SearchScope;

/**
 * What a query of the search language says.
 *
 * @param query what mails are looked for
 * @param scope the folders that it names
 */
public record ParsedQuery(Query query, SearchScope scope) {
    /** Looks for nothing in particular, wherever. */
    public static final ParsedQuery EVERYTHING = new ParsedQuery(Query.EVERYTHING, SearchScope.USUAL);

    boolean namesFolders() {
        return !scope.equals(SearchScope.USUAL);
    }

    /**
     * The query for one folder that is given otherwise.
     *
     * @throws MailException {@link MailFailure.InvalidArgument} where it names folders itself
     */
    public Query inOneFolder() {
        if (namesFolders()) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "query", "must name no folder by in: here. Give the folder as folder, one for each call"));
        }
        return query;
    }
}
