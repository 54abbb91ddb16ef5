// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an invitation that goes with a mail, for the organizer's calendar (RFC 5546 3.2.3, RFC 6047). It does not hold
 * when it was made, so that the same answer is equal to itself when it is given again. Immutable.
 *
 * @param lines of iCalendar, not folded, without DTSTAMP; one of them begins the one event
 */
public record OutgoingCalendar(List<String> lines) {
    private static final String EVENT = "BEGIN:VEVENT";
    private static final int MAX_OCTETS = 75; // RFC 5545 3.1
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** @throws IllegalArgumentException for a line that would be more than one, or not exactly one event */
    public OutgoingCalendar {
        lines = List.copyOf(lines);
        if (lines.stream().filter(EVENT::equals).count() != 1
                || !lines.stream().allMatch(OutgoingCalendar::isOneLine)) {
            throw new IllegalArgumentException("not the lines of one event");
        }
    }

    /** Whether a text can be a line: it holds no control character but tabs, and no half character. */
    public static boolean isOneLine(@Nullable String text) {
        return text != null
                && !text.isEmpty()
                && text.codePoints()
                        .noneMatch(c ->
                                Character.isISOControl(c) && c != '\t' || Character.getType(c) == Character.SURROGATE);
    }

    /** What goes on the wire, in UTF-8, with the moment at which the answer was given. */
    byte[] content(Instant given) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String line : lines) {
            fold(line, out);
            if (line.equals(EVENT)) {
                fold("DTSTAMP:" + STAMP.format(given), out);
            }
        }
        return out.toByteArray();
    }

    /** No character is torn, although the RFC would allow it. */
    private static void fold(String line, ByteArrayOutputStream out) {
        int column = 0;
        int at = 0;
        while (at < line.length()) {
            int next = line.offsetByCodePoints(at, 1);
            byte[] character = line.substring(at, next).getBytes(UTF_8);
            if (column + character.length > MAX_OCTETS) {
                out.writeBytes(new byte[] {'\r', '\n', ' '});
                column = 1;
            }
            out.writeBytes(character);
            column += character.length;
            at = next;
        }
        out.writeBytes(new byte[] {'\r', '\n'});
    }
}
