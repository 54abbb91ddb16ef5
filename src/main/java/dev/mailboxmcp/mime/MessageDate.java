// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Dates of messages: RFC 5322 3.3 and 4.3, the INTERNALDATE of IMAP, ISO 8601, asctime, and what else mails are seen
 * with. Fields are recognized by shape, not by place, so missing seconds, weekdays, zones and odd spacing do no harm; a
 * wrong weekday is ignored, an unknown or missing zone counts as UTC. Pure, thread-safe, never throws.
 */
public final class MessageDate {
    private static final int MAX_LENGTH = 200;
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2100;
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

    /** What nearly every mail and every INTERNALDATE looks like: read at once, since a list holds forty dates. */
    private static final Pattern USUAL =
            Pattern.compile("(?:[A-Z][a-z]{2}, )? ?(\\d{1,2})[ -]([A-Z][a-z]{2})[ -]([12]\\d{3}) "
                    + "([01]\\d|2[0-3]):([0-5]\\d):([0-5]\\d) ([+-])(0\\d|1[0-7])([0-5]\\d)");

    /** Zones by the names of the time zone database, such as EST5EDT and Europe/Berlin, in lower case. */
    private static final Map<String, ZoneId> REGIONS = ZoneId.getAvailableZoneIds().stream()
            .collect(Collectors.toUnmodifiableMap(id -> id.toLowerCase(Locale.ROOT), ZoneId::of, (one, other) -> one));

