// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.Forward;
import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.OriginalMessage;
import dev.mailboxmcp.mime.AddressText;
import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.text.TextCleaner;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes the draft of a mail that is passed on: its subject, and its text below who wrote it to whom. All it takes from that
 * mail is cleaned, and no address of it becomes a recipient.
 */
public final class ForwardDraft {
    private static final String LINE = "---------- Forwarded message ----------";
    private static final int MAX_ADDRESS_CHARS = 120;
    private static final int SHOWN_ADDRESSES = 20;

    private ForwardDraft() {}

    /** The draft, without what is attached. */
    public static Draft of(OriginalMessage original, Forward forward) {
        MessageId id = MessageId.of(original.messageId());
        return new Draft(
                forward.from(),
                forward.to(),
                forward.cc(),
                forward.bcc(),
                null,
                ReplySubject.ofForward(original.subject()),
                switch (forward.how()) {
                    case INLINE -> text(forward.text(), original);
                    case ATTACHED -> forward.text();
                },
                null,
                null,
                id == null ? List.of() : List.of(id.value()),
                forward.idempotencyKey());
    }

    private static String text(String own, OriginalMessage original) {
        StringBuilder text = new StringBuilder();
        if (!own.isBlank()) {
            text.append(own.stripTrailing()).append("\n\n");
        }
        text.append(LINE);
        append(text, "From", addresses(original.from()));
        append(text, "Date", Quotation.moment(original.date()));
        append(text, "Subject", TextCleaner.line(original.subject(), ReplySubject.MAX_LENGTH));
        append(text, "To", addresses(original.to()));
        append(text, "Cc", addresses(original.cc()));
        return text.append("\n\n")
                .append(Quotation.whole(original))
                .append('\n')
                .toString();
    }

    private static void append(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append('\n').append(name).append(": ").append(value);
        }
    }

    private static String addresses(List<MailAddress> addresses) {
        String shown = addresses.stream()
                .limit(SHOWN_ADDRESSES)
                .map(address -> TextCleaner.line(AddressText.of(address), MAX_ADDRESS_CHARS))
                .collect(Collectors.joining(", "));
        int more = addresses.size() - SHOWN_ADDRESSES;
        return more > 0 ? shown + ", and " + more + " more" : shown;
    }
}
