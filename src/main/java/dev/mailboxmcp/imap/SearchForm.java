// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.Arrival;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.mail.Query.Place;
import dev.mailboxmcp.text.InertMarkdown;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings a query to what IMAP has keys for. IMAP knows days only, and of which time zone the server decides; of attachments
 * it knows nothing, and some servers know no letters but ASCII. What there is no key for is replaced by what finds at least
 * as much, or only what is certain.
 */
final class SearchForm {
    private static final String TYPE = "Content-Type";
    private static final String DISPOSITION = "Content-Disposition";

    /** Mail that is no text alone, or is one that bears a name, or calls itself an attachment. */
    private static final Query MAY_BE_ATTACHED = Query.any(List.of(
            new Query.Header(TYPE, "multipart/"),
            Query.all(List.of(
                    new Query.Header(TYPE, "/"),
                    Query.not(new Query.Header(TYPE, "text/plain")),
                    Query.not(new Query.Header(TYPE, "text/html")))),
            new Query.Header(TYPE, "name"),
            new Query.Header(DISPOSITION, "attachment"),
            new Query.Header(DISPOSITION, "filename")));

    private SearchForm() {}

    /**
     * Which side a form errs on.
     *
     * @param wide whether it finds too much rather than too little
     * @param ascii whether it needs no charset
     * @param parts whether the parts of an address are looked for, between which a mail may have blanks and comments
     */
    record Reach(boolean wide, boolean ascii, boolean parts) {
        static final Reach WIDE = new Reach(true, false, false);
        static final Reach NARROW = new Reach(false, false, false);
        static final Reach ASCII = new Reach(true, true, false);
        static final Reach PARTS = new Reach(true, false, true);

        private Reach within(boolean negation) {
            return negation ? new Reach(!wide, ascii, parts) : this;
        }
    }

    static Query of(Query query, Reach reach) {
        return switch (query) {
            case Query.All(List<Query> of) ->
                Query.all(of.stream().map(each -> of(each, reach)).toList());
            case Query.Any(List<Query> of) ->
                Query.any(of.stream().map(each -> of(each, reach)).toList());
            case Query.Not(Query of) -> Query.not(of(of, reach.within(true)));
            case Query.Person(Set<Place> fields, String who) ->
                reach.parts() && reach.wide() && isAddress(query)
                        ? AddressKeys.of(who).partsIn(fields)
                        : person(fields, AddressKeys.of(who), reach);
            case Query.Words(Place place, String words) ->
                reach.ascii() && !AsciiParts.areAllOf(words)
                        ? asciiParts(place, words, reach)
                        : Query.all(InertMarkdown.pieces(words).stream()
                                .<Query>map(piece -> new Query.Words(place, piece))
                                .toList());
            case Query.Header(String field, String part) ->
                reach.ascii() && !AsciiParts.areAllOf(part) ? unknown(reach) : query;
            case Query.Attached attached -> reach.wide() ? MAY_BE_ATTACHED : Query.NOTHING;
            case Query.FileNamed named -> reach.wide() ? MAY_BE_ATTACHED : Query.NOTHING;
            // the day of an instant is, somewhere on earth, one day earlier or later than in UTC
            case Query.Since(Arrival.Moment(Instant moment)) ->
                new Query.Since(new Arrival.Day(utcDay(moment).plusDays(reach.wide() ? -1 : 2)));
            case Query.Before(Arrival.Moment(Instant moment)) ->
                new Query.Before(new Arrival.Day(utcDay(moment).plusDays(reach.wide() ? 2 : -1)));
            case Query.Since day -> day;
            case Query.Before day -> day;
            case Query.Marked marked -> marked;
            case Query.Labelled labelled -> labelled;
            case Query.LargerThan size -> size;
            case Query.SmallerThan size -> size;
        };
    }

    private static Query person(Set<Place> fields, AddressKeys who, Reach reach) {
        if (!reach.ascii() || who.isAscii()) {
            return who.in(fields);
        }
        return reach.wide() ? who.asciiPartsIn(fields) : Query.NOTHING;
    }

