// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The times of one calendar, by the zones that it names. A zone that the zone database has, by its own name or by that of
 * Windows, is taken from there, as other programs do: what calendars describe is often shortened or out of date. Of the
 * others their own description counts. Immutable.
 *
 * @param described the components that describe zones
 */
record CalendarZones(List<CalendarComponent> described) {
    CalendarZones {
        described = List.copyOf(described);
    }

    static CalendarZones of(CalendarComponent calendar) {
        return new CalendarZones(calendar.parts().stream()
                .filter(part -> part.name().equals("VTIMEZONE"))
                .toList());
    }

    /**
     * The time that a property holds, the first where it holds several.
     *
     * @return null where none between 1900 and 2199 can be made out
     */
    @Nullable
    CalendarTime time(CalendarLine line) {
        return time(line.value().split(",", 2)[0], line);
    }

    /** @param line that has the parameters of the value */
    @Nullable
    CalendarTime time(String value, CalendarLine line) {
        CalendarTime.Digits digits = CalendarTime.Digits.of(value);
        if (digits == null) {
            return null;
        }
        if (digits.time() == null || line.parameter("VALUE").equalsIgnoreCase("DATE")) {
            return new CalendarTime.Day(digits.day());
        }
        LocalDateTime local = digits.day().atTime(digits.time());
        CalendarZone zone = zoneOf(line);
        ZoneOffset offset = digits.offset();
        if (offset != null) {
            OffsetDateTime moment = local.atOffset(offset);
            return zone == null
                    ? new CalendarTime.Moment(moment, offset.equals(ZoneOffset.UTC) ? "UTC" : offset.getId())
                    : new CalendarTime.Moment(zone.at(moment.toInstant()), shown(zone, line));
        }
        return zone == null
                ? new CalendarTime.Local(local, idOf(line))
                : new CalendarTime.Moment(zone.at(local), shown(zone, line));
    }

    /** The zone that the times of the property are read by; null for none that is known. */
    @Nullable
    CalendarZone zoneOf(CalendarLine line) {
        String id = idOf(line);
        ZoneId known = id.isEmpty() ? null : ZoneNames.find(id);
        return known == null ? described(line) : new CalendarZone.Known(known);
    }

    /** Whether the calendar itself describes the zone of the property otherwise than the zone database, at that time. */
    boolean disagree(CalendarLine line) {
        String id = idOf(line);
        CalendarTime.Digits digits = CalendarTime.Digits.of(line.value());
        CalendarZone described = described(line);
        ZoneId known = id.isEmpty() ? null : ZoneNames.find(id);
        if (digits == null || digits.time() == null || digits.offset() != null || described == null || known == null) {
            return false;
        }
        LocalDateTime local = digits.day().atTime(digits.time());
        return !described.at(local).isEqual(new CalendarZone.Known(known).at(local));
    }

    private static String shown(CalendarZone zone, CalendarLine line) {
        return switch (zone) {
            case CalendarZone.Known(ZoneId known) -> ZoneNames.shown(known);
            case CalendarZone.Described own -> idOf(line);
        };
    }

    private @Nullable CalendarZone described(CalendarLine line) {
        CalendarComponent zone = describing(line);
        return zone == null ? null : CalendarZone.Described.of(zone);
    }

    /** The description of the property's zone in the calendar; null for none. */
    @Nullable
    CalendarComponent describing(CalendarLine line) {
        boolean named = line.parameters().stream()
                .anyMatch(parameter -> parameter.name().equals("TZID")); // QUIRK: Exchange gives some the empty name
        for (CalendarComponent zone : named ? described : List.<CalendarComponent>of()) {
            if (zone.text("TZID").strip().equalsIgnoreCase(idOf(line))) {
                return zone;
            }
        }
        return null;
    }

    /** Its commas may be escaped, as they are where zones are described. */
    private static String idOf(CalendarLine line) {
        return CalendarLine.unescaped(line.parameter("TZID")).strip();
    }
}
