// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.imap.SearchForm.Reach;
import dev.mailboxmcp.mail.Arrival;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.mail.Query.Place;
import dev.mailboxmcp.mime.AddressList;
import dev.mailboxmcp.mime.MailHeader;
import dev.mailboxmcp.text.InertMarkdown;
import dev.mailboxmcp.text.NormalForms;
import java.io.IOException;
import java.text.Normalizer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the mails that may match a query do. What no mail server can look for is decided by what FETCH told:
 * attachments, points in time, and letters that this server does not know. The rest is left to the server, which has decided
 * most of it already, and is asked again only where a query mixes both.
 *
 * @param query whose wide form the mails meet
 * @param reach of the form that the server was asked for
 */
record QueryCheck(Query query, Reach reach) {
    private static final String WORDS = "searching";

    /** What of a query without UTF-8 cannot be compared here either, by the name the caller knows; null for nothing. */
    static @Nullable String notComparable(Query query) {
        Query rest = Query.all(
                SearchForm.leaves(query).filter(leaf -> !isComparable(leaf)).toList());
        return SearchForm.foreignArgument(rest);
    }

    private static boolean isComparable(Query leaf) {
        return switch (leaf) {
            case Query.Words(Place place, String words) -> place == Place.SUBJECT;
            case Query.Person(Set<Place> fields, String who) -> !fields.contains(Place.BCC);
            default -> false;
        };
    }

    /**
     * The UIDs of those that match. No round trip, unless parts of the query depend on each other across {@code OR}.
     *
     * @param folder in which they lie
     */
    Set<Long> holding(ImapConnection connection, FolderPath folder, Collection<FetchedMessage> messages)
            throws IOException {
        List<Query> undecided = Query.conjuncts(query).stream()
                .filter(part -> SearchForm.leaves(part).anyMatch(this::isDecidedHere))
                .toList();
        Set<Long> holding = new TreeSet<>();
        Map<Query, List<Long>> left = new LinkedHashMap<>();
        for (FetchedMessage message : messages) {
            Query rest = Query.all(
                    undecided.stream().map(part -> rest(part, message, false)).toList());
            if (rest.equals(Query.EVERYTHING)) {
                holding.add(message.uid);
            } else if (!rest.equals(Query.NOTHING)) {
                left.computeIfAbsent(rest, key -> new ArrayList<>()).add(message.uid);
            }
        }
        for (Map.Entry<Query, List<Long>> question : left.entrySet()) {
            ImapAnswer answer = ImapSelection.ask(
                            connection,
                            folder,
                            WORDS,
                            ResponseLimits.SEARCH,
                            SearchKeys.plain(question.getValue(), question.getKey(), Reach.NARROW))
                    .get(0);
            answer.requireOk(WORDS);
            holding.addAll(SearchAnswer.read(answer).numbers().highestBelow(NumberSet.MAX + 1, Integer.MAX_VALUE));
        }
        return holding;
    }

    private boolean isDecidedHere(Query leaf) {
        return switch (leaf) {
            case Query.Attached attached -> true;
            case Query.FileNamed named -> true;
            case Query.Since(Arrival.Moment at) -> true;
            case Query.Before(Arrival.Moment at) -> true;
            default -> reach.ascii() && SearchForm.isForeign(leaf) || reach.parts() && SearchForm.isAddress(leaf);
        };
    }

    /**
     * Whether the query excludes mails by something of which too little of this mail came, or is compared, to say that it is not there.
     */
    boolean isDoubtful(FetchedMessage message) {
        return isDoubtful(query, message, false);
    }

    private boolean isDoubtful(Query part, FetchedMessage message, boolean denied) {
        return switch (part) {
            case Query.All(List<Query> of) -> of.stream().anyMatch(each -> isDoubtful(each, message, denied));
            case Query.Any(List<Query> of) -> of.stream().anyMatch(each -> isDoubtful(each, message, denied));
            case Query.Not(Query of) -> isDoubtful(of, message, !denied);
            default -> denied && isDecidedHere(part) && !holds(part, message) && isCut(part, message);
        };
    }

    /** What is left to be asked of the server once it is known what that mail is like; what is in doubt is not denied. */
    private Query rest(Query part, FetchedMessage message, boolean denied) {
        return switch (part) {
            case Query.All(List<Query> of) ->
                Query.all(of.stream().map(each -> rest(each, message, denied)).toList());
            case Query.Any(List<Query> of) ->
                Query.any(of.stream().map(each -> rest(each, message, denied)).toList());
            case Query.Not(Query of) -> Query.not(rest(of, message, !denied));
            default ->
                isDecidedHere(part) && (holds(part, message) || denied && isCut(part, message))
                        ? Query.EVERYTHING
                        : unheld(part);
        };
    }

    /** Whether more of what a leaf is about may be in the mail than is compared. */
    private static boolean isCut(Query leaf, FetchedMessage message) {
        MailHeader header = HeaderRequest.ROW.of(message);
        return switch (leaf) {
            case Query.Words words ->
                header.extent() != MailHeader.Extent.WHOLE
                        || header.value("subject").length() > MailHeader.MAX_SUBJECT_CHARS;
            case Query.Person(Set<Place> fields, String who) ->
                header.extent() != MailHeader.Extent.WHOLE
                        || fields.stream()
                                .anyMatch(field -> named(field, header).more() > 0);
            default -> false;
        };
    }

    private static AddressList named(Place field, MailHeader header) {
        return switch (field) {
            case FROM -> header.authors();
            case TO -> header.to();
            case CC -> header.cc();
            default -> AddressList.NONE;
        };
    }

    private Query unheld(Query leaf) {
        return isDecidedHere(leaf) ? Query.NOTHING : leaf;
    }

    private static boolean holds(Query leaf, FetchedMessage message) {
        return switch (leaf) {
            case Query.Attached attached -> PartChoice.of(message.structure).isAttached();
            case Query.FileNamed(String part) ->
                PartChoice.of(message.structure).files().stream()
                        .map(file -> file.part().fileName(charset(message)))
                        .anyMatch(name -> comparable(name).contains(comparable(part)));
            case Query.Since(Arrival.Moment(Instant from)) -> !arrived(message).isBefore(from);
            case Query.Before(Arrival.Moment(Instant to)) -> arrived(message).isBefore(to);
            case Query.Words(Place place, String words) ->
                isIn(words, Summaries.of(message).subject());
            case Query.Person(Set<Place> fields, String who) -> isMet(fields, AddressKeys.of(who), message);
            default -> throw new IllegalArgumentException(leaf.toString());
        };
    }

    private static @Nullable String charset(FetchedMessage message) {
        return message.structure == null ? null : message.structure.textCharset();
    }

    /** A mail of which the server does not tell is older than any. */
    private static Instant arrived(FetchedMessage message) {
        OffsetDateTime received = message.received;
        return received == null ? Instant.MIN : received.toInstant();
    }

    /** All that the header names, of which a row shows the first. */
    private static boolean isMet(Set<Place> fields, AddressKeys who, FetchedMessage message) {
        MailHeader header = HeaderRequest.ROW.of(message);
        return fields.stream()
                .map(field -> Map.entry(field, named(field, header).texts()))
                .anyMatch(named -> who.isIn(
                        named.getKey() == Place.FROM
                                ? List.of(String.join(", ", named.getValue()))
                                : named.getValue()));
    }

    private static boolean isIn(String words, String text) {
        return InertMarkdown.pieces(words).stream()
                .allMatch(piece -> comparable(text).contains(comparable(piece)));
    }

    private static String comparable(String text) {
        return NormalForms.of(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
