// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import dev.mailboxmcp.mime.AddressList;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.MailHeader;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
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

    private final CalendarEvent event;
    private final List<EmailAddress> replyTo;
    private final @Nullable EmailAddress sender;
    private final @Nullable EmailAddress organizer;
    private final Predicate<EmailAddress> isOwn;

    /** @param header of the mail that it came with */
    InvitationCheck(CalendarEvent event, MailHeader header, Predicate<EmailAddress> isOwn) {
        List<EmailAddress> authors = addresses(header.authors());
        this.event = event;
        this.replyTo = addresses(header.replyTo());
        this.sender = authors.isEmpty() ? null : authors.get(0);
        this.organizer = event.organizer() == null ? null : event.organizer().address();
        this.isOwn = isOwn;
    }

    /** Whether a service sent it for its organizer, who gets the answers to the mail. */
    boolean isByService() {
        EmailAddress host = organizer;
        return host != null
                && sender != null
                && isWithin(sender.domain(), SERVICES)
                && replyTo.stream().allMatch(host::sameMailbox);
    }

    List<String> warnings() {
        if (sender == null) {
            return List.of(); // which is said elsewhere
        }
        return switch (event.method()) {
            case REPLY, COUNTER, REFRESH -> ofAnswer(sender);
            case REQUEST, ADD, CANCEL, DECLINECOUNTER -> ofOrganizer(sender);
            case PUBLISH -> List.of();
        };
    }

    private List<String> ofAnswer(EmailAddress from) {
        EmailAddress who =
                event.attendees().isEmpty() ? null : event.attendees().get(0).address();
        return who == null || isOfOneHouse(from, who)
                ? List.of()
                : List.of("the answer to the invitation is given in another's name than the sender's");
    }

    private List<String> ofOrganizer(EmailAddress from) {
        EmailAddress host = organizer;
        if (host == null) {
            return List.of();
        }
        if (isOwn.test(host) && !isOwn.test(from)) {
            return List.of("the invitation says that you organize it, but it was sent by someone else");
        }
        boolean expected = isOfOneHouse(from, host)
                || isWithin(from.domain(), SERVICES)
                || isWithin(host.domain(), CALENDARS)
                || replyTo.stream().anyMatch(host::sameMailbox);
        return expected ? List.of() : List.of("the organizer of the invitation is not the sender of the mail");
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

    /** Whether a service gives out addresses at the domain that stand for others. */
    static boolean namesByNumber(String domain) {
        return isWithin(domain.toLowerCase(Locale.ROOT), CALENDARS);
    }

    private static boolean isWithin(String domain, Set<String> domains) {
        return domains.stream().anyMatch(known -> domain.equals(known) || domain.endsWith("." + known));
    }

    private static List<EmailAddress> addresses(AddressList list) {
        return list.addresses().stream()
                .map(EmailAddress::of)
                .flatMap(Stream::ofNullable)
                .toList();
    }
}
