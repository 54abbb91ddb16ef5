// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.PoolKey;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.net.Dialer;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the submission server, logged in once it is {@link #open}. Belongs to one dialogue at a time; only
 * {@link #abort} may be called by others.
 */
final class SmtpConnection {
    final PoolKey key;
    final Instant opened;
    Instant lastUsed;

    private final SmtpSettings settings;
    private final SubmissionSocket socket;
    private final SubmissionTransport transport;

    SmtpConnection(SmtpSettings settings, Dialer dialer, PoolKey key, Instant now) {
        this.settings = settings;
        this.key = key;
        this.opened = now;
        this.lastUsed = now;
        this.socket = new SubmissionSocket(settings.budget(), dialer);
        this.transport = new SubmissionTransport(settings, socket);
    }

    /**
     * Connects, makes the connection private and logs in.
     *
     * @throws MailException for whatever prevents it; nothing was sent
     */
    void open(Credentials credentials) {
        SmtpConnecting.open(settings, socket, transport, credentials);
    }

    /** Starts the budget of another mail. */
    void beginAgain() {
        socket.guard().begin(settings.budget());
    }

    /** Ends the budget, until the next mail. */
    void rest() {
        socket.guard().rest();
    }

    /** Wants every reply from now on within the span; the budget stays the end of all. */
    void within(Duration span) {
        socket.guard().readWithin(span);
    }

    /** Whether the next line read would be the answer to the next command. */
    boolean isInStep() {
        try {
            return !socket.isClosed() && !socket.hasUnread();
        } catch (IOException e) {
            return false;
        }
    }

    boolean offers(String extension) {
        return transport.supportsExtension(extension);
    }

    /** What EHLO said behind an extension; null for nothing. */
    @Nullable
    String parameterOf(String extension) {
        return transport.getExtensionParameter(extension);
    }

    /** @throws MessagingException if the connection is lost or what comes is not a reply */
    SmtpReply command(String command) throws MessagingException {
        return transport.command(command);
    }

    /** The same as {@link SubmissionTransport#startData}. */
    OutputStream startData() throws MessagingException {
        return transport.startData();
    }

    /** The failure in words of mail: the connection broke, or time ran out, while nothing had been sent. */
    MailException lost(String stage, Throwable cause) {
        return SmtpConnecting.lost(settings, socket.guard(), stage, cause);
    }

    /** Ends the connection politely, yet without waiting. */
    void leave() {
        try {
            transport.close();
        } catch (MessagingException e) {
            // the connection is gone already, or goes now
        } finally {
            socket.abort();
        }
    }

    /** Ends it at once, without QUIT: to a server that is elsewhere in the dialogue that could be content. */
    void abort() {
        socket.abort();
    }
}
