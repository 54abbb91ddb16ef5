// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.imap.SearchForm.Reach;
import dev.mailboxmcp.mail.Arrival;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.mail.Query.Mark;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Queries as search keys (RFC 9051 6.4.4), in the form that {@link SearchForm} brought them to. */
final class SearchKeys {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d-MMM-uuuu", Locale.ENGLISH);

    private SearchKeys() {}

    /** A day as it stands in a search key. */
    static String day(LocalDate day) {
        return DAY.format(day);
    }

    /** A search for all that matches. */
    static ImapCommand all(ImapConnection connection, Query query, Reach reach) {
        return command(connection.has("ESEARCH") ? "RETURN (ALL)" : null, query, reach);
    }

    /** The same without any extension. */
    static ImapCommand plain(Query query, Reach reach) {
        return command(null, query, reach);
    }

    /** A search among these mails, without any extension. */
    static ImapCommand plain(List<Long> uids, Query query, Reach reach) {
        return command("UID " + NumberSet.write(uids), query, reach);
    }

    /** A search for the newest that match, and for how many do (RFC 9394); for a query without a point in time. */
    static ImapCommand newest(int count, Query query) {
        return command("RETURN (COUNT PARTIAL -1:-" + count + ")", query, Reach.WIDE);
    }

    private static ImapCommand command(@Nullable String first, Query query, Reach reach) {
        Query form = SearchForm.of(query, reach);
        ImapCommand command = new ImapCommand("UID SEARCH");
        if (first != null && first.startsWith("RETURN")) {
            command.raw(first);
        }
        if (SearchForm.foreignArgument(form) != null) {
            command.raw("CHARSET UTF-8");
        }
        if (first != null && !first.startsWith("RETURN")) {
            command.raw(first);
        }
        add(command, form, false);
        return command;
    }

    /** @param single whether it must be one key (RFC 9051 9, search-key) */
    private static void add(ImapCommand command, Query form, boolean single) {
        switch (form) {
            case Query.All(List<Query> of) -> addAll(command, of, single);
            case Query.Any(List<Query> of) -> addAny(command, of);
            case Query.Not(Query.Marked(Mark mark)) -> command.raw(mark == Mark.SEEN ? "UNSEEN" : "UN" + mark);
            case Query.Not(Query of) -> add(command.raw("NOT"), of, true);
            case Query.Words(Query.Place place, String words) ->
                addPlace(command, place).string(words);
            case Query.Header(String field, String part) ->
                command.raw("HEADER " + field).string(part);
            case Query.Marked(Mark mark) -> command.raw(mark.name());
            case Query.Labelled(String label) -> command.labelled(label);
            case Query.LargerThan(long bytes) -> command.raw("LARGER " + bytes);
            case Query.SmallerThan(long bytes) -> command.raw("SMALLER " + bytes);
            case Query.Since(Arrival.Day(LocalDate day)) -> command.raw("SINCE " + day(day));
            case Query.Before(Arrival.Day(LocalDate day)) -> command.raw("BEFORE " + day(day));
            case Query.Since unformed -> throw new IllegalArgumentException(unformed.toString());
            case Query.Before unformed -> throw new IllegalArgumentException(unformed.toString());
            case Query.Person unformed -> throw new IllegalArgumentException(unformed.toString());
            case Query.Attached unformed -> throw new IllegalArgumentException(unformed.toString());
            case Query.FileNamed unformed -> throw new IllegalArgumentException(unformed.toString());
        }
    }

    private static ImapCommand addPlace(ImapCommand command, Query.Place place) {
        return switch (place) {
            case ANYWHERE -> command.raw("TEXT");
            case SUBJECT, BODY -> command.raw(place.name());
            case FROM, TO, CC, BCC -> command.people(place);
        };
    }

    private static void addAll(ImapCommand command, List<Query> of, boolean single) {
        if (of.isEmpty()) {
            command.raw("ALL");
            return;
        }
        boolean grouped = single && of.size() > 1;
        if (grouped) {
            command.open();
        }
        of.forEach(each -> add(command, each, false));
        if (grouped) {
            command.close();
        }
    }

    private static void addAny(ImapCommand command, List<Query> of) {
        if (of.isEmpty()) {
            command.raw("NOT ALL");
            return;
        }
        for (int i = 0; i < of.size(); i++) {
            if (i < of.size() - 1) {
                command.raw("OR");
            }
            add(command, of.get(i), true);
        }
    }
}
