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

    private static final List<String> FIELDS = List.of("Message-ID", "References", "In-Reply-To");

    private static final int MIN_SUBJECT = 5;
    private static final int MAX_SUBJECT = 60;
    /** Marks of answers and tags of lists, in whatever language. */
    private static final Pattern MARKS = Pattern.compile("^(?:[^\\s:：]{1,12}\\s?[:：]\\s*|\\[[^\\]]{0,60}]\\s*)+");

    private static final Pattern NOT_ASCII = Pattern.compile("[^ -~]+");

    private ThreadKeys() {}

    /** Those of the ids, the most important first, that one search can look for. */
    static List<String> fitting(Collection<String> ids) {
        List<String> fitting = new ArrayList<>();
        int length = 0;
        for (String id : ids) {
            length += FIELDS.stream().mapToInt(String::length).sum() + FIELDS.size() * (id.length() + 20);
            if (length > MAX_LINE) {
                break;
            }
            if (MessageId.isValid(id)) {
                fitting.add(id);
            }
        }
        return fitting;
    }

    /**
     * A search for the mails with one of these ids, for those that name one, and for those of a conversation.
     *
     * @param ids as {@link #fitting} gave them
     * @param threadKey such as {@code THREADID}, with its value; null for none. There must be one, or an id
     */
    static ImapCommand related(List<String> ids, @Nullable String threadKey, LocalDate since) {
        ImapCommand command = new ImapCommand("UID SEARCH").raw("SINCE " + SearchKeys.day(since));
        int left = ids.size() * FIELDS.size() + (threadKey == null ? 0 : 1);
        if (threadKey != null) {
            command.raw((--left > 0 ? "OR " : "") + threadKey);
        }
        for (String id : ids) {
            for (String field : FIELDS) {
                command.raw((--left > 0 ? "OR " : "") + "HEADER " + field).string(id);
            }
        }
        return command;
    }

    /** A subject without marks of answers and tags of lists. */
    static String withoutMarks(String subject) {
        return MARKS.matcher(subject).replaceFirst("");
    }

    /** A search for mails of nearly that subject; null where it has too little that every server can look for. */
    static @Nullable ImapCommand ofSubject(String shown, LocalDate since) {
        return InertMarkdown.pieces(withoutMarks(shown)).stream()
                .flatMap(NOT_ASCII::splitAsStream)
                .map(String::strip)
                .max(Comparator.comparingInt(String::length))
                .filter(piece -> piece.length() >= MIN_SUBJECT)
                .map(piece -> new ImapCommand("UID SEARCH")
                        .raw("SINCE " + SearchKeys.day(since) + " SUBJECT")
                        .string(piece.substring(0, Math.min(piece.length(), MAX_SUBJECT))
                                .strip()))
                .orElse(null);
    }
}
