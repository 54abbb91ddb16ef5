// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.PoolKey;
import dev.mailboxmcp.login.LoginGuard;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.WireMessage;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.net.Dialer;
import dev.mailboxmcp.net.HostLookup;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Submits mail (RFC 6409). Tells the truth about every one: accepted, certainly not sent, or unknown. Never tries twice,
 * but for a connection kept from the mail before that turns out to be dead before the server took the sender. Thread-safe.
 */
public final class SmtpSender implements AutoCloseable {
    private final SmtpSettings settings;
    private final LoginGuard logins;
    private final Dialer dialer;
    private final PoolKey.Maker keys;
    private final SmtpPool pool;
    private final InstantSource clock;

    /** How long one mail may take to submit: the budget, and a kept connection that was dead. */
    public static final Duration LONGEST = SmtpSettings.BUDGET.plus(SmtpDialogue.PATIENCE_WITH_KEPT);

    /** A sender whose logins nobody guards. */
    public SmtpSender(SmtpSettings settings, InstantSource clock) {
        this(settings, LoginGuard.off(), clock);
    }

    public SmtpSender(SmtpSettings settings, LoginGuard logins, InstantSource clock) {
        this(settings, logins, new HostLookup(), clock);
    }

    SmtpSender(SmtpSettings settings, LoginGuard logins, HostLookup hosts, InstantSource clock) {
        this.settings = settings;
        this.logins = logins;
        this.dialer = new Dialer(settings.host(), settings.port(), settings.tlsSockets(), hosts);
        this.keys = new PoolKey.Maker(settings.host() + ":" + settings.port() + "/" + settings.encryption());
        this.pool = new SmtpPool(settings, clock);
        this.clock = clock;
    }

    /**
     * Submits one mail to all recipients or to none. Blocks for at most the budget of the settings, and a few seconds
     * where a kept connection was dead. Must not be interrupted.
     *
     * @param from the envelope's sender
     * @param recipients the envelope, each once
     * @param message as on the wire, in lines that end in CRLF
     * @param left completes when the caller leaves: that ends the submission while nothing of the mail has left, and does
     *     nothing after that
     * @throws MailException if certainly nobody got it: {@link MailFailure.SendRejected} with every refused recipient,
     *     {@link MailFailure.LoginFailed}, {@link MailFailure.TooManyFailedLogins}, {@link MailFailure.Busy},
     *     {@link MailFailure.ServerUnavailable}, {@link MailFailure.TimedOut}, {@link MailFailure.TooLarge}
     */
    public Submission submit(
            Credentials credentials,
            EmailAddress from,
            List<EmailAddress> recipients,
            WireMessage message,
            CompletionStage<?> left) {
        PoolKey key = keys.of(credentials);
        SmtpDialogue dialogue = new SmtpDialogue(
                settings,
                pool,
                key,
                () -> new SmtpConnection(settings, dialer, key, clock.instant()),
                connection -> logIn(connection, credentials),
                from,
                recipients,
                message);
        CompletionStage<?> unused = left.thenRun(dialogue::abandon);
        return dialogue.run();
    }

    /** The same for a message in one piece. */
    public Submission submit(
            Credentials credentials,
            EmailAddress from,
            List<EmailAddress> recipients,
            byte[] message,
            CompletionStage<?> left) {
        return submit(credentials, from, recipients, WireMessage.of(message), left);
    }

    private void logIn(SmtpConnection connection, Credentials credentials) {
        try (LoginGuard.Turn turn = logins.enter(LoginGuard.Server.SMTP, credentials, settings.openingBudget())) {
            SmtpConnection unused = turn.login(() -> {
                connection.open(credentials);
                return connection;
            });
        }
    }

    /** Ends the connections that wait for another mail. */
    @Override
    public void close() {
        pool.close();
    }
}
