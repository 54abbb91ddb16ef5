// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import java.util.regex.Pattern;

/**
 * An address as one string, {@code Name <local@domain>}, from parts that a mail claims. A name cannot pass for the
 * address: one with characters that mean something in an address is quoted (RFC 5322 3.4). Pure, thread-safe, never
 * throws; for display, not for a command or a header.
 */
public final class AddressText {
    private static final int MAX_PART_CHARS = 320;
    private static final Pattern NOT_IN_DOMAIN = Pattern.compile("[\\s<>@\"(),;\\\\]");

    private AddressText() {}

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
        String host =
                NOT_IN_DOMAIN.matcher(TextCleaner.line(domain, MAX_PART_CHARS)).replaceAll("");
        if (local.isEmpty() && host.isEmpty()) {
            return "";
        }
        boolean needsQuotes = local.chars().anyMatch(c -> c == ' ' || (c != '.' && isSpecial(c)));
        return (needsQuotes ? quoted(unquoted(local)) : local) + (host.isEmpty() ? "" : "@" + host);
    }

    private static String unquoted(String text) {
        int last = text.length() - 1;
        boolean wrapped = last > 0
                && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                && text.charAt(last) == text.charAt(0)
                && text.indexOf(text.charAt(0), 1) == last;
        return wrapped ? text.substring(1, last).strip() : text;
    }

    private static boolean hasSpecials(String name) {
        return name.chars().anyMatch(AddressText::isSpecial);
    }

    private static boolean isSpecial(int c) {
        return "()<>[]:;@\\,\"".indexOf(c) >= 0;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
