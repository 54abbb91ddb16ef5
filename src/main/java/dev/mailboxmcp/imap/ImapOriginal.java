// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.OriginalMessage;
import dev.mailboxmcp.mime.AddressList;
import dev.mailboxmcp.mime.MailHeader;
import dev.mailboxmcp.mime.SenderCheck;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fetches what a reply or a forward needs of the mail that it is of, in two round trips. */
public final class ImapOriginal {
    private static final int MAX_QUOTED_CHARS = 64 * 1024;
    private static final int MAX_FORWARDED_CHARS = 1_000_000;
    private static final int MAX_REFERENCES = 100;

    private static final Pattern MAILTO =
            Pattern.compile("<\\s*mailto:([^<>?%\\s]{1,320})(?:\\?[^<>]*)?>", Pattern.CASE_INSENSITIVE);

    private ImapOriginal() {}

    /**
     * The mail as {@link ImapRead} shows it, so that no answer goes to an address that nobody was shown.
     *
     * @param senderCheck as for reading
     * @param memory for the text while it is read
     * @throws MailException if there is no such folder or mail, or the folder was recreated since
     */
    public static OriginalMessage fetch(
            ImapConnection connection, MessageRef ref, SenderCheck senderCheck, Memory memory) throws IOException {
        return fetch(connection, ref, MAX_QUOTED_CHARS, senderCheck, memory);
    }

    /** The same with as much of the text as a mail that passes it on may have. */
    public static OriginalMessage fetchToForward(
            ImapConnection connection, MessageRef ref, SenderCheck senderCheck, Memory memory) throws IOException {
        return fetch(connection, ref, MAX_FORWARDED_CHARS, senderCheck, memory);
    }

    private static OriginalMessage fetch(
            ImapConnection connection, MessageRef ref, int maxChars, SenderCheck senderCheck, Memory memory)
            throws IOException {
        ImapRead.Description description = ImapRead.describe(connection, ref, HeaderRequest.mail(senderCheck));
        MailHeader header = description.header();
        MessageText text = MessageText.fetch(
                connection,
                description,
                PartChoice.ofCoveringText(description.message().structure),
                new MessageCalendar(description, senderCheck, memory),
                maxChars,
                memory);
        TextPiece piece = TextPiece.of(text.text(), 0, maxChars);
        MessageTime time = description.time();
        AddressList authors = header.authors();
        return new OriginalMessage(
                header.extent() == MailHeader.Extent.WHOLE,
                header.messageId(),
                header.references(MAX_REFERENCES),
                header.inReplyTo().isEmpty() ? null : header.inReplyTo(),
                authors.addresses(),
                header.replyTo().addresses(),
                header.to().addresses(),
                header.cc().addresses(),
                header.mailFollowupTo().addresses(),
                header.has("list-id") || header.has("list-post"),
                listPost(header.value("list-post")),
                header.subject(),
                time.isArrival() ? null : time.date(),
                piece.text(),
                piece.nextOffset() != null
                        || !text.complete()
                        || text.warnings().contains(TextSections.NOT_GIVEN));
    }

    /**
     * The same mail, with the UIDVALIDITY of the folder that is open since it was fetched: whatever is done to it later is
     * done to no other mail, should the folder be made anew meanwhile.
     */
    public static MessageRef pinned(ImapConnection connection, MessageRef ref) throws IOException {
        long seen = ImapSelection.require(connection, ref.folder(), ref.uidValidity())
                .uidValidity();
        return seen == 0 ? ref : new MessageRef(ref.folder(), seen, ref.uid());
    }

    /** RFC 2369 3.4. Null for an address that is written in escapes too: rather none than another one. */
    private static @Nullable String listPost(String value) {
        Matcher address = MAILTO.matcher(value);
        return address.find() ? address.group(1) : null;
    }
}
