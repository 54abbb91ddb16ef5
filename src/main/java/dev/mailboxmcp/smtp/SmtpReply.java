// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import dev.mailboxmcp.text.ServerWords;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A reply as the standard writes it (RFC 5321 4.2).
 *
 * @param code 200..359 or 400..599: what is no verdict of the standard is none, but any refusal is one
 * @param text the server's words of all lines, cleaned and bounded; empty where it said nothing
 */
record SmtpReply(int code, String text) {
    private static final int MAX_TEXT_LENGTH = 200;

    private static final Pattern LINE =
            Pattern.compile("([23][0-5][0-9]|[45][0-9][0-9])(?:([ -])(.*))?", Pattern.DOTALL);
    private static final Pattern NOT_SHOWN = Pattern.compile("[^!-~]+");
    private static final Pattern ENHANCED_STATUS = Pattern.compile("^([245]\\.\\d{1,3}\\.\\d{1,3})(?= |$)");

    /** Reads what a server sent, lines between line feeds; null for anything that is not one whole reply. */
    static @Nullable SmtpReply of(String raw) {
        String[] lines = (raw.endsWith("\n") ? raw.substring(0, raw.length() - 1) : raw).split("\n", -1);
        StringBuilder text = new StringBuilder();
        int code = 0;
        for (int i = 0; i < lines.length; i++) {
            Matcher line = LINE.matcher(lines[i]);
            boolean last = i == lines.length - 1;
            if (!line.matches() || (i > 0 && code != number(line)) || last == "-".equals(line.group(2))) {
                return null;
            }
            code = number(line);
            if (text.length() < MAX_TEXT_LENGTH && line.group(3) != null) {
                text.append(text.isEmpty() ? "" : " ").append(line.group(3));
            }
        }
        String cleaned = NOT_SHOWN.matcher(text).replaceAll(" ").strip();
        return new SmtpReply(
                code, cleaned.length() > MAX_TEXT_LENGTH ? cleaned.substring(0, MAX_TEXT_LENGTH) + "..." : cleaned);
    }

    private static int number(Matcher line) {
        return Integer.parseInt(line.group(1));
    }

    boolean isPositive() {
        return code < 300;
    }

    /** Whether the same may work later (RFC 5321 4.2.1). */
    boolean isTemporary() {
        return code >= 400 && code < 500;
    }

    /** The server's own status (RFC 3463), such as {@code 5.1.1}; empty where it gave none. */
    String enhancedStatus() {
        Matcher enhanced = ENHANCED_STATUS.matcher(text);
        return enhanced.find() ? enhanced.group(1) : "";
    }

    /** The text without its enhanced status. */
    String words() {
        return text.substring(enhancedStatus().length()).strip();
    }

    /** Code and, where the server gave one, enhanced status (RFC 3463), without the server's words. */
    String status() {
        String enhanced = enhancedStatus();
        return enhanced.isEmpty() ? String.valueOf(code) : code + " " + enhanced;
    }

    /** Code, enhanced status and the server's words, marked as such. */
    @Override
    public String toString() {
        return status() + ServerWords.said(words());
    }
}
