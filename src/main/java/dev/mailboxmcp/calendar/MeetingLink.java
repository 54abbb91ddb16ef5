// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The link by which one joins a meeting: a property of its own (RFC 7986 5.11), else the first link to a service for
 * meetings in what is written about it. Pure, thread-safe, linear in time.
 */
final class MeetingLink {
    private static final Pattern LINK = Pattern.compile(
            "https://((?:[A-Za-z0-9-]{1,63}\\.){1,6}[A-Za-z]{2,24})(?::[0-9]{1,5})?/[A-Za-z0-9._~:/?#@!$&'*+,;=%-]{1,500}");

    private static final Set<String> SERVICES = Set.of(
            "teams.microsoft.com",
            "teams.live.com",
            "teams.cloud.microsoft",
            "zoom.us",
            "zoomgov.com",
            "meet.google.com",
            "webex.com",
            "meet.jit.si",
            "whereby.com",
            "gotomeeting.com",
            "meet.goto.com",
            "bluejeans.com",
            "chime.aws",
            "facetime.apple.com");

    private MeetingLink() {}

    /** @return empty where there is none */
    static String of(CalendarComponent event) {
        Matcher conference = LINK.matcher(event.text("CONFERENCE").strip());
        if (conference.matches()) {
            return conference.group();
        }
        Matcher link = LINK.matcher(event.text("DESCRIPTION"));
        while (link.find()) {
            if (isMeeting(link.group(1))) {
                return link.group();
            }
        }
        return "";
    }

    private static boolean isMeeting(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return SERVICES.stream().anyMatch(service -> name.equals(service) || name.endsWith("." + service));
    }
}
