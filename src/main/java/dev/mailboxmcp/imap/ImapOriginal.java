// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.OriginalMessage;
import dev.mailboxmcp.mime.AddressText;
import dev.mailboxmcp.mime.HeaderText;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fetches what a reply needs of the mail it answers, in two round trips. */
public final class ImapOriginal {
    private static final String FIELDS = "REPLY-TO REFERENCES MAIL-FOLLOWUP-TO LIST-ID LIST-POST";
    private static final int MAX_QUOTED_CHARS = 64 * 1024;
    private static final int MAX_REFERENCES = 100;
    private static final int MAX_ADDRESSES_BYTES = 8 * 1024;
    private static final int MAX_NAME = 200;

    private static final Pattern MAILTO =
            Pattern.compile("<\\s*mailto:([^<>?%\\s]{1,320})(?:\\?[^<>]*)?>", Pattern.CASE_INSENSITIVE);

    private ImapOriginal() {}

    /**
     * @param memory for the text while it is read
     * @throws MailException if there is no such folder or mail, or the folder was recreated since
     */
    public static OriginalMessage fetch(ImapConnection connection, MessageRef ref, Memory memory) throws IOException {
        FetchedMessage message = ImapRead.describe(connection, ref, FIELDS);
        MessageText text =
                MessageText.fetch(connection, message, PartChoice.of(message.structure), MAX_QUOTED_CHARS, memory);
        Envelope envelope = message.envelope == null ? Envelope.NONE : message.envelope;
        HeaderFields header = new HeaderFields(message.section("HEADER"));
        return new OriginalMessage(
                envelope.messageId(),
                header.messageIds("references", MAX_REFERENCES),
                envelope.inReplyTo().isEmpty() ? null : envelope.inReplyTo(),
                envelope.from(),
                header.has("reply-to") ? envelope.replyTo() : List.of(), // servers repeat From where there is none
                envelope.to(),
                envelope.cc(),
                addresses(header.value("mail-followup-to")),
                header.has("list-id") || header.has("list-post"),
                listPost(header.value("list-post")),
                envelope.subject(),
                envelope.date(),
                TextPiece.of(text.text(), 0, MAX_QUOTED_CHARS).text());
    }

    /** RFC 2369 3.4. Null for an address that is written in escapes too: rather none than another one. */
    private static @Nullable String listPost(byte[] value) {
        Matcher address = MAILTO.matcher(new String(value, StandardCharsets.US_ASCII));
        return address.find() ? address.group(1) : null;
    }

    /** Of a field the mail server does not parse for us; empty where it cannot be read. */
    private static List<String> addresses(byte[] value) {
        if (value.length > MAX_ADDRESSES_BYTES) {
            return List.of();
        }
        List<String> addresses = new ArrayList<>();
        try {
            for (InternetAddress address :
                    InternetAddress.parseHeader(new String(value, StandardCharsets.UTF_8), false)) {
                String spec = address.getAddress() == null ? "" : address.getAddress();
                int at = spec.lastIndexOf('@');
                if (at > 0) {
                    String name = address.getPersonal() == null ? "" : address.getPersonal();
                    addresses.add(AddressText.format(
                            HeaderText.decode(name.getBytes(StandardCharsets.UTF_8), MAX_NAME),
                            spec.substring(0, at),
                            spec.substring(at + 1)));
                }
            }
        } catch (AddressException | RuntimeException e) {
            return List.of(); // then the answer goes where it would go without the field
        }
        return addresses;
    }
}
