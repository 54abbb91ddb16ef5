// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mime.MailHeader;
import java.util.regex.Pattern;

/** Tells the mail of machines and lists from that of people, by what the header says of itself. Pure. */
final class Machines {
    private static final Pattern NOBODY =
            Pattern.compile("(?is)(.*[._+-])?(no|not|donot|do[._-]not|never)[._-]?repl(y|ies)([._+-].*)?"
                    + "|mailer-daemon|postmaster|bounces?([._+-].*)?|notifications?|newsletter|alerts?");

    private Machines() {}

    /** Whether no person waits for an answer to this mail. */
    static boolean wrote(MailHeader header) {
        return isAutomatic(header)
                || header.value("precedence").strip().matches("(?i)bulk|junk|list")
                || isOfList(header)
                || header.has("list-unsubscribe")
                || header.value("content-type").strip().regionMatches(true, 0, "multipart/report", 0, 16)
                || header.authors().addresses().stream().anyMatch(Machines::isMachine);
    }

    /** Whether a program sent it by itself (RFC 3834 5). */
    static boolean isAutomatic(MailHeader header) {
        String automatic = header.value("auto-submitted").strip();
        return !automatic.isEmpty() && !automatic.regionMatches(true, 0, "no", 0, 2);
    }

    /** Whether nobody reads what is sent there. */
    static boolean isMachine(MailAddress address) {
        return NOBODY.matcher(address.localPart()).matches();
    }

    /** Whether a mailing list passed the mail on (RFC 2919). */
    static boolean isOfList(MailHeader header) {
        return header.has("list-id");
    }
}
