// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.mail.MailAddress;
import java.util.List;

/**
 * The addresses of a header field, in their order.
 *
 * @param addresses the first of them
 * @param more how many follow, at least
 */
public record AddressList(List<MailAddress> addresses, int more) {
    /** No address at all. */
    public static final AddressList NONE = new AddressList(List.of(), 0);

    public AddressList {
        addresses = List.copyOf(addresses);
    }

    /** The addresses in text that somebody typed, or copied from where {@link AddressText} wrote it; at most 20. */
    public static AddressList read(String text) {
        return AddressReader.readText(text, 20);
    }

    /** The first {@code max}; the others are counted. */
    public AddressList first(int max) {
        int left = addresses.size() - max;
        return left <= 0 ? this : new AddressList(addresses.subList(0, max), more + left);
    }

    /** Each as {@link AddressText} writes it. */
    public List<String> texts() {
        return addresses.stream().map(AddressText::of).toList();
    }
}
