// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.SearchCriteria;
import dev.mailboxmcp.mail.SearchCriteria.Bound;
import dev.mailboxmcp.text.InertMarkdown;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Criteria as search keys (RFC 9051 6.4.4). IMAP knows days only, and of which time zone the server decides: an instant
 * is asked for twice, {@link Edge#WIDE} to miss nothing and {@link Edge#NARROW} for what is certain.
 */
final class SearchKeys {
    /** How a point in time becomes days. */
    enum Edge {
        WIDE,
        NARROW
    }

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d-MMM-uuuu", Locale.ENGLISH);

    private static final Pattern NOT_ASCII = Pattern.compile("[^ -~]+");

    private SearchKeys() {}

    /** A day as it stands in a search key. */
    static String day(LocalDate day) {
        return DAY.format(day);
    }

    /** A search for all that matches. */
    static ImapCommand all(ImapConnection connection, SearchCriteria criteria, Edge edge) {
        return command(connection.has("ESEARCH") ? "RETURN (ALL)" : null, criteria, edge);
    }

    /** The same without any extension. */
    static ImapCommand plain(SearchCriteria criteria, Edge edge) {
        return command(null, criteria, edge);
    }

    /**
     * A search that needs no charset and finds at least what {@link #plain} would: of a foreign word its ASCII parts, and
     * nothing of one that has none.
     */
    static ImapCommand ofAsciiParts(SearchCriteria criteria) {
        ImapCommand command = new ImapCommand("UID SEARCH");
        addParts(command, "TEXT", criteria.text());
        AddressKeys.of(criteria.from()).addAsciiPartsTo(command, "FROM");
        AddressKeys.of(criteria.to()).addAsciiPartsTo(command, "TO");
        addParts(command, "SUBJECT", criteria.subject());
        addRest(command, criteria, Edge.WIDE);
        return command.hasArguments() ? command : command.raw("ALL");
    }

    private static void addParts(ImapCommand command, String key, @Nullable String value) {
        if (value != null) {
            InertMarkdown.pieces(value).stream()
                    .flatMap(NOT_ASCII::splitAsStream)
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .forEach(part -> addText(command, key, part));
        }
    }

    /** A search for the newest that match, and for how many do (RFC 9394); for criteria without a point in time. */
    static ImapCommand newest(int count, SearchCriteria criteria) {
        return command("RETURN (COUNT PARTIAL -1:-" + count + ")", criteria, Edge.WIDE);
    }

    private static ImapCommand command(@Nullable String results, SearchCriteria criteria, Edge edge) {
        ImapCommand command = new ImapCommand("UID SEARCH");
        if (results != null) {
            command.raw(results);
        }
        if (foreignArgument(criteria) != null) {
            command.raw("CHARSET UTF-8");
        }
        addText(command, "TEXT", criteria.text());
        AddressKeys.of(criteria.from()).addTo(command, "FROM");
        AddressKeys.of(criteria.to()).addTo(command, "TO");
        addText(command, "SUBJECT", criteria.subject());
        addRest(command, criteria, edge);
        if (criteria.isEmpty()) {
            command.raw("ALL");
        }
        return command;
    }

    private static void addRest(ImapCommand command, SearchCriteria criteria, Edge edge) {
        addSince(command, criteria.since(), edge);
        addBefore(command, criteria.before(), edge);
        addFlag(command, criteria.unread(), "UNSEEN", "SEEN");
        addFlag(command, criteria.flagged(), "FLAGGED", "UNFLAGGED");
    }

    /** The first criterion that is not ASCII, by the name the caller knows; null where all are. */
    static @Nullable String foreignArgument(SearchCriteria criteria) {
        if (isForeign(criteria.text())) {
            return "query";
        }
        if (!AddressKeys.of(criteria.from()).isAscii()) {
            return "from";
        }
        if (!AddressKeys.of(criteria.to()).isAscii()) {
            return "to";
        }
        return isForeign(criteria.subject()) ? "subject" : null;
    }

    static boolean hasMoment(SearchCriteria criteria) {
        return criteria.since() instanceof Bound.Moment || criteria.before() instanceof Bound.Moment;
    }

    /** Whether a mail received then is within both points in time. */
    static boolean holds(SearchCriteria criteria, Instant received) {
        return !(criteria.since() instanceof Bound.Moment(Instant since) && received.isBefore(since))
                && !(criteria.before() instanceof Bound.Moment(Instant before) && !received.isBefore(before));
    }

    /** Of what a row shows, what surely stands in the mail. */
    private static void addText(ImapCommand command, String key, @Nullable String value) {
        if (value != null) {
            InertMarkdown.pieces(value).forEach(piece -> command.raw(key).string(piece));
        }
    }

    private static void addFlag(ImapCommand command, @Nullable Boolean value, String set, String unset) {
        if (value != null) {
            command.raw(value ? set : unset);
        }
    }

    /** The day of an instant is, somewhere on earth, one day earlier or later than in UTC. */
    private static void addSince(ImapCommand command, @Nullable Bound bound, Edge edge) {
        if (bound != null) {
            command.raw("SINCE "
                    + DAY.format(
                            switch (bound) {
                                case Bound.Day(LocalDate day) -> day;
                                case Bound.Moment(Instant moment) ->
                                    utcDay(moment).plusDays(edge == Edge.WIDE ? -1 : 2);
                            }));
        }
    }

    private static void addBefore(ImapCommand command, @Nullable Bound bound, Edge edge) {
        if (bound != null) {
            command.raw("BEFORE "
                    + DAY.format(
                            switch (bound) {
                                case Bound.Day(LocalDate day) -> day;
                                case Bound.Moment(Instant moment) ->
                                    utcDay(moment).plusDays(edge == Edge.WIDE ? 2 : -1);
                            }));
        }
    }

    private static LocalDate utcDay(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** The first criterion that looks for words, by the name the caller knows; null where there is none. */
    static @Nullable String textArgument(SearchCriteria criteria) {
        if (criteria.text() != null) {
            return "query";
        }
        if (criteria.from() != null) {
            return "from";
        }
        if (criteria.to() != null) {
            return "to";
        }
        return criteria.subject() != null ? "subject" : null;
    }

    static boolean isForeign(@Nullable String value) {
        return value != null && !value.chars().allMatch(c -> c < 0x80);
    }
}