    private static Query asciiParts(Place place, String words, Reach reach) {
        return reach.wide()
                ? Query.all(InertMarkdown.pieces(words).stream()
                        .flatMap(piece -> AsciiParts.of(piece).stream())
                        .<Query>map(part -> new Query.Words(place, part))
                        .toList())
                : Query.NOTHING;
    }

    private static Query unknown(Reach reach) {
        return reach.wide() ? Query.EVERYTHING : Query.NOTHING;
    }

    private static LocalDate utcDay(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** Whether it asks for points in time, which a server cannot compare. */
    static boolean hasMoment(Query query) {
        return leaves(query)
                .anyMatch(leaf -> leaf instanceof Query.Since(Arrival.Moment at)
                        || leaf instanceof Query.Before(Arrival.Moment before));
    }

    /** Whether it asks for attachments, of which no search tells. */
    static boolean hasFile(Query query) {
        return leaves(query).anyMatch(leaf -> leaf instanceof Query.Attached || leaf instanceof Query.FileNamed);
    }

    /** The first part that is not ASCII, by the name the caller knows; null where all are. */
    static @Nullable String foreignArgument(Query query) {
        return leaves(query)
                .filter(SearchForm::isForeign)
                .map(SearchForm::argument)
                .findFirst()
                .orElse(null);
    }

    /** The first name or address that is not ASCII, by the name the caller knows; null where all are. */
    static @Nullable String foreignPerson(Query query) {
        return leaves(query)
                .filter(leaf -> leaf instanceof Query.Person && isForeign(leaf))
                .map(SearchForm::argument)
                .findFirst()
                .orElse(null);
    }

    /** Whether it asks for somebody by an address, and not only for who does not have it. */
    static boolean namesAddress(Query query) {
        return switch (query) {
            case Query.All(List<Query> of) -> of.stream().anyMatch(SearchForm::namesAddress);
            case Query.Any(List<Query> of) -> of.stream().anyMatch(SearchForm::namesAddress);
            case Query.Person person -> isAddress(person);
            default -> false;
        };
    }

    /** Whether the part that is none of several names an address whose fields a row shows. */
    static boolean isAddress(Query leaf) {
        return leaf instanceof Query.Person(Set<Place> fields, String who)
                && !fields.contains(Place.BCC)
                && AddressKeys.of(who).addresses();
    }

    /** Whether the part that is none of several is not ASCII. */
    static boolean isForeign(Query leaf) {
        return switch (leaf) {
            case Query.Words(Place place, String words) -> !AsciiParts.areAllOf(words);
            case Query.Header(String field, String part) -> !AsciiParts.areAllOf(part);
            case Query.Person person -> !AddressKeys.of(person.who()).isAscii();
            default -> false;
        };
    }

    /** The first part that looks for words, by the name the caller knows; null where there is none. */
    static @Nullable String textArgument(Query query) {
        return leaves(query)
                .filter(leaf ->
                        leaf instanceof Query.Words || leaf instanceof Query.Person || leaf instanceof Query.Header)
                .map(SearchForm::argument)
                .findFirst()
                .orElse(null);
    }

    private static String argument(Query leaf) {
        return switch (leaf) {
            case Query.Words(Place place, String words)
            when place != Place.ANYWHERE && place != Place.BODY -> place.name().toLowerCase(Locale.ROOT);
            case Query.Person person -> person.fields().iterator().next().name().toLowerCase(Locale.ROOT);
            default -> "query";
        };
    }

    /** The parts that are none of several. */
    static Stream<Query> leaves(Query query) {
        return switch (query) {
            case Query.All(List<Query> of) -> of.stream().flatMap(SearchForm::leaves);
            case Query.Any(List<Query> of) -> of.stream().flatMap(SearchForm::leaves);
            case Query.Not(Query of) -> leaves(of);
            default -> Stream.of(query);
        };
    }
}
