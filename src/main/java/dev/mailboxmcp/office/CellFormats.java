// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Numbers of cells as people see them, as far as it changes their meaning: dates, times and percentages (ECMA-376-1, 18.8.30).
 * For one document, on one thread.
 */
final class CellFormats {
    private static final int MAX_FORMATS = 70_000; // more than Excel has
    private static final double FIRST_TOO_LARGE = 2_958_466; // the year 10000
    private static final Pattern LITERAL = Pattern.compile("\"[^\"]*\"|\\\\.|_.|\\*.|\\[[^\\]]*]");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,20}(?:\\.[0-9]{0,25})?(?:[eE][+-]?[0-9]{1,2})?");
    private static final int DIGITS = 15;

    private enum Kind {
        NUMBER,
        PERCENT,
        DATE,
        DATE_TIME,
        TIME,
        DURATION
    }

    private final List<Kind> styles = new ArrayList<>();
    private final LocalDateTime epoch;

    private CellFormats(boolean since1904) {
        epoch = since1904 ? LocalDateTime.of(1904, 1, 1, 0, 0) : LocalDateTime.of(1899, 12, 30, 0, 0);
    }

    /** @param since1904 how the workbook counts days */
    static CellFormats of(ZipDirectory zip, List<String> parts, boolean since1904, OfficeBudget budget)
            throws IOException {
        CellFormats formats = new CellFormats(since1904);
        for (String part : parts) {
            formats.read(zip, part, budget);
        }
        return formats;
    }

    private void read(ZipDirectory zip, String part, OfficeBudget budget) throws IOException {
        Map<Integer, Kind> own = new HashMap<>();
        boolean inCells = false;
        try (XmlCursor xml = XmlCursor.open(zip, part, budget)) {
            while (xml != null && styles.size() < MAX_FORMATS && own.size() < MAX_FORMATS) {
                switch (xml.next()) {
                    case START -> {
                        switch (xml.name()) {
                            case "numFmt" ->
                                own.putIfAbsent(xml.number("numFmtId", -1), kind(xml.attribute("formatCode")));
                            case "cellXfs" -> inCells = true;
                            case "xf" -> {
                                if (inCells) {
                                    int id = xml.number("numFmtId", 0);
                                    styles.add(own.getOrDefault(id, builtIn(id)));
                                }
                            }
                            default -> {}
                        }
                    }
                    case END -> inCells &= !xml.name().equals("cellXfs");
                    case TEXT -> {}
                    case FINISHED -> {
                        return;
                    }
                }
            }
        }
    }

    private static Kind builtIn(int id) {
        return switch (id) {
            case 9, 10 -> Kind.PERCENT;
            case 14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58 -> Kind.DATE;
            case 18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56 -> Kind.TIME;
            case 22 -> Kind.DATE_TIME;
            case 46 -> Kind.DURATION;
            default -> Kind.NUMBER;
        };
    }

    private static Kind kind(String code) {
        String first = code.split(";", 2)[0];
        if (first.matches("(?is).*\\[(?:h+|m+|s+)].*")) {
            return Kind.DURATION;
        }
        String letters = LITERAL.matcher(first).replaceAll("").toLowerCase(java.util.Locale.ROOT);
        boolean date = letters.matches("(?s).*[yd].*") || letters.matches("(?s)[^hs]*m[^hs]*");
        boolean time = letters.matches("(?s).*[hs].*");
        if (letters.contains("general")) {
            return Kind.NUMBER;
        }
        return date
                ? time ? Kind.DATE_TIME : Kind.DATE
                : time ? Kind.TIME : letters.contains("%") ? Kind.PERCENT : Kind.NUMBER;
    }

    /** What a cell of that style shows of the number. */
    String shown(String number, int style) {
        if (!NUMBER.matcher(number).matches()) {
            return number;
        }
        double value = Double.parseDouble(number);
        Kind kind = style >= 0 && style < styles.size() ? styles.get(style) : Kind.NUMBER;
        return switch (kind) {
            case NUMBER -> plain(new BigDecimal(number));
            case PERCENT -> plain(new BigDecimal(number).movePointRight(2)) + "%";
            case DURATION -> value < 0 || value >= FIRST_TOO_LARGE ? number : duration(value);
            case DATE, DATE_TIME, TIME -> value < 0 || value >= FIRST_TOO_LARGE ? number : moment(value, kind);
        };
    }

    private static String plain(BigDecimal number) {
        BigDecimal rounded = number.round(new MathContext(DIGITS));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    private static String duration(double days) {
        long seconds = Math.round(days * ChronoUnit.DAYS.getDuration().toSeconds());
        return "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private String moment(double days, Kind kind) {
        // the calendar of 1900 counts a 29 February that was none
        double counted = days < 60 && epoch.getYear() < 1904 ? days + 1 : days;
        LocalDateTime moment = epoch.plusSeconds(
                Math.round(counted * ChronoUnit.DAYS.getDuration().toSeconds()));
        LocalTime time = moment.toLocalTime();
        DateTimeFormatter clock = DateTimeFormatter.ofPattern(time.getSecond() == 0 ? "HH:mm" : "HH:mm:ss");
        if (kind == Kind.TIME) {
            return clock.format(time);
        }
        return kind == Kind.DATE || time.equals(LocalTime.MIDNIGHT)
                ? moment.toLocalDate().toString()
                : moment.toLocalDate() + " " + clock.format(time);
    }
}
