// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns a calendar's times of day into moments. Immutable; the time it takes does not depend on how far off a time lies.
 */
sealed interface CalendarZone {
    /**
     * The moment that a time of day means. Where clocks are put forward over it, the offset from before counts; where they
     * are put back and it comes twice, it is the first time (RFC 5545 3.3.5).
     */
    OffsetDateTime at(LocalDateTime local);

    /** What clocks show at the moment. */
    OffsetDateTime at(Instant moment);

    /** One of the zone database. */
    record Known(ZoneId zone) implements CalendarZone {
        @Override
        public OffsetDateTime at(LocalDateTime local) {
            return local.atZone(zone).toOffsetDateTime();
        }

        @Override
        public OffsetDateTime at(Instant moment) {
            return moment.atZone(zone).toOffsetDateTime();
        }
    }

    /**
     * One that the calendar describes itself (RFC 5545 3.6.5).
     *
     * @param observances at least one
     */
    record Described(List<CalendarObservance> observances) implements CalendarZone {
        private static final int MAX_OBSERVANCES = 200;

        public Described {
            observances = List.copyOf(observances);
        }

        static @Nullable Described of(CalendarComponent timeZone) {
            List<CalendarObservance> observances = new ArrayList<>();
            for (CalendarComponent part : timeZone.parts()) {
                CalendarObservance observance = CalendarObservance.of(part);
                if (observance != null && observances.size() < MAX_OBSERVANCES) {
                    observances.add(observance);
                }
            }
            return observances.isEmpty() ? null : new Described(observances);
        }

        @Override
        public OffsetDateTime at(LocalDateTime local) {
            return local.atOffset(offset(local));
        }

        @Override
        public OffsetDateTime at(Instant moment) {
            ZoneOffset near = offset(LocalDateTime.ofInstant(moment, ZoneOffset.UTC));
            return moment.atOffset(offset(LocalDateTime.ofInstant(moment, near)));
        }

        private ZoneOffset offset(LocalDateTime local) {
            CalendarObservance latest = null;
            LocalDateTime latestOnset = LocalDateTime.MIN;
            for (CalendarObservance observance : observances) {
                LocalDateTime onset = observance.lastOnset(local);
                if (onset != null && !onset.isBefore(latestOnset)) {
                    latest = observance;
                    latestOnset = onset;
                }
            }
            if (latest == null) {
                return first().from();
            }
            return local.isBefore(latestOnset.plusSeconds(latest.skippedSeconds())) ? latest.from() : latest.to();
        }

        /** The one before which nothing is described. */
        private CalendarObservance first() {
            CalendarObservance first = observances.get(0);
            for (CalendarObservance observance : observances) {
                if (observance.start().isBefore(first.start())) {
                    first = observance;
                }
            }
            return first;
        }
    }
}
