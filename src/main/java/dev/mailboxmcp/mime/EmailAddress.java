// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One mail address in its canonical form: what is checked is what goes on the wire, byte by byte. Immutable.
 *
 * <p>Jakarta Mail's own {@code InternetAddress} is not used for addresses that are sent to: where the server offers no
 * SMTPUTF8, its transport cuts every character down to its low byte, which names another person's mailbox.
 *
 * @param displayName cleaned, in any script; empty for none. Not part of {@link #sameMailbox}
 * @param localPart a dot-atom, or a quoted-string where the characters need one; at most 64 octets of UTF-8
 * @param domain in lower-case A-labels (RFC 5890 2.3.2.1), so ASCII only
 */
public record EmailAddress(String displayName, String localPart, String domain) {
    public EmailAddress {
        if (!AddressParser.isCanonical(displayName, localPart, domain)) {
            throw new IllegalArgumentException("not an address in canonical form");
        }
    }

    /**
     * Reads one address, either {@code local@domain} or {@code Name <local@domain>}.
     *
     * @param argumentName named in the failure
     * @throws MailException {@link MailFailure.InvalidArgument} for anything that is not exactly one address
     */
    public static EmailAddress parse(String argumentName, String text) {
        return new AddressParser(argumentName).parse(text);
    }

    /**
     * The same as {@link #parse}, and several addresses between commas or semicolons where there can be no doubt: all of
     * them bare, or all in angle brackets.
     *
     * @return 1 or more
     */
    public static List<EmailAddress> parseAll(String argumentName, String text) {
        return new AddressParser(argumentName).parseAll(text);
    }

    /** The same as {@link #of}, of an address that is written as one text; null too where that holds several. */
    public static @Nullable EmailAddress parseStrangers(String text) {
        AddressList read = AddressList.read(text);
        return read.addresses().size() == 1 ? of(read.addresses().get(0)) : null;
    }

    /**
     * The address of a stranger's mail, or null where it cannot be written to. The name is cleaned, and bounded; the address
     * itself is as strict as ever.
     */
    public static @Nullable EmailAddress of(MailAddress stranger) {
        try {
            return new AddressParser("address").parse(stranger);
        } catch (MailException e) {
            return null;
        }
    }

    /** {@code local@domain} exactly as it stands in the envelope and in the headers. */
    public String wire() {
        return localPart + "@" + domain;
    }

    /** Whether only a server that offers SMTPUTF8 (RFC 6531) can take this address. */
    public boolean needsSmtpUtf8() {
        return !isAscii(localPart);
    }

    /** Whether mail to both ends in one mailbox as far as anybody can tell from outside: case does not count. */
    public boolean sameMailbox(EmailAddress other) {
        return domain.equals(other.domain) && folded(localPart).equals(folded(other.localPart));
    }

    /** The same as {@link #sameMailbox}, where {@code local+tag} also stands for {@code local}. */
    public boolean sameMailboxIgnoringTag(EmailAddress other) {
        return domain.equals(other.domain) && folded(withoutTag(localPart)).equals(folded(withoutTag(other.localPart)));
    }

    /** The address for people: {@code Name <local@domain>}, or the bare address where it has no name. */
    @Override
    public String toString() {
        return displayName.isEmpty() ? wire() : displayName + " <" + wire() + ">";
    }

    /** The same as {@link #toString}, in the one spelling that {@link #parse} always reads back: the name is quoted. */
    public String header() {
        return displayName.isEmpty()
                ? wire()
                : '"' + displayName.replace("\\", "\\\\").replace("\"", "\\\"") + "\" <" + wire() + ">";
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static String folded(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static String withoutTag(String local) {
        int plus = local.indexOf('+');
        return plus > 0 && local.charAt(0) != '"' ? local.substring(0, plus) : local;
    }
}
