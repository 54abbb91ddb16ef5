// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mime.AddressText;
import dev.mailboxmcp.mime.HeaderText;
import dev.mailboxmcp.mime.MessageDate;
import dev.mailboxmcp.text.TextCleaner;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ENVELOPE of a message (RFC 9051 7.5.2): header fields as the mail server parsed them, here decoded and cleaned.
 *
 * @param date null where the mail has none that can be read
 * @param inReplyTo as it stands in the mail, on one line; empty for none
 * @param messageId as it stands in the mail, on one line; empty for none
 */
record Envelope(
        @Nullable OffsetDateTime date,
        String subject,
        List<String> from,
        List<String> replyTo,
        List<String> to,
        List<String> cc,
        List<String> bcc,
        String inReplyTo,
        String messageId) {
    /** Of a mail whose envelope could not be had. */
    static final Envelope NONE = new Envelope(null, "", List.of(), List.of(), List.of(), List.of(), List.of(), "", "");

    private static final Set<String> PLACEHOLDERS = Set.of("MISSING_MAILBOX", "MISSING_DOMAIN", "unspecified-domain");
    private static final int MAX_SUBJECT = 500;
    private static final int MAX_NAME = 200;
    private static final int MAX_ID = 998;
    private static final int MAX_ADDRESSES = 200;

    /**
     * @param warnings are told what was left out
     * @return null where the server gave NIL
     */
    static @Nullable Envelope read(ResponseReader in, List<String> warnings) throws ProtocolViolation {
        return read(in, warnings, true);
    }

    /** As {@link #read(ResponseReader, List)}, without what no list shows: the other addresses, and the ids. */
    static @Nullable Envelope readRow(ResponseReader in, List<String> warnings) throws ProtocolViolation {
        return read(in, warnings, false);
    }

    private static @Nullable Envelope read(ResponseReader in, List<String> warnings, boolean whole)
            throws ProtocolViolation {
        if (!in.take('(')) {
            in.skipValue();
            return null;
        }
        byte[] date = in.string();
        byte[] subject = in.string();
        List<String> from = addresses(in, warnings);
        in.skipValue(); // sender
        List<String> replyTo = whole ? addresses(in, warnings) : skipped(in);
        List<String> to = addresses(in, warnings);
        List<String> cc = whole ? addresses(in, warnings) : skipped(in);
        List<String> bcc = whole ? addresses(in, new ArrayList<>()) : skipped(in); // nobody is shown a warning about it
        byte[] inReplyTo = whole ? in.string() : null;
        byte[] messageId = whole ? in.string() : null;
        in.skipToListEnd();
        return new Envelope(
                date == null ? null : MessageDate.parse(new String(date, StandardCharsets.ISO_8859_1)),
                text(subject, MAX_SUBJECT),
                from,
                replyTo,
                to,
                cc,
                bcc,
                id(inReplyTo),
                id(messageId));
    }

    private static List<String> skipped(ResponseReader in) throws ProtocolViolation {
        in.skipValue();
        return List.of();
    }

    private static List<String> addresses(ResponseReader in, List<String> warnings) throws ProtocolViolation {
        if (!in.take('(')) {
            in.skipValue();
            return List.of();
        }
        List<String> addresses = new ArrayList<>();
        while (!in.take(')')) {
            if (addresses.size() >= MAX_ADDRESSES || in.peek() != '(') {
                if (in.peek() == '(') {
                    warnings.add("of a long list of addresses the first " + MAX_ADDRESSES + " are shown");
                }
                in.skipToListEnd();
                return addresses;
            }
            in.expect('(');
            byte[] name = in.string();
            in.skipValue(); // source route
            byte[] mailbox = in.string();
            byte[] host = in.string();
            in.skipToListEnd();
            if (mailbox != null && host != null) { // otherwise the start or end of a group
                addresses.add(AddressText.format(
                        text(name, MAX_NAME),
                        withoutPlaceholder(text(mailbox, MAX_ID)),
                        withoutPlaceholder(text(host, MAX_ID))));
            }
        }
        return addresses;
    }

    /** QUIRK: Dovecot and Cyrus put words in the place of what an address lacks. */
    private static String withoutPlaceholder(String text) {
        return PLACEHOLDERS.contains(text) ? "" : text;
    }

    private static String text(byte @Nullable [] raw, int maxChars) {
        return raw == null ? "" : HeaderText.decode(raw, maxChars);
    }

    private static String id(byte @Nullable [] raw) {
        return raw == null ? "" : TextCleaner.line(new String(raw, StandardCharsets.UTF_8), MAX_ID);
    }
}
