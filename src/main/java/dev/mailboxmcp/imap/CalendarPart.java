// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The part of a message that holds a calendar, such as an invitation.
 *
 * @param inside whether it lies in a message inside the message
 */
record CalendarPart(BodyStructure part, boolean inside) {
    /** Encoded, of which 256 kB and a little are left. */
    static final int MAX_BYTES = 360 * 1024;

    private static final int SLACK_BYTES = 4 * 1024;
    private static final int BEST = 6;

    /**
     * The one that the mail is about: of the mail itself rather than of one inside it, of several forms the one that says
     * what it wants, and a file only where there is no other, and if it is small. A mail that
     * comes back is not what the report is about.
     *
     * @return null for none
     */
    static @Nullable CalendarPart of(@Nullable BodyStructure structure) {
        return structure == null ? null : better(null, structure, false);
    }

    private static @Nullable CalendarPart better(@Nullable CalendarPart best, BodyStructure part, boolean inside) {
        int rank = best == null ? 0 : best.rank();
        if (part.parts().isEmpty()) {
            CalendarPart candidate = new CalendarPart(part, inside);
            return candidate.rank() > rank ? candidate : best;
        }
        CalendarPart found = best;
        for (BodyStructure child : rank == BEST ? List.<BodyStructure>of() : part.parts()) {
            boolean returned = part.type().equals("multipart/report") && child.isMessage();
            found = returned ? found : better(found, child, inside || part.isMessage());
        }
        return found;
    }

    /** 0 where it is no calendar. */
    private int rank() {
        int outside = inside ? 0 : 3;
        if (part.type().equals("text/calendar")) {
            return (part.parameter("method").isEmpty() ? 2 : 3) + outside;
        }
        return isCalendar(part) && part.sizeBytes() <= MAX_BYTES ? 1 + outside : 0;
    }

    /** Whether it is one by its type or its name. */
    static boolean isCalendar(BodyStructure part) {
        String name = part.fileName(null).toLowerCase(Locale.ROOT);
        return part.type().equals("text/calendar")
                || part.type().equals("application/ics")
                || part.type().equals("text/x-vcalendar")
                || name.endsWith(".ics")
                || name.endsWith(".vcs");
    }

    /** How much of it is fetched; some servers guess the size, so a little more is asked for. */
    int limitBytes() {
        return (int) Math.min(MAX_BYTES, part.sizeBytes() + part.sizeBytes() / 4 + SLACK_BYTES);
    }

    /** Null where it declares none. */
    @Nullable
    String charset() {
        String charset = part.parameter("charset");
        return charset.isEmpty() ? null : charset;
    }
}
