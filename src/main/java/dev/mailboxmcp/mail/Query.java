// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What to look for in mails, as a tree. Strings are in any script, and reach the mail server as literals. Immutable; two
 * that are written alike are equal.
 */
public sealed interface Query {
    /** Every mail. */
    Query EVERYTHING = new All(List.of());

    /** No mail. */
    Query NOTHING = new Any(List.of());

    /** Mail that is not read yet. */
    Query UNREAD = new Not(new Marked(Mark.SEEN));

    /** All of them hold; so they do where there are none. */
    record All(List<Query> of) implements Query {
        public All {
            of = List.copyOf(of);
        }
    }

    /** Holds where at least one of them does; so it never holds where there are none. */
    record Any(List<Query> of) implements Query {
        public Any {
            of = List.copyOf(of);
        }
    }

    /** It does not hold. */
    record Not(Query of) implements Query {}

    /** These words stand there, one behind the other, in upper or lower case, be it within longer words. */
    record Words(Place place, String words) implements Query {
        public Words {
            requireSearchable(words);
        }
    }

    /** This stands in a field of the header. */
    record Header(String field, String part) implements Query {
        public Header {
            requireSearchable(part);
        }
    }

    /**
     * One of these fields names that person.
     *
     * @param who an address, a part of one, a name, or as a row of a list shows a person
     */
    record Person(Set<Place> fields, String who) implements Query {
        public Person {
            requireSearchable(who);
            fields = EnumSet.copyOf(fields);
        }
    }

    /** It has an attachment. */
    record Attached() implements Query {}

    /** It has an attachment, or a picture in its text, whose name holds that. */
    record FileNamed(String part) implements Query {
        public FileNamed {
            requireSearchable(part);
        }
    }

    /** It bears a mark. */
    record Marked(Mark mark) implements Query {}

    /** It bears a label: a keyword (RFC 9051 2.3.2). */
    record Labelled(String label) implements Query {}

    /** It has more bytes. */
    record LargerThan(long bytes) implements Query {}

    /** It has fewer bytes. */
    record SmallerThan(long bytes) implements Query {}

    /** It arrived on that day, at that instant, or later. */
    record Since(Arrival from) implements Query {}

    /** It arrived before that day, or before that instant. */
    record Before(Arrival to) implements Query {}

    /** Where words stand. */
    enum Place {
        /** The header or a text. */
        ANYWHERE,
        BODY,
        SUBJECT,
        FROM,
        TO,
        CC,
        BCC
    }

    /** What every mailbox can mark a mail with (RFC 9051 2.3.2). */
    enum Mark {
        SEEN,
        FLAGGED,
        ANSWERED,
        DRAFT
    }

    /** All of them hold, written as simply as can be. */
    static Query all(List<Query> queries) {
        Set<Query> parts = new LinkedHashSet<>();
        for (Query query : queries) {
            if (query.equals(NOTHING)) {
                return NOTHING;
            }
            parts.addAll(query instanceof All all ? all.of() : List.of(query));
        }
        return parts.size() == 1 ? parts.iterator().next() : new All(new ArrayList<>(parts));
    }

    /** The query that holds where at least one of them does, written as simply as can be. */
    static Query any(List<Query> queries) {
        Set<Query> parts = new LinkedHashSet<>();
        for (Query query : queries) {
            if (query.equals(EVERYTHING)) {
                return EVERYTHING;
            }
            parts.addAll(query instanceof Any any ? any.of() : List.of(query));
        }
        return parts.size() == 1 ? parts.iterator().next() : new Any(new ArrayList<>(parts));
    }

    /**
     * It does not hold. The negation goes down to the single parts.
     *
     * <p>QUIRK: Dovecot takes {@code OR a NOT (b a)} for {@code a}.
     */
    static Query not(Query query) {
        return switch (query) {
            case All(List<Query> of) -> any(of.stream().map(Query::not).toList());
            case Any(List<Query> of) -> all(of.stream().map(Query::not).toList());
            case Not(Query inner) -> inner;
            default -> new Not(query);
        };
    }

    /** What must hold together for it to hold. */
    static List<Query> conjuncts(Query query) {
        return query instanceof All(List<Query> of) ? of : List.of(query);
    }

    /** NUL is in no literal (RFC 9051 9, CHAR8), and half a character in no UTF-8. */
    private static void requireSearchable(String words) {
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            boolean whole = !Character.isSurrogate(c)
                    || Character.isHighSurrogate(c)
                            && i + 1 < words.length()
                            && Character.isLowSurrogate(words.charAt(i + 1));
            if (c == 0 || !whole) {
                throw new MailException(new MailFailure.InvalidArgument(
                        "the text to look for", "must be whole characters, and none of them NUL"));
            }
            i += Character.isSurrogate(c) ? 1 : 0;
        }
    }
}
