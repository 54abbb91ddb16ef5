// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import dev.mailboxmcp.mail.Invitation;
import dev.mailboxmcp.mime.EmailAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which version of which event a calendar is about (RFC 5546 2.1.4, 2.1.5). Immutable.
 *
 * @param uid of the event; never empty
 * @param date of a series that it is about, as it is written; empty for the whole
 * @param organizer who makes versions of it
 * @param stamp when it was made; empty where that is not written as the standard has it
 */
public record EventVersion(
        String uid, String date, EmailAddress organizer, Invitation.Method method, int sequence, String stamp) {
    private static final Pattern STAMP = Pattern.compile("\\d{8}T\\d{6}Z");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@._{}-]{8,60}");

    /**
     * @param calendar without its transfer encoding
     * @param charset as the part declares it; null for none
     * @param methodOfPart as the part declares it; empty for none
     * @return null where the calendar says too little to be compared
     */
    public static @Nullable EventVersion of(byte[] calendar, @Nullable String charset, String methodOfPart) {
        CalendarReader.Found found = CalendarReader.find(calendar, charset);
        CalendarEvent event = CalendarReader.read(calendar, charset, methodOfPart);
        CalendarPerson host = event == null ? null : event.organizer();
        EmailAddress organizer = host == null ? null : host.address();
        String uid = found == null ? "" : found.event().text("UID").strip();
        if (found == null || event == null || organizer == null || uid.isEmpty()) {
            return null;
        }
        String stamp = found.event().text("DTSTAMP").strip();
        return new EventVersion(
                uid,
                found.event().text("RECURRENCE-ID").strip(),
                organizer,
                event.method(),
                CalendarReader.sequence(found.event()),
                STAMP.matcher(stamp).matches() ? stamp : "");
    }

    /** A text that every calendar of this event holds in one line, to look for; empty where there is none. */
    public String trace() {
        Matcher start = PLAIN.matcher(uid); // lines are folded behind 75 bytes
        return start.lookingAt() ? start.group() : "";
    }

    /**
     * Whether this takes the place of an older version: the organizer changed or cancelled that event. One that was sent again
     * without a change of its number is answered as well as the older one.
     */
    public boolean supersedes(EventVersion older) {
        boolean same = uid.equals(older.uid) && organizer.sameMailbox(older.organizer);
        return same
                && switch (method) {
                    case REQUEST -> date.equals(older.date) && sequence > older.sequence;
                    case CANCEL ->
                        (date.isEmpty() || date.equals(older.date))
                                && (sequence > older.sequence || sequence == older.sequence && !isStampedBefore(older));
                    case PUBLISH, REPLY, ADD, COUNTER, REFRESH, DECLINECOUNTER -> false;
                };
    }

    private boolean isStampedBefore(EventVersion other) {
        return !stamp.isEmpty() && !other.stamp.isEmpty() && stamp.compareTo(other.stamp) < 0;
    }
}
