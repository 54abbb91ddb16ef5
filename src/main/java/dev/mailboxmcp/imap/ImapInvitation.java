// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.calendar.EventVersion;
import dev.mailboxmcp.calendar.InvitationAnswer;
import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.FolderPath;
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
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the invitation in a mail, looks whether its organizer changed or cancelled it since, as later mails say, and makes
 * the answer to it: three round trips, and some more where there are later mails about the event.
 */
public final class ImapInvitation {
    private static final int MAX_REFERENCES = 100;
    private static final int MAX_LATER = 3;
    private static final String LOOKING = "looking for later versions of the invitation";

    private ImapInvitation() {}

    /**
     * An answer that is not sent yet.
     *
     * @param draft to the organizer alone
     * @param calendar the same answer for the organizer's calendar
     * @param event that is answered
     * @param wholeSeries whether it repeats, and all its dates are answered
     * @param mail that holds the invitation, of the folder as it was when it was read
     */
    public record Prepared(
            Draft draft, OutgoingCalendar calendar, Invitation event, boolean wholeSeries, MessageRef mail) {}

    /**
     * Answers the calendar that {@link ImapRead} shows of the mail.
     *
     * @param own the addresses that the user may answer as
     * @param memory for the calendar while it is read
     * @throws MailException {@link MailFailure.InvalidArgument} where there is nothing to answer;
     *     {@link MailFailure.Conflict} where a later mail says that its organizer changed or cancelled the event
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
        FetchedMessage fetched = fetch(connection, description, part);
        InvitationAnswer answer = read(
                part,
                fetched,
                memory,
                calendar -> InvitationAnswer.of(
                        calendar, part.charset(), part.part().parameter("method"), rsvp, own));
        EventVersion version = version(part, fetched, memory);
        MessageRef mail = ImapOriginal.pinned(connection, ref);
        if (version != null) {
            requireNewest(connection, mail, description, version, memory);
        }
        return new Prepared(
                draft(answer, description.header(), rsvp),
                answer.calendar(),
                answer.event(),
                answer.wholeSeries(),
                mail);
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

    private static FetchedMessage fetch(ImapConnection connection, ImapRead.Description description, CalendarPart part)
            throws IOException {
        return new TextSections(connection, description.message().uid)
                .fetch(List.of(new TextSections.Wanted(part.part(), part.limitBytes())));
    }

    private static @Nullable EventVersion version(CalendarPart part, FetchedMessage fetched, Memory memory) {
        return read(
                part,
                fetched,
                memory,
                calendar ->
                        EventVersion.of(calendar, part.charset(), part.part().parameter("method")));
    }

    /**
     * Looks in the folder of the invitation and in INBOX for what its sender or its organizer sent since. A server that finds
     * nothing, or does not search so, keeps no answer back; nor does a mail that cannot be read.
     *
     * @throws MailException if the server is in trouble just now: an answer to what was cancelled can wait
     */
    private static void requireNewest(
            ImapConnection connection,
            MessageRef ref,
            ImapRead.Description description,
            EventVersion version,
            Memory memory)
            throws IOException {
        OffsetDateTime received = description.message().received;
        if (received == null || version.trace().isEmpty()) {
            return;
        }
        List<EmailAddress> senders = senders(description.header(), version);
        List<FolderFlight.Question> questions = new ArrayList<>();
        for (FolderPath folder :
                FolderName.isInbox(ref.folder()) ? List.of(ref.folder()) : List.of(ref.folder(), FolderPath.INBOX)) {
            questions.add(new FolderFlight.Question(folder, List.of(search(senders, version, received))));
        }
        for (FolderFlight.Reply reply : FolderFlight.ask(connection, LOOKING, ResponseLimits.SEARCH, questions)) {
            OpenFolder opened = reply.opened();
            if (opened == null) {
                reply.opening().requireServed(LOOKING);
                continue;
            }
            ImapAnswer later = reply.answers().getFirst();
            later.requireServed(LOOKING);
            if (!later.isOk()) {
                continue;
            }
            List<Long> uids = SearchAnswer.read(later).numbers().highestBelow(NumberSet.MAX + 1, MAX_LATER + 1);
            for (long uid : uids) {
                MessageRef other = new MessageRef(reply.folder(), opened.uidValidity(), uid);
                if (!other.equals(ref)) {
                    requireOlder(connection, other, senders, version, memory);
                }
            }
        }
    }

    /** Who may say something of the event: whoever sent the invitation, and its organizer. */
    private static List<EmailAddress> senders(MailHeader header, EventVersion version) {
        List<EmailAddress> senders = new ArrayList<>(List.of(version.organizer()));
        authors(header)
                .filter(author -> !author.sameMailbox(version.organizer()))
                .findFirst()
                .ifPresent(senders::add);
        return senders;
    }

    private static Stream<EmailAddress> authors(MailHeader header) {
        return header.authors().addresses().stream().map(EmailAddress::of).flatMap(Stream::ofNullable);
    }

    private static ImapCommand search(List<EmailAddress> senders, EventVersion version, OffsetDateTime received) {
        ImapCommand command = ImapCommand.of(
                "UID SEARCH", "SINCE " + SearchKeys.day(received.toLocalDate().minusDays(1)));
        if (senders.size() > 1) {
            command.raw("OR");
        }
        senders.forEach(sender -> command.raw("FROM").string(sender.wire()));
        return command.raw("BODY").string(version.trace());
    }

    private static void requireOlder(
            ImapConnection connection, MessageRef ref, List<EmailAddress> senders, EventVersion version, Memory memory)
            throws IOException {
        EventVersion other = said(connection, ref, senders, memory);
        if (other != null && other.supersedes(version)) {
            boolean cancelled = other.method() == Invitation.Method.CANCEL;
            throw new MailException(new MailFailure.Conflict("nothing was sent: a mail says that the organizer "
                    + (cancelled ? "cancelled this event" : "changed this event since") + ", that with uid "
                    + ref.uid() + " in " + ref.folder().value() + ". Read it"
                    + (cancelled ? "" : " and answer it instead")));
        }
    }

    /**
     * What a mail says of an event, be it true or not; null where it says nothing, is gone, cannot be read, or is by anybody
     * but these: servers find parts of addresses too.
     */
    private static @Nullable EventVersion said(
            ImapConnection connection, MessageRef ref, List<EmailAddress> senders, Memory memory) throws IOException {
        try {
            ImapRead.Description description = ImapRead.describe(connection, ref, HeaderRequest.ROW);
            CalendarPart part = CalendarPart.of(description.message().structure);
            boolean theirs = authors(description.header())
                    .anyMatch(author -> senders.stream().anyMatch(author::sameMailbox));
            return part == null || part.inside() || !theirs
                    ? null
                    : version(part, fetch(connection, description, part), memory);
        } catch (MailException e) {
            return null;
        }
    }

    @FunctionalInterface
    private interface Reader<T extends @Nullable Object> {
        T read(byte[] calendar);
    }

    private static <T extends @Nullable Object> T read(
            CalendarPart part, FetchedMessage fetched, Memory memory, Reader<T> reader) {
        String number = part.part().number();
        byte[] content = fetched.section(number);
        String encoding =
                fetched.decoded.contains(number) ? "binary" : part.part().encoding();
        try (Memory.Lease lease = memory.take((long) content.length * MessageCalendar.EXPANSION)) {
            return reader.read(TransferEncoding.decode(content, encoding));
        } catch (MailException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw InvitationAnswer.refused("its calendar cannot be read"); // not known to happen
        }
    }
}
