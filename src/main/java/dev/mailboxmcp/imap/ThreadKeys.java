// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.text.InertMarkdown;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Searches for the mails of a conversation, in lines that every server takes. */
final class ThreadKeys {
    /** QUIRK: Stalwart takes arguments of 4,096 bytes. */
    private static final int MAX_LINE = 3500;

    private static final String ANSWERING = "In-Reply-To";
    private static final List<String> NAMING = List.of("Message-ID", "References", ANSWERING);

    private static final int MIN_SUBJECT = 5;
    private static final int MAX_SUBJECT = 60;
    /** Marks of answers and tags of lists, in whatever language. */
    private static final Pattern MARKS = Pattern.compile("^(?:[^\\s:：]{1,12}\\s?[:：]\\s*|\\[[^\\]]{0,60}]\\s*)++");

    private static final Pattern NOT_ASCII = Pattern.compile("[^ -~]+");

    private ThreadKeys() {}

    /**
     * The ids that one search looks for.
     *
     * @param named mails with these ids are looked for, and those that name one
     * @param answered only those that answer one of these by In-Reply-To: each key of a search is compared with each mail
     */
    record Ids(List<String> named, List<String> answered) {
        static final Ids NONE = new Ids(List.of(), List.of());

        Ids {
            named = List.copyOf(named);
            answered = List.copyOf(answered);
        }

        boolean isEmpty() {
            return named.isEmpty() && answered.isEmpty();
        }
    }

    /** Those of the ids, the most important first, that fit into one search. */
    static Ids fitting(Collection<String> named, Collection<String> answered) {
        List<String> fittingNamed = new ArrayList<>();
        List<String> fittingAnswered = new ArrayList<>();
        int length = 0;
        for (String id : named) {
            length += NAMING.stream().mapToInt(field -> length(field, id)).sum();
            if (length <= MAX_LINE && MessageId.isValid(id)) {
                fittingNamed.add(id);
            }
        }
        for (String id : answered) {
            length += length(ANSWERING, id);
            if (length <= MAX_LINE && MessageId.isValid(id)) {
                fittingAnswered.add(id);
            }
        }
        return new Ids(fittingNamed, fittingAnswered);
    }

    private static int length(String field, String id) {
        return field.length() + id.length() + 20;
    }

    /**
     * A search for the mails that belong to ids, and for those of a conversation.
     *
     * @param ids as {@link #fitting} gave them
     * @param threadKey such as {@code THREADID}, with its value; null for none. There must be one, or an id
     */
    static ImapCommand related(Ids ids, @Nullable String threadKey, LocalDate since) {
        return anyOf(new ImapCommand("UID SEARCH").raw("SINCE " + SearchKeys.day(since)), ids, threadKey);
    }

    /**
     * One search for both, since a mail server looks at each mail for each search anew. The day that holds for all comes first
     * and alone: Dovecot reads no header of older mails then, and did with a day on either side of an OR.
     *
     * @param ids as for {@link #related}
     * @param piece as for {@link #ofSubject}
     * @param subjectSince not before {@code since}
     */
    static ImapCommand relatedOrOfSubject(
            Ids ids, @Nullable String threadKey, LocalDate since, String piece, LocalDate subjectSince) {
        ImapCommand command = new ImapCommand("UID SEARCH").raw("SINCE " + SearchKeys.day(since) + " OR");
        ofSubject(command.open(), piece, subjectSince).close();
        return anyOf(command, ids, threadKey);
    }

    private static ImapCommand anyOf(ImapCommand command, Ids ids, @Nullable String threadKey) {
        int left = ids.named.size() * NAMING.size() + ids.answered.size() + (threadKey == null ? 0 : 1);
        if (threadKey != null) {
            command.raw((--left > 0 ? "OR " : "") + threadKey);
        }
        for (String id : ids.named) {
            for (String field : NAMING) {
                command.raw((--left > 0 ? "OR " : "") + "HEADER " + field).string(id);
            }
        }
        for (String id : ids.answered) {
            command.raw((--left > 0 ? "OR " : "") + "HEADER " + ANSWERING).string(id);
        }
        return command;
    }

    /** A subject without marks of answers and tags of lists. */
    static String withoutMarks(String subject) {
        return MARKS.matcher(subject).replaceFirst("");
    }

    /** What mails of nearly that subject have in theirs, of what every server can look for; null where that is too little. */
    static @Nullable String piece(String shown) {
        return InertMarkdown.pieces(withoutMarks(shown)).stream()
                .flatMap(NOT_ASCII::splitAsStream)
                .map(String::strip)
                .max(Comparator.comparingInt(String::length))
                .filter(piece -> piece.length() >= MIN_SUBJECT)
                .map(piece -> piece.substring(0, Math.min(piece.length(), MAX_SUBJECT))
                        .strip())
                .orElse(null);
    }

    /** @param piece of a subject, as {@link #piece} gave it */
    static ImapCommand ofSubject(String piece, LocalDate since) {
        return ofSubject(new ImapCommand("UID SEARCH"), piece, since);
    }

    private static ImapCommand ofSubject(ImapCommand command, String piece, LocalDate since) {
        return command.raw("SINCE " + SearchKeys.day(since) + " SUBJECT").string(piece);
    }
}
