// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mime.MailHeader;
import dev.mailboxmcp.mime.SenderCheck;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of a header are fetched, as they stand in the mail, and how far.
 *
 * @param fields their names, between spaces; empty for all
 * @param maxBytes of all of them; what is longer counts as cut
 */
record HeaderRequest(String fields, int maxBytes) {
    private static final int KIBIBYTE = 1 << 10;

    /** What a row of a list shows, and the heading of a mail inside a mail. */
    static final HeaderRequest ROW = new HeaderRequest("FROM SENDER TO CC DATE SUBJECT", 64 * KIBIBYTE);

    /** What a mail is called as a file, and whether it only holds one that was brought. */
    static final HeaderRequest ENCLOSED = new HeaderRequest(ROW.fields + " X-MAILBOX-UPLOAD", 64 * KIBIBYTE);

    /** What a mail shows within its conversation, and what it belongs to one by. */
    static final HeaderRequest THREAD = new HeaderRequest(
            "FROM SENDER TO CC DATE SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES THREAD-INDEX AUTO-SUBMITTED PRECEDENCE LIST-ID"
                    + " LIST-UNSUBSCRIBE CONTENT-TYPE",
            64 * KIBIBYTE);

    /** What tells who wrote to whom and whether it was a person; of thousands of mails, so not far. */
    static final HeaderRequest PEOPLE = new HeaderRequest(THREAD.fields + " BCC", 4 * KIBIBYTE);

    /** The same of a mail of which that was not all. */
    static final HeaderRequest MANY_PEOPLE = new HeaderRequest(PEOPLE.fields, 64 * KIBIBYTE);

    /** What tells a mail that was sent from others. */
    static final HeaderRequest SENT = new HeaderRequest("TO CC BCC SUBJECT MESSAGE-ID", 64 * KIBIBYTE);

    /**
     * What reading a mail shows and what an answer goes by. Both ask for the same, so that a header which has to be cut is
     * cut in one place for both.
     */
    static HeaderRequest mail(SenderCheck senderCheck) {
        return new HeaderRequest(
                "FROM SENDER REPLY-TO TO CC DATE SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES MAIL-FOLLOWUP-TO LIST-ID LIST-POST"
                        + " LIST-UNSUBSCRIBE LIST-UNSUBSCRIBE-POST CONTENT-TYPE" + senderCheck.headerFields(),
                256 * KIBIBYTE);
    }

    /** All fields, in their order. */
    static HeaderRequest all() {
        return new HeaderRequest("", 256 * KIBIBYTE);
    }

    /** The data item that asks for it (RFC 9051 6.4.5). */
    String item() {
        return item("");
    }

    /** The same as {@link #item()}, of the message that is the part of that number. */
    String itemOf(BodyStructure part) {
        return item(part.number() + ".");
    }

    private String item(String prefix) {
        String which = fields.isEmpty() ? "HEADER" : "HEADER.FIELDS (" + fields + ")";
        return "BODY.PEEK[" + prefix + which + "]<0." + maxBytes + ">";
    }

    /** The header that came. */
    MailHeader of(FetchedMessage message) {
        return read(message, "HEADER", message.structure);
    }

    /** The header that came of the message inside the message. */
    MailHeader of(FetchedMessage message, BodyStructure part) {
        return read(
                message,
                part.number() + ".HEADER",
                part.parts().isEmpty() ? null : part.parts().get(0));
    }

    private MailHeader read(FetchedMessage message, String section, @Nullable BodyStructure body) {
        byte[] raw = message.sections.get(section);
        return raw == null ? MailHeader.UNTOLD : MailHeader.of(raw, maxBytes, body == null ? null : body.textCharset());
    }
}
