// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A component of iCalendar (RFC 5545 3.6), such as an event or a time zone, with those in it. Its lists are read only.
 *
 * @param name in upper case, such as {@code VEVENT}
 */
record CalendarComponent(String name, List<CalendarLine> lines, List<CalendarComponent> parts) {
    private static final int MAX_DEPTH = 3;
    private static final int MAX_PARTS = 2000;

    /**
     * The components on the outside: calendars, as a rule. What is not closed, or closed in the wrong order, ends where
     * what is around it ends; alarms are left out, and so is what lies deeper than anything that is read.
     */
    static List<CalendarComponent> of(List<CalendarLine> lines) {
        CalendarComponent outside = named("");
        Deque<CalendarComponent> open = new ArrayDeque<>();
        open.push(outside);
        int ignored = 0; // components that are open within one that is left out
        int parts = 0;
        for (CalendarLine line : lines) {
            switch (line.name()) {
                case "BEGIN" -> {
                    String name = nameIn(line);
                    if (ignored > 0 || open.size() > MAX_DEPTH || name.equals("VALARM") || ++parts > MAX_PARTS) {
                        ignored++;
                    } else {
                        CalendarComponent part = named(name);
                        open.element().parts.add(part);
                        open.push(part);
                    }
                }
                case "END" -> {
                    if (ignored > 0) {
                        ignored--;
                    } else {
                        close(nameIn(line), open);
                    }
                }
                default -> {
                    if (ignored == 0) {
                        open.element().lines.add(line);
                    }
                }
            }
        }
        return Collections.unmodifiableList(outside.parts);
    }

    /** The first property of that name; null for none. */
    @Nullable
    CalendarLine first(String wanted) {
        for (CalendarLine line : lines) {
            if (line.name().equals(wanted)) {
                return line;
            }
        }
        return null;
    }

    List<CalendarLine> all(String wanted) {
        return lines.stream().filter(line -> line.name().equals(wanted)).toList();
    }

    /** The first property of that name as text; empty for none. */
    String text(String wanted) {
        CalendarLine line = first(wanted);
        return line == null ? "" : line.text();
    }

    private static CalendarComponent named(String name) {
        return new CalendarComponent(name, new ArrayList<>(), new ArrayList<>());
    }

    private static String nameIn(CalendarLine line) {
        String name = line.value().strip();
        return name.substring(0, Math.min(name.length(), 40)).toUpperCase(Locale.ROOT);
    }

    /** The innermost of that name with all that is open in it; nothing where there is none. */
    private static void close(String name, Deque<CalendarComponent> open) {
        int depth = 0;
        for (CalendarComponent component : open) {
            depth++;
            if (component.name.equals(name) && !name.isEmpty()) {
                for (int i = 0; i < depth; i++) {
                    open.pop();
                }
                return;
            }
        }
    }
}
