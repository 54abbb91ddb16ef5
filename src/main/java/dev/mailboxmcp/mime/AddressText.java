// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.text.TextCleaner;

/**
 * An address as one string, {@code Name <local@domain>}, from parts that a mail claims. A name cannot pass for the
 * address: one with characters that mean something in an address is quoted (RFC 5322 3.4). Pure, thread-safe, never
 * throws; for display, not for a command or a header.
 */
public final class AddressText {
    private static final int MAX_PART_CHARS = 320;

    private AddressText() {}

    /** The address as it stands in a mail, cleaned. */
    public static String of(MailAddress address) {
        return format(address.name(), address.localPart(), address.domain());
    }

    /**
     * @param decodedName may be empty; the address then stands alone, without angle brackets
     * @param domain empty where the mail gives none
     */
    public static String format(String decodedName, String localPart, String domain) {
        String name = unquoted(TextCleaner.line(decodedName, MimeLimits.MAX_NAME_CHARS));
        String address = address(localPart, domain);
        if (name.isEmpty() || name.equalsIgnoreCase(address)) {
            return address;
        }
        return (hasSpecials(name) ? quoted(name) : name) + (address.isEmpty() ? "" : " <" + address + ">");
    }

    private static String address(String localPart, String domain) {
        String local = TextCleaner.line(localPart, MAX_PART_CHARS);
        String host = host(TextCleaner.line(domain, MAX_PART_CHARS));
        if (local.isEmpty() && host.isEmpty()) {
            return "";
        }
        boolean needsQuotes = local.indexOf(' ') >= 0 || hasSpecials(local);
        return (needsQuotes && !isQuotedString(local) ? quoted(unquoted(local)) : local)
                + (host.isEmpty() ? "" : "@" + host);
    }

    private static String unquoted(String text) {
        int last = text.length() - 1;
        boolean wrapped = last > 0
                && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                && text.charAt(last) == text.charAt(0)
                && text.indexOf(text.charAt(0), 1) == last;
        return wrapped ? text.substring(1, last).strip() : text;
    }

    private static boolean isQuotedString(String local) {
        return AddressParser.QUOTED_STRING.matcher(local).matches();
    }

    private static boolean hasSpecials(String name) {
        for (int i = 0; i < name.length(); i++) {
            if ("()<>[]:;@\\,\"".indexOf(name.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** What could end the address, or begin another, is left out. */
    private static String host(String domain) {
        StringBuilder host = new StringBuilder(domain.length());
        for (int i = 0; i < domain.length(); i++) {
            char c = domain.charAt(i);
            if (" <>@\"(),;\\".indexOf(c) < 0) {
                host.append(c);
            }
        }
        return host.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
