// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what makes an invitation look as if it came from someone else. It looks at domains, since assistants and rooms send
 * for others of their house; at addresses where anybody can get one at the domain. Its words hold nothing of the mail. Pure,
 * thread-safe.
 */
final class InvitationCheck {
    /** Services that send what their users invite to. */
    private static final Set<String> SERVICES = Set.of(
            "google.com",
            "zoom.us",
            "webex.com",
            "calendly.com",
            "cal.com",
            "doodle.com",
            "microsoft.com",
            "apple.com");

    /** Calendars of groups and rooms, and numbers that stand for users, as services give them addresses of their own. */
    private static final Set<String> CALENDARS = Set.of("calendar.google.com", "imip.me.com");

    /** Where two addresses say nothing of each other. */
    private static final Set<String> PUBLIC = Set.of(
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "hotmail.com",
            "live.com",
            "msn.com",
            "yahoo.com",
            "icloud.com",
            "me.com",
            "mac.com",
            "aol.com",
            "gmx.net",
            "gmx.de",
            "web.de",
            "mail.ru",
            "yandex.ru",
            "qq.com",
            "163.com",
            "proton.me",
            "protonmail.com");

    private InvitationCheck() {}

    static List<String> warnings(CalendarEvent event, InvitationReader.Mail mail) {
        List<EmailAddress> senders = addresses(mail.from());
        List<String> warnings = new ArrayList<>();
        if (senders.isEmpty()) {
            return warnings; // which is said elsewhere
        }
        EmailAddress sender = senders.get(0);
        if (event.isAnswer()) {
            EmailAddress who = event.attendees().isEmpty()
                    ? null
                    : event.attendees().get(0).address();
            if (who != null && !isOfOneHouse(sender, who)) {
                warnings.add("the answer to the invitation is given in another's name than the sender's");
            }
            return warnings;
        }
        EmailAddress organizer = organizer(event);
        boolean asks = switch (event.method()) {
            case REQUEST, ADD, CANCEL, DECLINECOUNTER -> true;
            case PUBLISH, REPLY, REFRESH, COUNTER -> false;
        };
        if (!asks || organizer == null) {
            return warnings;
        }
        if (mail.isOwn().test(organizer) && !mail.isOwn().test(sender)) {
            warnings.add("the invitation says that you organize it, but it was sent by someone else");
        } else if (!isSentBy(organizer, sender, mail)) {
            warnings.add("the organizer of the invitation is not the sender of the mail");
        }
        return warnings;
    }

    private static boolean isSentBy(EmailAddress organizer, EmailAddress sender, InvitationReader.Mail mail) {
        return isOfOneHouse(sender, organizer)
                || isWithin(sender.domain(), SERVICES)
                || isWithin(organizer.domain(), CALENDARS)
                || addresses(mail.replyTo()).stream().anyMatch(organizer::sameMailbox);
    }

    private static boolean isOfOneHouse(EmailAddress one, EmailAddress other) {
        if (one.sameMailboxIgnoringTag(other)) {
            return true;
        }
        String left = one.domain();
        String right = other.domain();
        boolean related = left.equals(right) || left.endsWith("." + right) || right.endsWith("." + left);
        return related && !PUBLIC.contains(left.toLowerCase(Locale.ROOT));
    }

    private static boolean isWithin(String domain, Set<String> domains) {
        return domains.stream().anyMatch(known -> domain.equals(known) || domain.endsWith("." + known));
    }

    private static @Nullable EmailAddress organizer(CalendarEvent event) {
        CalendarPerson organizer = event.organizer();
        return organizer == null ? null : organizer.address();
    }

    private static List<EmailAddress> addresses(List<String> texts) {
        return texts.stream()
                .map(EmailAddress::parseStrangers)
                .flatMap(Stream::ofNullable)
                .toList();
    }
}
