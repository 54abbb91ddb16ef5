// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.OutgoingMessage;
import dev.mailboxmcp.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the operator lets users, and the models that act for them, send. Checked on the mail as it will go out, after every
 * address took its canonical form, so that no spelling gets around it. Immutable.
 *
 * @param maxRecipients of one mail, over to, cc and bcc
 * @param perMinute mails of one user
 * @param confirmNew whether the first mail to an address has to be confirmed in mode {@link SendMode#ALLOW} too
 */
public record SendPolicy(
        SendMode mode,
        AllowedDomains domains,
        int maxRecipients,
        int perMinute,
        AllowedSenders senders,
        boolean confirmNew) {
    private static final int PER_MINUTE = 30;
    private static final int MAX_PER_MINUTE = 10_000;
    private static final int SHOWN_DOMAIN = 80;
    private static final String NOT_SENT = "not sent: ";

    /**
     * The characters by which a local part asks a relay to pass the mail on to another domain (RFC 5321 appendix C,
     * F.2).
     */
    private static final String ROUTING = "@%!";

    /** Reads the variables whose names begin with {@code SEND_}. */
    public static SendPolicy read(Settings settings) {
        return new SendPolicy(
                settings.choice("SEND_MODE", SendMode.ALLOW),
                AllowedDomains.read(settings),
                settings.integer(
                        "SEND_MAX_RECIPIENTS", OutgoingMessage.MAX_RECIPIENTS, 1, OutgoingMessage.MAX_RECIPIENTS),
                settings.integer("SEND_PER_MINUTE", PER_MINUTE, 1, MAX_PER_MINUTE),
                AllowedSenders.read(settings),
                settings.flag("SEND_CONFIRM_NEW", false));
    }

    /**
     * Whether the mail may be sent, whatever the user says.
     *
     * @throws MailException {@link MailFailure.NotAllowed}
     */
    void check(Credentials credentials, Envelope envelope) {
        senders.check(envelope.from(), credentials.user());
        List<EmailAddress> recipients = envelope.recipients();
        if (recipients.size() > maxRecipients) {
            throw refused("the mail has " + recipients.size() + " recipients; this server allows " + maxRecipients
                    + " (SEND_MAX_RECIPIENTS). Take fewer.");
        }
        requireAllowed(recipients, credentials.grant(), "the recipient's domain ");
        requireAllowed(envelope.replyTo(), credentials.grant(), "reply_to's domain "); // answers go there
    }

    /** Tells the caller of the first that is refused, and the operator of all. */
    private void requireAllowed(List<EmailAddress> addresses, Grant grant, String what) {
        Map<String, String> refused = new TreeMap<>();
        String first = null;
        for (EmailAddress address : addresses) {
            String why = refusal(address, grant, what);
            if (why != null) {
                first = first == null ? why : first;
                refused.put(address.domain(), why);
            }
        }
        if (first != null) {
            throw new MailException(new MailFailure.NotAllowed(NOT_SENT + first, List.copyOf(refused.keySet())));
        }
    }

    /** Why no mail may go there; null where it may. */
    private @Nullable String refusal(EmailAddress address, Grant grant, String what) {
        if (domains.isAny() && grant.recipientDomains() == null) {
            return null;
        }
        if (address.localPart().chars().anyMatch(c -> ROUTING.indexOf(c) >= 0)) {
            return "where domains are limited, no address may have one of " + ROUTING + " before its @.";
        }
        String domain = address.domain();
        String shown = domain.length() > SHOWN_DOMAIN ? domain.substring(0, SHOWN_DOMAIN) + "…" : domain;
        if (!domains.allows(domain)) {
            return what + shown + " is not among those that this server sends to (SEND_ALLOWED_DOMAINS)."
                    + " Only the operator can change that.";
        }
        return grant.maySendTo(domain)
                ? null
                : what + shown + " is not among those that this credentials token is for.";
    }

    private static MailException refused(String why) {
        return new MailException(new MailFailure.NotAllowed(NOT_SENT + why));
    }
}
