// SPDX-License-Identifier: MIT
package dev.mailboxmcp.calendar;

import dev.mailboxmcp.mail.Invitation;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Rsvp;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.OutgoingCalendar;
import dev.mailboxmcp.text.TextCleaner;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an invitation, by the mail that carries it (RFC 5546 3.2.3, RFC 6047). Immutable.
 *
 * @param organizer the only one who gets it
 * @param attendee who answers: the user's own address
 * @param text for people, as the calendar is for programs
 * @param event that is answered, with what is answered as the user's status
 * @param wholeSeries whether the event repeats, and the answer is for all its dates
 */
public record InvitationAnswer(
        EmailAddress organizer,
        EmailAddress attendee,
        String subject,
        String text,
        OutgoingCalendar calendar,
        Invitation event,
        boolean wholeSeries) {
    private static final int MAX_SUMMARY = 300;

    /**
     * Answers the invitation that a calendar is.
     *
     * @param calendar without its transfer encoding
     * @param charset as the part declares it; null for none
     * @param methodOfPart as the part declares it; empty for none
     * @param own the addresses that the user may answer as
     * @throws MailException {@link MailFailure.InvalidArgument} where it is no invitation to the user, or its answer could
     *     not be told apart from another's
     */
    public static InvitationAnswer of(
            byte[] calendar, @Nullable String charset, String methodOfPart, Rsvp rsvp, List<EmailAddress> own) {
        if (calendar.length > CalendarLines.MAX_BYTES) {
            throw refused("its calendar is longer than what is read of one");
        }
        CalendarReader.Found found = CalendarReader.find(calendar, charset);
        CalendarEvent event = CalendarReader.read(calendar, charset, methodOfPart);
        if (found == null || event == null) {
            throw refused("it holds no event");
        }
        requireInvitation(event, found, methodOfPart);
        CalendarPerson host = event.organizer();
        EmailAddress organizer = host == null ? null : host.address();
        if (organizer == null || found.event().all("ORGANIZER").size() != 1) {
            throw refused("it names no organizer with one mail address, who would get the answer");
        }
        if (own.stream().anyMatch(organizer::sameMailboxIgnoringTag)) {
            throw refused("the user organizes this event");
        }
        Invited invited = invited(found.event(), own);
        OutgoingCalendar reply = ReplyCalendar.of(found, organizer, invited.line(), invited.address(), rsvp);
        String summary =
                TextCleaner.line(found.event().text("SUMMARY"), MAX_SUMMARY).strip();
        String title = word(rsvp.answer()) + ": " + (summary.isEmpty() ? "(without a title)" : summary);
        return new InvitationAnswer(
                organizer,
                invited.own(),
                title,
                CalendarText.ofReply(title, event, rsvp.comment()),
                reply,
                InvitationReader.invitation(event, status(rsvp.answer())),
                !event.recurrence().isEmpty() && found.event().first("RECURRENCE-ID") == null);
    }

    private static void requireInvitation(CalendarEvent event, CalendarReader.Found found, String methodOfPart) {
        boolean asks = event.method() == Invitation.Method.REQUEST
                && (methodOfPart.isBlank() || methodOfPart.strip().equalsIgnoreCase(Invitation.Method.REQUEST.name()));
        if (!asks) {
            throw refused("its calendar asks for no answer (METHOD is not REQUEST)");
        }
        if (!event.kind().equals("VEVENT")) {
            throw refused("its calendar holds no event, but another thing (" + event.kind() + ")");
        }
        if (event.cancelled()) {
            throw refused("the event is cancelled");
        }
        if (CalendarReader.holdsVersions(event)) {
            throw refused("its calendar holds several versions of the event");
        }
        if (event.moreEvents() > 0
                || found.event().first("RECURRENCE-ID") != null
                        && found.events().size() > 1) {
            throw refused("its calendar holds several events");
        }
    }

    /**
     * Who is asked.
     *
     * @param address as it is invited, perhaps with a tag
     * @param own the same as the user sends by it
     */
    private record Invited(CalendarLine line, EmailAddress address, EmailAddress own) {}

    private static Invited invited(CalendarComponent event, List<EmailAddress> own) {
        Invited invited = invited(event, own, EmailAddress::sameMailbox);
        if (invited == null) {
            invited = invited(event, own, EmailAddress::sameMailboxIgnoringTag);
        }
        if (invited == null) {
            throw refused(
                    "none of the user's addresses is among those invited, and who comes uninvited is not announced."
                            + " An ordinary reply can be written to its sender");
        }
        return invited;
    }

    private static @Nullable Invited invited(
            CalendarComponent event, List<EmailAddress> own, BiPredicate<EmailAddress, EmailAddress> same) {
        for (CalendarLine line : event.all("ATTENDEE")) {
            EmailAddress address = CalendarPerson.of(line).address();
            for (EmailAddress user : own) {
                if (address != null && same.test(address, user)) {
                    return new Invited(line, address, user);
                }
            }
        }
        return null;
    }

    private static String word(Rsvp.Attendance answer) {
        return switch (answer) {
            case ACCEPT -> "Accepted";
            case DECLINE -> "Declined";
            case TENTATIVE -> "Tentative";
        };
    }

    /** What the attendee's status becomes. */
    static Invitation.Status status(Rsvp.Attendance answer) {
        return switch (answer) {
            case ACCEPT -> Invitation.Status.ACCEPTED;
            case DECLINE -> Invitation.Status.DECLINED;
            case TENTATIVE -> Invitation.Status.TENTATIVE;
        };
    }

    /** @param why what is the matter with the mail */
    public static MailException refused(String why) {
        return new MailException(new MailFailure.InvalidArgument(
                "uid", "must name an invitation that can be answered; nothing was sent, since " + why + "."));
    }
}
