// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long something takes (RFC 5545 3.3.6): whole days, which may have 23 hours, and exact time. */
record CalendarDuration(int days, int seconds) {
    private static final Pattern FORM = Pattern.compile("\\+?P(?:([0-9]{1,4})W)?(?:([0-9]{1,5})D)?"
            + "(?:T(?:([0-9]{1,5})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,8})S)?)?");

    /** @return null where it is none, or a negative one */
    static @Nullable CalendarDuration of(String value) {
        Matcher form = FORM.matcher(value.strip());
        return form.matches()
                ? new CalendarDuration(
                        number(form, 1) * 7 + number(form, 2),
                        number(form, 3) * 3600 + number(form, 4) * 60 + number(form, 5))
                : null;
    }

    private static int number(Matcher form, int group) {
        return form.group(group) == null ? 0 : Integer.parseInt(form.group(group));
    }
}
