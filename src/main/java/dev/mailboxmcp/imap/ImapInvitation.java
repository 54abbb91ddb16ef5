// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.calendar.InvitationAnswer;
import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.Invitation;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.Rsvp;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.MailHeader;
import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.mime.OutgoingCalendar;
import dev.mailboxmcp.mime.SenderCheck;
import dev.mailboxmcp.mime.TransferEncoding;
import java.io.IOException;
import java.util.List;

/** Fetches the invitation in a mail and makes the answer to it, in two round trips. */
public final class ImapInvitation {
    private static final int MAX_REFERENCES = 100;

    private ImapInvitation() {}

    /**
     * An answer that is not sent yet.
     *
     * @param draft to the organizer alone
     * @param calendar the same answer for the organizer's calendar
     * @param event that is answered
     */
    public record Prepared(Draft draft, OutgoingCalendar calendar, Invitation event) {}

    /**
     * Answers the calendar that {@link ImapRead} shows of the mail.
     *
     * @param own the addresses that the user may answer as
     * @param memory for the calendar while it is read
     * @throws MailException {@link MailFailure.InvalidArgument} where there is nothing to answer
     */
    public static Prepared answer(
            ImapConnection connection,
            MessageRef ref,
            Rsvp rsvp,
            List<EmailAddress> own,
            SenderCheck senderCheck,
            Memory memory)
            throws IOException {
        ImapRead.Description description = ImapRead.describe(connection, ref, HeaderRequest.mail(senderCheck));
        CalendarPart part = CalendarPart.of(description.message().structure);
        if (part == null) {
            throw InvitationAnswer.refused("it holds no calendar");
        }
        if (part.inside()) {
            throw InvitationAnswer.refused("the invitation is in a mail that is attached to this one");
        }
        if (part.part().sizeBytes() > CalendarPart.MAX_BYTES) {
            throw InvitationAnswer.refused("its calendar is longer than what is read of one");
        }
        FetchedMessage fetched = new TextSections(connection, description.message().uid)
                .fetch(List.of(new TextSections.Wanted(part.part(), part.limitBytes())));
        InvitationAnswer answer = answer(part, fetched, rsvp, own, memory);
        return new Prepared(draft(answer, description.header(), rsvp), answer.calendar(), answer.event());
    }

    private static Draft draft(InvitationAnswer answer, MailHeader header, Rsvp rsvp) {
        MessageId invitation = MessageId.of(header.messageId());
        return new Draft(
                answer.attendee().wire(),
                List.of(answer.organizer().wire()),
                List.of(),
                List.of(),
                null,
                answer.subject(),
                answer.text(),
                null,
                invitation == null ? null : invitation.value(),
                invitation == null ? List.of() : header.references(MAX_REFERENCES),
                rsvp.idempotencyKey());
    }

    private static InvitationAnswer answer(
            CalendarPart part, FetchedMessage fetched, Rsvp rsvp, List<EmailAddress> own, Memory memory) {
        String number = part.part().number();
        byte[] content = fetched.section(number);
        String encoding =
                fetched.decoded.contains(number) ? "binary" : part.part().encoding();
        try (Memory.Lease lease = memory.take((long) content.length * MessageCalendar.EXPANSION)) {
            return InvitationAnswer.of(
                    TransferEncoding.decode(content, encoding),
                    part.charset(),
                    part.part().parameter("method"),
                    rsvp,
                    own);
        } catch (MailException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw InvitationAnswer.refused("its calendar cannot be read"); // not known to happen
        }
    }
}
