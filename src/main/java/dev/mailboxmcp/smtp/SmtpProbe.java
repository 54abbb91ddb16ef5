// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.net.Dialer;
import dev.mailboxmcp.net.HostLookup;
import jakarta.mail.MessagingException;

/** Asks whether mail could be submitted, without a login. Thread-safe. */
public final class SmtpProbe {
    private final SmtpSettings settings;
    private final Dialer dialer;

    public SmtpProbe(SmtpSettings settings) {
        this(settings, new HostLookup());
    }

    SmtpProbe(SmtpSettings settings, HostLookup hosts) {
        this.settings = settings;
        this.dialer = new Dialer(settings.host(), settings.port(), settings.tlsSockets(), hosts);
    }

    /**
     * Connects as far as a login could follow: greeting, TLS with its certificate, and the offer to log in. Leaves again.
     * Blocks for at most the opening budget of the settings.
     *
     * @throws MailException with {@link MailFailure.ServerUnavailable} or {@link MailFailure.TimedOut} if that failed
     */
    public void probe() {
        SubmissionSocket socket = new SubmissionSocket(settings.openingBudget(), dialer);
        SubmissionTransport transport = new SubmissionTransport(settings, socket);
        try {
            SmtpConnecting.greet(settings, socket, transport);
            transport.close();
        } catch (MessagingException e) {
            // it was to be left, and is gone
        } finally {
            socket.abort();
        }
    }
}
