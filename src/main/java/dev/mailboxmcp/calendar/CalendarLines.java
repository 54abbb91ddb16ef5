// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mailboxmcp.mime.MailCharset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of iCalendar to its content lines, unfolded (RFC 5545 3.1). Line ends of any kind are taken. A line that cannot
 * begin a property goes on with the one before, as programs write texts that they forgot to escape. Pure, thread-safe,
 * linear in time, never throws.
 */
final class CalendarLines {
    /** What is read of one calendar at most. */
    static final int MAX_BYTES = 256 * 1024;

    private static final Pattern TWO_BYTE_UNITS =
            Pattern.compile("(?i)\\W*(utf|ucs|iso-10646-ucs)\\W?(16|32|2|4)\\w*\\W*");

    private static final int MAX_HEAD = 200;

    private CalendarLines() {}

    /**
     * @param charset as the part declares it; null for none
     * @return lines of which each begins a property; what stands before the first of them is left out
     */
    static List<CalendarLine> of(byte[] calendar, @Nullable String charset) {
        List<CalendarLine> read = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        boolean inText = false;
        for (String next : unfolded(calendar, charset).split("\n", -1)) {
            boolean softBreak = endsSoftly(line);
            if (softBreak) {
                line.setLength(line.length() - 1);
            }
            if (softBreak || !CalendarLine.begins(next, inText)) {
                line.append(softBreak || next.isEmpty() ? "" : "\n").append(next);
                continue;
            }
            add(line, read);
            line.append(next);
            inText = CalendarLine.isText(next);
        }
        add(line, read);
        return read;
    }

    private static void add(StringBuilder line, List<CalendarLine> read) {
        CalendarLine parsed = CalendarLine.parse(line.toString());
        line.setLength(0);
        if (parsed != null) {
            read.add(parsed);
        }
    }

    /** Whether it is a line in quoted-printable that goes on, as vCalendar 1.0 has them. */
    private static boolean endsSoftly(StringBuilder line) {
        if (line.isEmpty() || line.charAt(line.length() - 1) != '=') {
            return false;
        }
        String head = line.substring(0, Math.min(line.length(), MAX_HEAD)).toUpperCase(Locale.ROOT);
        int colon = head.indexOf(':');
        return colon > 0 && head.lastIndexOf("QUOTED-PRINTABLE", colon) > 0;
    }

    /** Bytes are unfolded, not characters: the RFC lets a fold stand within one. */
    private static String unfolded(byte[] calendar, @Nullable String charset) {
        byte[] bounded = calendar.length > MAX_BYTES ? Arrays.copyOf(calendar, MAX_BYTES) : calendar;
        if (isInWideUnits(bounded, charset)) {
            return unfolded(MailCharset.decode(bounded, charset).getBytes(UTF_8), "utf-8");
        }
        byte[] out = new byte[bounded.length];
        int length = 0;
        int at = 0;
        while (at < bounded.length) {
            byte b = bounded[at++];
            if (b != '\r' && b != '\n') {
                out[length++] = b;
                continue;
            }
            if (b == '\r' && at < bounded.length && bounded[at] == '\n') {
                at++;
            }
            if (at < bounded.length && (bounded[at] == ' ' || bounded[at] == '\t')) {
                at++;
            } else {
                out[length++] = '\n';
            }
        }
        return MailCharset.decode(Arrays.copyOf(out, length), charset);
    }

    private static boolean isInWideUnits(byte[] bytes, @Nullable String charset) {
        boolean marked = bytes.length > 1 && (bytes[0] & bytes[1] & 0xFF) == 0xFE;
        return marked
                || charset != null
                        && charset.length() < 40
                        && TWO_BYTE_UNITS.matcher(charset).matches();
    }
}
