// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mailboxmcp.mime.MailCharset;
import dev.mailboxmcp.mime.QuotedPrintable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A content line of iCalendar (RFC 5545 3.1): a property with its parameters and its value.
 *
 * @param name in upper case
 * @param value as it stands there; for text see {@link #text}
 * @param written the whole line, unfolded; it holds line breaks where a text was not escaped
 */
record CalendarLine(String name, List<Parameter> parameters, String value, String written) {
    private static final int MAX_NAME = 60;
    private static final int MAX_PARAMETERS = 50;
    private static final int MAX_PARAMETER_CHARS = 1000;

    /** What is read of an event; others are recognized by their capitals. */
    private static final Set<String> KNOWN = Set.of(
            "BEGIN",
            "END",
            "METHOD",
            "UID",
            "SEQUENCE",
            "RECURRENCE-ID",
            "DTSTART",
            "DTEND",
            "DUE",
            "DURATION",
            "SUMMARY",
            "LOCATION",
            "DESCRIPTION",
            "COMMENT",
            "STATUS",
            "ORGANIZER",
            "ATTENDEE",
            "RRULE",
            "RDATE",
            "EXDATE",
            "TZID",
            "TZOFFSETFROM",
            "TZOFFSETTO",
            "CONFERENCE",
            "URL");

    private static final Set<String> TEXTS =
            Set.of("SUMMARY", "DESCRIPTION", "STYLED-DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "X-ALT-DESC");

    /** Further properties of RFC 5545, 2445, 7529, 7808, 7953, 7986, 9073, 9074 and 9253, and of vCalendar 1.0. */
    private static final Set<String> REGISTERED = Set.of(("AALARM ACKNOWLEDGED ACTION ATTACH BUSYTYPE CALENDAR-ADDRESS"
                    + " CALSCALE CATEGORIES CLASS COLOR COMPLETED CONCEPT CONTACT CREATED DALARM DAYLIGHT DCREATED DTSTAMP EXRULE"
                    + " FREEBUSY GEO IMAGE LAST-MODIFIED LINK LOCATION-TYPE MALARM NAME PALARM PARTICIPANT-TYPE PERCENT-COMPLETE"
                    + " PRIORITY PRODID PROXIMITY REFID REFRESH-INTERVAL RELATED-TO REPEAT REQUEST-STATUS RESOURCES RESOURCE-TYPE RNUM"
                    + " SOURCE STRUCTURED-DATA STYLED-DESCRIPTION TRANSP TRIGGER TZ TZID-ALIAS-OF TZNAME TZUNTIL TZURL VERSION")
            .split(" ", -1));

    private static final Set<String> TIMES = Set.of("DTSTART", "DTEND", "DUE", "RECURRENCE-ID");
    private static final Pattern TIME = Pattern.compile("\\s*[0-9]{4}-?[0-9]{2}-?[0-9]{2}(?:[Tt ][0-9:]{4,8}Z?)?\\s*");

    CalendarLine {
        parameters = List.copyOf(parameters);
    }

    /**
     * A parameter, its quotes and carets (RFC 6868) undone.
     *
     * @param name in upper case
     */
    record Parameter(String name, String value) {}

    /**
     * Whether a property begins with this line; if not, it goes on with the one before.
     *
     * @param inText whether that one is a text, in which a word in capitals is more likely than a property that nobody knows
     */
    static boolean begins(String line, boolean inText) {
        int end = nameEnd(line);
        if (end < 0) {
            return false;
        }
        String name = line.substring(0, end);
        String upper = name.toUpperCase(Locale.ROOT);
        return KNOWN.contains(upper)
                || name.equals(upper) && (!inText || upper.startsWith("X-") || REGISTERED.contains(upper));
    }

    /** Whether the property that begins with this line is a text, as people write them over several lines. */
    static boolean isText(String line) {
        return TEXTS.contains(line.substring(0, Math.max(0, nameEnd(line))).toUpperCase(Locale.ROOT));
    }

    /** Null where the line is no property. */
    static @Nullable CalendarLine parse(String line) {
        int end = nameEnd(line);
        if (end < 0) {
            return null;
        }
        String name = line.substring(0, end).toUpperCase(Locale.ROOT);
        Reader reader = new Reader(line, end);
        reader.readParameters();
        String value = line.substring(Math.min(reader.at + 1, line.length()));
        // QUIRK: "TZID=(UTC+01:00) Amsterdam" without the quotes that its colon calls for
        int lastColon = TIMES.contains(name) ? value.lastIndexOf(':') : -1;
        if (lastColon >= 0
                && !TIME.matcher(value).matches()
                && TIME.matcher(value.substring(lastColon + 1)).matches()) {
            reader.appendToLast(":" + value.substring(0, lastColon));
            value = value.substring(lastColon + 1);
        }
        return new CalendarLine(name, reader.parameters, value, line);
    }

    /** The value of the first parameter of that name; empty where there is none. */
    String parameter(String wanted) {
        for (Parameter parameter : parameters) {
            if (parameter.name.equals(wanted)) {
                return parameter.value;
            }
        }
        return "";
    }

    /** The value as text, its escapes undone (RFC 5545 3.3.11); not cleaned. */
    String text() {
        return unescaped(isQuotedPrintable() ? decoded() : value);
    }

    /** Whether the value is encoded as vCalendar 1.0 writes texts. */
    private boolean isQuotedPrintable() {
        return parameter("ENCODING").equalsIgnoreCase("QUOTED-PRINTABLE")
                || parameters.stream().anyMatch(parameter -> parameter.name.equals("QUOTED-PRINTABLE"));
    }

    private String decoded() {
        String charset = parameter("CHARSET");
        boolean ascii = value.chars().allMatch(c -> c < 0x80);
        return ascii
                ? MailCharset.decode(
                        QuotedPrintable.decode(value.getBytes(ISO_8859_1)), charset.isEmpty() ? null : charset)
                : value;
    }

    static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char next = text.charAt(++i);
            switch (next) {
                case 'n', 'N' -> out.append('\n');
                case '\\', ',', ';', ':', '"' -> out.append(next);
                default -> out.append('\\').append(next); // somebody's path
            }
        }
        return out.toString();
    }

    /** Where the name ends; negative where there is none. */
    private static int nameEnd(String line) {
        for (int i = 0; i < line.length() && i <= MAX_NAME; i++) {
            char c = line.charAt(i);
            if (c == ':' || c == ';') {
                return i == 0 ? -1 : i;
            }
            boolean named = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-';
            if (!named) {
                return -1;
            }
        }
        return -1;
    }

    /** The reading of the parameters of one line, up to its colon. */
    private static final class Reader {
        private final String line;
        private final List<Parameter> parameters = new ArrayList<>();
        private boolean quotesClose = true;
        private int at;

        Reader(String line, int at) {
            this.line = line;
            this.at = at;
        }

        void readParameters() {
            while (at < line.length() && line.charAt(at) == ';') {
                int start = ++at;
                while (at < line.length() && "=;:".indexOf(line.charAt(at)) < 0) {
                    at++;
                }
                String name =
                        line.substring(start, Math.min(at, start + MAX_NAME)).toUpperCase(Locale.ROOT);
                String value = "";
                if (at < line.length() && line.charAt(at) == '=') {
                    at++;
                    value = readValue();
                }
                if (parameters.size() < MAX_PARAMETERS) {
                    parameters.add(new Parameter(name.strip(), value));
                }
            }
        }

        private String readValue() {
            StringBuilder value = new StringBuilder();
            while (at < line.length()) {
                char c = line.charAt(at);
                if (c == ';' || c == ':') {
                    break;
                }
                int close = c == '"' && quotesClose ? line.indexOf('"', at + 1) : -1;
                if (close >= 0) {
                    append(value, at + 1, close);
                    at = close + 1;
                } else {
                    quotesClose &= c != '"'; // nor does any behind it
                    append(value, at, c == '"' ? at : at + 1);
                    at++;
                }
            }
            return withoutCarets(value.toString());
        }

        private void append(StringBuilder value, int from, int to) {
            int end = Math.min(to, from + MAX_PARAMETER_CHARS - value.length());
            if (end > from) {
                value.append(line, from, end);
            }
        }

        private void appendToLast(String more) {
            if (!parameters.isEmpty() && more.length() <= MAX_PARAMETER_CHARS) {
                Parameter last = parameters.removeLast();
                parameters.add(new Parameter(last.name, last.value + more));
            }
        }

        /** RFC 6868 3.1. */
        private static String withoutCarets(String value) {
            if (value.indexOf('^') < 0) {
                return value;
            }
            StringBuilder out = new StringBuilder(value.length());
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                char next = c == '^' && i + 1 < value.length() ? value.charAt(i + 1) : ' ';
                switch (next) {
                    case 'n' -> out.append('\n');
                    case '^' -> out.append('^');
                    case '\'' -> out.append('"');
                    default -> out.append(c);
                }
                if (next == 'n' || next == '^' || next == '\'') {
                    i++;
                }
            }
            return out.toString();
        }
    }
}
