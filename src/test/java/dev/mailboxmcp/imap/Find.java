// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.mail.Query.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Queries that tests ask, put as they are. */
final class Find {
    private Find() {}

    static MailPage page(ImapConnection connection, FolderPath folder, Query query, int limit, @Nullable String cursor)
            throws IOException {
        return ImapSearch.page(connection, folder, query, query.toString(), limit, cursor, Snippets.NONE);
    }

    static Query anywhere(String text) {
        return new Query.Words(Place.ANYWHERE, text);
    }

    static Query subject(String text) {
        return new Query.Words(Place.SUBJECT, text);
    }

    static Query from(String who) {
        return new Query.Person(EnumSet.of(Place.FROM), who);
    }

    static Query to(String who) {
        return new Query.Person(EnumSet.of(Place.TO), who);
    }

    /** Those of them that are given. */
    static Query criteria(@Nullable String text, @Nullable String from, @Nullable String to, @Nullable String subject) {
        List<Query> criteria = new ArrayList<>();
        if (text != null) {
            criteria.add(anywhere(text));
        }
        if (from != null) {
            criteria.add(from(from));
        }
        if (to != null) {
            criteria.add(to(to));
        }
        if (subject != null) {
            criteria.add(subject(subject));
        }
        return Query.all(criteria);
    }
}
