// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.login.LoginGuard;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mime.EmailAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Submits mail (RFC 6409). Tells the truth about every one: accepted, certainly not sent, or unknown. Never tries twice.
 * Thread-safe; each submission has its own connection, which ends with it.
 */
public final class SmtpSender {
    private final SmtpSettings settings;
    private final LoginGuard logins;

    /** A sender whose logins nobody guards. */
    public SmtpSender(SmtpSettings settings) {
        this(settings, LoginGuard.off());
    }

    public SmtpSender(SmtpSettings settings, LoginGuard logins) {
        this.settings = settings;
        this.logins = logins;
    }

    /**
     * Submits one mail to all recipients or to none. Blocks for at most the budget of the settings. An interrupt ends the
     * submission while nothing of the mail has left; after that it goes on to its verdict, and the interrupt is kept.
     *
     * @param from the envelope's sender
     * @param recipients the envelope, each once
     * @param message as on the wire, in lines that end in CRLF
     * @throws MailException if certainly nobody got it: {@link MailFailure.SendRejected} with every refused recipient,
     *     {@link MailFailure.LoginFailed}, {@link MailFailure.TooManyFailedLogins}, {@link MailFailure.Busy},
     *     {@link MailFailure.ServerUnavailable}, {@link MailFailure.TimedOut},
     *     {@link MailFailure.TooLarge}
     */
    public Submission submit(
            Credentials credentials, EmailAddress from, List<EmailAddress> recipients, byte[] message) {
        SmtpDialogue dialogue = new SmtpDialogue(settings, logins, credentials, from, recipients, message);
        FutureTask<Submission> task = new FutureTask<>(dialogue::run);
        Thread.ofVirtual().name("smtp-submission").start(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    dialogue.abandon();
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof MailException failure
                            ? failure
                            : new IllegalStateException("submission", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