    private static final Pattern YEAR_FIRST = Pattern.compile("(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})(?:t(?=\\d))?");
    private static final Pattern TIME = Pattern.compile(
            "(\\d{1,2})[:.](\\d{1,2})(?:[:.](\\d{1,2})(?:[.,]\\d{1,9})?)?(am|pm|z|[+-]\\d{2}:?\\d{2})?");
    private static final Pattern SEPARATORS = Pattern.compile("[\\s,;\"']+");
    private static final Pattern DASHED = // 17-Jul-1996
            Pattern.compile("\\d{1,2}[-/.][a-z]{3,9}[-/.]\\d{2,4}.*|[a-z]{3,9}[-/.]\\d{1,2}[-/.]\\d{2,4}");
    private static final Pattern DASH = Pattern.compile("[-/.]");
    private static final Pattern FOUR_DIGITS = Pattern.compile("\\d{4}");
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,4})(?:st|nd|rd|th)?");
    private static final Pattern WORD = Pattern.compile("[a-z]{3,9}\\.?");
    private static final Pattern OFFSET = Pattern.compile("(?:gmt|utc?)?([+-])(\\d{1,2}):?(\\d{2})?(?:\\(.*)?");

    private int year = -1;
    private int month = -1;
    private int day = -1;
    private @Nullable LocalTime time;
    private boolean nextDay;
    private @Nullable ZoneOffset zone;
    /** A zone whose offset only the day tells. */
    private @Nullable ZoneId region;

    private MessageDate() {}

    /** Whether a date can be made out, but not in which zone it is, so that UTC is assumed. */
    static boolean isOfUnknownZone(String value) {
        if (value.length() > MAX_LENGTH || USUAL.matcher(value).matches()) {
            return false;
        }
        try {
            MessageDate date = new MessageDate();
            return date.read(value) != null && date.zone == null && date.region == null;
        } catch (DateTimeException | ArithmeticException e) {
            return false;
        }
    }

    /** @return null where no date between 1970 and 2100 can be made out */
    public static @Nullable OffsetDateTime parse(String value) {
        if (value.length() > MAX_LENGTH) {
            return null;
        }
        try {
            Matcher usual = USUAL.matcher(value);
            int month = usual.matches() ? MONTHS.indexOf(usual.group(2).toLowerCase(Locale.ROOT)) : -1;
            return month >= 0 && month % 3 == 0 ? usual(usual, month / 3 + 1) : new MessageDate().read(value);
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable OffsetDateTime usual(Matcher match, int month) {
        int year = number(match, 3);
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            return null;
        }
        return LocalDate.of(year, month, number(match, 1))
                .atTime(number(match, 4), number(match, 5), number(match, 6))
                .atOffset(offset(
                        number(match, 8), number(match, 9), match.group(7).equals("-") ? -1 : 1));
    }

    private @Nullable OffsetDateTime read(String value) {
        for (String token : tokens(withoutComments(value).toLowerCase(Locale.ROOT))) {
            take(token);
        }
        if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || day < 1 || time == null) {
            return null;
        }
        LocalDateTime given = LocalDate.of(year, month, day).atTime(time);
        LocalDateTime local = nextDay ? given.plusDays(1) : given;
        ZoneOffset known = zone == null && region != null ? region.getRules().getOffset(local) : zone;
        return local.atOffset(known == null ? ZoneOffset.UTC : known);
    }

    private static String withoutComments(String value) {
        StringBuilder out = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '(') {
                depth++;
                out.append(' ');
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (depth == 0) {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static List<String> tokens(String value) {
        String spaced =
                YEAR_FIRST.matcher(value).replaceAll(match -> match.group().replaceAll("t$", "") + " ");
        List<String> tokens = new ArrayList<>();
        for (String word : SEPARATORS.split(spaced, -1)) {
            boolean dashed = DASHED.matcher(word).matches();
            for (String token : dashed ? DASH.split(word, 3) : new String[] {word}) {
                if (!token.isEmpty()) {
                    tokens.add(token);
                }
            }
        }
        return tokens;
    }

    private void take(String token) {
        Matcher yearFirst = YEAR_FIRST.matcher(token);
        Matcher clock = TIME.matcher(token);
        Matcher offset = OFFSET.matcher(token);
        Matcher plain = NUMBER.matcher(token);
        if (yearFirst.matches()) {
            year = number(yearFirst, 1);
            month = number(yearFirst, 2);
            day = number(yearFirst, 3);
        } else if (time == null && clock.matches()) {
            takeTime(clock);
        } else if (time != null && zone == null && offset.matches()) {
            zone = offset(offset);
        } else if (time != null && zone == null && FOUR_DIGITS.matcher(token).matches() && year >= 0) {
            zone = offset(Integer.parseInt(token.substring(0, 2)), Integer.parseInt(token.substring(2)), 1);
        } else if (plain.matches()) {
            takeNumber(plain.group(1));
        } else {
            takeWord(token);
        }
    }

    private void takeTime(Matcher clock) {
        int hour = number(clock, 1);
        int second = clock.group(3) == null ? 0 : Math.min(number(clock, 3), 59); // 60 is a leap second
        nextDay = hour == 24;
        time = LocalTime.of(nextDay ? 0 : hour, number(clock, 2), second);
        String suffix = clock.group(4);
        if (suffix != null) {
            takeWordAfterTime(suffix);
        }
    }

    private void takeWordAfterTime(String suffix) {
        Matcher offset = OFFSET.matcher(suffix);
        if (offset.matches()) {
            zone = offset(offset);
        } else {
            takeWord(suffix);
        }
    }

    private void takeNumber(String digits) {
        int number = Integer.parseInt(digits);
        if (day < 0 && digits.length() <= 2) {
            day = number;
        } else if (year < 0) {
            year = fullYear(number, digits.length());
        }
    }

    /** RFC 5322 4.3. */
    private static int fullYear(int number, int digits) {
        if (digits > 3) {
            return number;
        }
        return digits == 3 || number >= 50 ? 1900 + number : 2000 + number;
    }

    private void takeWord(String token) {
        if (time != null && (token.equals("am") || token.equals("pm"))) {
            int hour = time.getHour() % 12 + (token.equals("pm") ? 12 : 0);
            if (time.getHour() <= 12) {
                time = time.withHour(hour);
            }
            return;
        }
        region = region == null ? REGIONS.get(token) : region;
        ZoneOffset named = time == null || zone != null ? null : namedZone(token);
        if (named != null) {
            zone = named;
        } else if (month < 0 && token.length() >= 3 && isMonth(token)) {
            month = MONTHS.indexOf(token.substring(0, 3)) / 3 + 1;
        }
    }

    private static boolean isMonth(String token) {
        int at = MONTHS.indexOf(token.substring(0, 3));
        return at >= 0 && at % 3 == 0 && WORD.matcher(token).matches();
    }

    private static ZoneOffset offset(Matcher matcher) {
        String minutes = matcher.group(3);
        return offset(
                number(matcher, 2), minutes == null ? 0 : number(matcher, 3), "-".equals(matcher.group(1)) ? -1 : 1);
    }

    private static ZoneOffset offset(int hours, int minutes, int sign) {
        return hours > 17 || minutes > 59 ? ZoneOffset.UTC : ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    /** The names of RFC 5322 4.3 and those that mailers write though no RFC defines them. */
    private static @Nullable ZoneOffset namedZone(String name) {
        return switch (name) {
            case "z", "ut", "utc", "gmt", "wet" -> ZoneOffset.UTC;
            case "edt", "ast" -> ZoneOffset.ofHours(-4);
            case "est", "cdt" -> ZoneOffset.ofHours(-5);
            case "cst", "mdt" -> ZoneOffset.ofHours(-6);
            case "mst", "pdt" -> ZoneOffset.ofHours(-7);
            case "pst" -> ZoneOffset.ofHours(-8);
            case "adt", "brt" -> ZoneOffset.ofHours(-3);
            case "hst" -> ZoneOffset.ofHours(-10);
            case "bst", "cet", "met", "mez", "west" -> ZoneOffset.ofHours(1);
            case "cest", "mest", "mesz", "eet", "sast" -> ZoneOffset.ofHours(2);
            case "eest", "msk" -> ZoneOffset.ofHours(3);
            case "ist" -> ZoneOffset.ofHoursMinutes(5, 30);
            case "hkt", "sgt", "awst" -> ZoneOffset.ofHours(8);
            case "jst", "kst" -> ZoneOffset.ofHours(9);
            case "aest" -> ZoneOffset.ofHours(10);
            case "aedt" -> ZoneOffset.ofHours(11);
            case "nzst" -> ZoneOffset.ofHours(12);
            case "nzdt" -> ZoneOffset.ofHours(13);
            default -> null;
        };
    }
}
