// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.OriginalMessage;
import dev.mailboxmcp.mime.EmailAddress;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a reply repeats of the mail it answers: who wrote it and when, and the text, marked and bounded. */
final class Quotation {
    private static final int MAX_CHARACTERS = 20_000;
    private static final int MAX_NAME_LENGTH = 80;
    private static final String CUT = "[…]";

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd 'at' HH:mm xxx", Locale.ROOT);

    private Quotation() {}

    static String plain(OriginalMessage original) {
        String quoted = text(original)
                .lines()
                .map(line -> line.isEmpty() || line.startsWith(">") ? ">" + line : "> " + line)
                .collect(Collectors.joining("\n"));
        return attribution(original) + "\n" + quoted + "\n";
    }

    static String html(OriginalMessage original) {
        String quoted = text(original).lines().map(Quotation::escaped).collect(Collectors.joining("<br>\n"));
        return "<p>" + escaped(attribution(original)) + "</p>\n<blockquote type=\"cite\">" + quoted + "</blockquote>\n";
    }

    private static String attribution(OriginalMessage original) {
        OffsetDateTime date = original.date();
        String author = author(original);
        return date == null ? author + " wrote:" : "On " + MOMENT.format(date) + ", " + author + " wrote:";
    }

    private static String author(OriginalMessage original) {
        for (MailAddress author : original.from()) {
            EmailAddress address = EmailAddress.of(author);
            if (address != null) {
                String name = address.displayName().isEmpty() ? address.wire() : address.displayName();
                return name.length() > MAX_NAME_LENGTH
                        ? name.substring(0, name.offsetByCodePoints(0, MAX_NAME_LENGTH / 2)) + "…"
                        : name;
            }
        }
        return "the sender";
    }

    /** When the mail says it was written; empty where it does not say. */
    static String moment(@Nullable OffsetDateTime date) {
        return date == null ? "" : MOMENT.format(date);
    }

    /** All of the text that is known, without what a mail cannot hold. */
    static String whole(OriginalMessage original) {
        return sendable(original, original.text().length());
    }

    private static String text(OriginalMessage original) {
        return sendable(original, MAX_CHARACTERS);
    }

    /** The text without what a mail cannot hold; the end of a long text gives way. */
    private static String sendable(OriginalMessage original, int maxCharacters) {
        StringBuilder text = new StringBuilder();
        original.text()
                .strip()
                .codePoints()
                .filter(c -> c == '\n' || c == '\r' || c == '\t' || !isUnsendable(c))
                .limit(maxCharacters)
                .forEach(text::appendCodePoint);
        boolean cut = original.textCut()
                || original.text()
                        .strip()
                        .codePoints()
                        .skip(maxCharacters)
                        .findAny()
                        .isPresent();
        return cut ? text.append(text.isEmpty() ? "" : "\n").append(CUT).toString() : text.toString();
    }

    private static boolean isUnsendable(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
