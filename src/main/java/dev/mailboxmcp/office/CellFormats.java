// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import dev.mailboxmcp.office.NumberCode.Kind;
import java.io.IOException;
import java.math.BigDecimal;
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
 * Numbers of cells as people see them, as far as it changes their meaning: dates, times, percentages, currencies, units and
 * leading zeros (ECMA-376-1, 18.8.30).
 * For one document, on one thread.
 */
final class CellFormats {
    private static final int MAX_FORMATS = 70_000; // more than Excel has
    private static final double FIRST_TOO_LARGE = 2_958_466; // the year 10000
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,20}(?:\\.[0-9]{0,25})?(?:[eE][+-]?[0-9]{1,2})?");

    private final List<NumberCode> styles = new ArrayList<>();
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
        Map<Integer, NumberCode> own = new HashMap<>();
        boolean inCells = false;
        try (XmlCursor xml = XmlCursor.open(zip, part, budget)) {
            while (xml != null && styles.size() < MAX_FORMATS && own.size() < MAX_FORMATS) {
                switch (xml.next()) {
                    case START -> {
                        switch (xml.name()) {
                            case "numFmt" ->
                                own.putIfAbsent(xml.number("numFmtId", -1), NumberCode.of(xml.attribute("formatCode")));
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

    private static NumberCode builtIn(int id) {
        return switch (id) {
            case 9, 10 -> NumberCode.of(Kind.PERCENT);
            case 14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58 -> NumberCode.of(Kind.DATE);
            case 18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56 -> NumberCode.of(Kind.TIME);
            case 22 -> NumberCode.of(Kind.DATE_TIME);
            case 46 -> NumberCode.of(Kind.DURATION);
            default -> NumberCode.GENERAL;
        };
    }

    /** What a cell of that style shows of the number; empty where it hides it. */
    String shown(String number, int style) {
        if (!NUMBER.matcher(number).matches()) {
            return number;
        }
        BigDecimal exact = new BigDecimal(number);
        double value = exact.doubleValue();
        NumberCode.Section section = code(style).section(exact);
        return switch (section.kind()) {
            case NUMBER, PERCENT, TEXT, WORDS -> NumberCode.shown(exact, section);
            case DURATION -> value < 0 || value >= FIRST_TOO_LARGE ? number : duration(value);
            case DATE, DATE_TIME, TIME ->
                value < 0 || value >= FIRST_TOO_LARGE ? number : moment(value, section.kind());
        };
    }

    /** Whether a cell of that style shows no words. */
    boolean hidesWords(int style) {
        return code(style).hidesWords();
    }

    private NumberCode code(int style) {
        return style >= 0 && style < styles.size() ? styles.get(style) : NumberCode.GENERAL;
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
