// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.calendar.InvitationReader;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mime.MailHeader;
import dev.mailboxmcp.mime.SenderCheck;
import dev.mailboxmcp.mime.TransferEncoding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calendar of one message, such as an invitation, which is fetched in one flight with the text. Not thread-safe.
 */
final class MessageCalendar {
    /** What a byte takes at most while it is read: a description may be HTML. */
    static final int EXPANSION = 64;

    private final MailHeader header;
    private final @Nullable CalendarPart part;
    private final SenderCheck senderCheck;
    private final Memory memory;
    private boolean fetched;
    private InvitationReader.@Nullable Read read;

    /**
     * @param senderCheck knows whose mail it is
     * @param memory for the calendar while it is read
     */
    MessageCalendar(ImapRead.Description description, SenderCheck senderCheck, Memory memory) {
        this.header = description.header();
        this.part = CalendarPart.of(description.message().structure);
        this.senderCheck = senderCheck;
        this.memory = memory;
    }

    /** What is to be fetched of a text, and the calendar unless it is there already. */
    List<TextSections.Wanted> besides(List<TextSections.Wanted> text) {
        CalendarPart wanted = fetched ? null : part;
        if (wanted == null
                || text.stream()
                        .anyMatch(leaf ->
                                leaf.part().number().equals(wanted.part().number()))) {
            return text;
        }
        List<TextSections.Wanted> both = new ArrayList<>(text);
        both.add(new TextSections.Wanted(wanted.part(), wanted.limitBytes()));
        return both;
    }

    /** Takes the part from what was fetched. Never fails for what is in it. */
    void take(FetchedMessage sections) {
        if (part == null || fetched) {
            return;
        }
        fetched = true;
        String number = part.part().number();
        byte[] content = sections.section(number);
        String encoding =
                sections.decoded.contains(number) ? "binary" : part.part().encoding();
        try (Memory.Lease lease = memory.take((long) content.length * EXPANSION)) {
            read = InvitationReader.read(
                    TransferEncoding.decode(content, encoding),
                    part.charset(),
                    part.part().parameter("method"),
                    part.inside() ? null : header,
                    senderCheck::isOwn);
        } catch (MailException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            read = null; // not known to happen; what a stranger wrote must not be able to break a call
        }
    }

    /** What was read; null where there is no calendar with an event. */
    InvitationReader.@Nullable Read read() {
        return read;
    }
}
