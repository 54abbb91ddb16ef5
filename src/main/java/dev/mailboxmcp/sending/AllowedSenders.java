// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that a user may send as. Immutable.
 *
 * @param any as anybody whom the mail server accepts
 * @param shared addresses that every user may send as
 * @param ownDomains domains at which the local part of every user's login is that user's own address
 */
public record AllowedSenders(boolean any, List<EmailAddress> shared, List<String> ownDomains) {
    private enum From {
        OWN,
        ANY
    }

    /** Nobody is known by other addresses than the login. */
    public static final AllowedSenders THEMSELVES = new AllowedSenders(false, List.of(), List.of());

    private static final String OWN_NAME = "*@";

    public AllowedSenders {
        shared = List.copyOf(shared);
        ownDomains = List.copyOf(ownDomains);
    }

    /** Reads {@code SEND_FROM} and {@code SEND_FROM_ALIASES}, such as {@code info@example.org, *@example.org}. */
    static AllowedSenders read(Settings settings) {
        List<EmailAddress> shared = new ArrayList<>();
        List<String> ownDomains = new ArrayList<>();
        for (String item : settings.list("SEND_FROM_ALIASES")) {
            String domain = item.startsWith(OWN_NAME) ? AllowedDomains.canonical(item.substring(2)) : null;
            EmailAddress address = item.startsWith(OWN_NAME) ? null : address(item);
            if (domain != null) {
                ownDomains.add(domain);
            } else if (address != null && address.displayName().isEmpty()) {
                shared.add(address);
            } else {
                settings.problem(
                        "SEND_FROM_ALIASES",
                        item,
                        "bare addresses between commas, or *@example.org for every user's own name at a domain");
            }
        }
        return new AllowedSenders(settings.choice("SEND_FROM", From.OWN) == From.ANY, shared, ownDomains);
    }

    /** The user's own addresses, the login first where it is one; empty where none is known. */
    public List<EmailAddress> own(String user) {
        List<EmailAddress> own = new ArrayList<>();
        EmailAddress login = address(user);
        if (login != null) {
            own.add(new EmailAddress("", login.localPart(), login.domain()));
        }
        for (String domain : ownDomains) {
            EmailAddress alias = address((login == null ? user : login.localPart()) + "@" + domain);
            if (alias != null && own.stream().noneMatch(alias::sameMailbox)) {
                own.add(alias);
            }
        }
        return own;
    }

    /**
     * Whether the user may send as that; the address is header and envelope sender alike.
     *
     * @throws MailException {@link MailFailure.NotAllowed}
     */
    void check(EmailAddress from, String user) {
        if (any) {
            return;
        }
        if (own(user).stream().noneMatch(from::sameMailbox) && shared.stream().noneMatch(from::sameMailbox)) {
            throw new MailException(new MailFailure.NotAllowed(
                    "not sent: users of this server send as themselves or as an alias of SEND_FROM_ALIASES, and `from`"
                            + " is neither. Leave `from` out."));
        }
        // many programs show the name alone
        if (from.displayName().chars().anyMatch(c -> c == '@' || c == '\uFF20' || c == '\uFE6B')) {
            throw new MailException(new MailFailure.NotAllowed(
                    "not sent: the name in `from` looks like an address. Leave it out, or give a name."));
        }
    }

    private static @Nullable EmailAddress address(String text) {
        try {
            return EmailAddress.parse("address", text);
        } catch (MailException e) {
            return null;
        }
    }
}
