// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.text.JsonText;
import dev.mailboxmcp.text.TextCleaner;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An address as one string, {@code Name <local@domain>}, from parts that a mail claims. A name cannot pass for the
 * address: one with characters that mean something in an address is quoted (RFC 5322 3.4). Pure, thread-safe, never
 * throws; for display, not for a command or a header.
 */
public final class AddressText {
    private static final int MAX_PART_CHARS = 320;
    private static final int MAX_DOMAIN_CHARS = 64 * 1024; // of a header field there is no more
    /** A blank and the brackets. */
    private static final int AROUND = 3;

    private static final int LEAST_OF_A_NAME = 4;
    private static final Pattern NOT_OF_A_HOST = Pattern.compile("[ <>@\"(),;\\\\]+");

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
        return named(name, address);
    }

    /**
     * An address as {@link #of} writes it, in so many bytes of an answer: first its name is cut, then the middle of the address,
     * of whose domain the end stays, which tells whose it is. What was cut is no address that anybody takes.
     *
     * @param maxBytes 20 or more
     */
    public static String within(String shown, int maxBytes) {
        if (JsonText.bytes(shown) <= maxBytes) {
            return shown;
        }
        List<MailAddress> read = AddressList.read(shown).addresses();
        if (read.size() != 1) {
            return JsonText.within(shown, maxBytes);
        }
        MailAddress address = read.get(0);
        String bare = address.isComplete() ? cut(address, maxBytes) : address(address.localPart(), address.domain());
        String text = bare;
        int room = maxBytes - (bare.isEmpty() ? 0 : JsonText.bytes(bare) + AROUND);
        while (room >= LEAST_OF_A_NAME) {
            text = named(JsonText.within(address.name(), room), bare);
            if (JsonText.bytes(text) <= maxBytes) {
                return text;
            }
            room -= LEAST_OF_A_NAME; // its quotes take room, too
        }
        return JsonText.within(bare.isEmpty() ? text : bare, maxBytes);
    }

    private static String cut(MailAddress address, int maxBytes) {
        String whole = address(address.localPart(), address.domain());
        if (JsonText.bytes(whole) <= maxBytes) {
            return whole;
        }
        int sign = whole.lastIndexOf('@');
        String local = whole.substring(0, sign);
        String domain = whole.substring(sign + 1);
        String end = endOf(domain, maxBytes - 1 - Math.min(JsonText.bytes(local), maxBytes / 3));
        int left = maxBytes - 1 - JsonText.bytes(end);
        return (local.startsWith("\"") ? String.valueOf(JsonText.MARK) : JsonText.within(local, left)) + "@" + end;
    }

    /** The last labels that fit, behind a mark where that is not all. */
    private static String endOf(String domain, int maxBytes) {
        if (JsonText.bytes(domain) <= maxBytes) {
            return domain;
        }
        int start = domain.length();
        int label = start;
        for (int room = maxBytes - JsonText.bytes(String.valueOf(JsonText.MARK)); start > 0; start--) {
            room -= JsonText.bytes(domain.substring(start - 1, start));
            if (room < 0) {
                break;
            }
            label = domain.charAt(start - 1) == '.' ? start - 1 : label;
        }
        return JsonText.MARK + domain.substring(label < domain.length() ? label : start);
    }

    private static String named(String name, String address) {
        return (hasSpecials(name) ? quoted(name) : name) + (address.isEmpty() ? "" : " <" + address + ">");
    }

    private static String address(String localPart, String domain) {
        String local = TextCleaner.line(localPart, MAX_PART_CHARS);
        String host = endOf(host(TextCleaner.line(domain, MAX_DOMAIN_CHARS)), MAX_PART_CHARS);
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

    /** What could end the address, or begin another, is a mark instead, since what is left is another domain. */
    private static String host(String domain) {
        return NOT_OF_A_HOST.matcher(domain).replaceAll(String.valueOf(JsonText.MARK));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
