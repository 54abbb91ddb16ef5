// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.login.LoginGuard;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailFailure.RefusedRecipient;
import dev.mailboxmcp.mime.EmailAddress;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/**
 * One submission, from the connection to the verdict. The point of no return is the first byte of the content:
 * before it, everything that goes wrong means not sent, and the caller may still leave. Between it and the final dot
 * nothing is sent either, since a server must not deliver a mail that did not end (RFC 5321 3.8, 4.1.1.4). Behind the final
 * dot only the server's own answer counts, and its absence means unknown.
 */
final class SmtpDialogue {
    private enum State {
        OPENING,
        ABANDONED,
        COMMITTED
    }

    private static final int CLOSING = 421; // RFC 5321 4.2.3: the server leaves

    private final SmtpSettings settings;
    private final LoginGuard logins;
    private final Credentials credentials;
    private final EmailAddress from;
    private final List<EmailAddress> recipients;
    private final byte[] message;
    private final GuardedSocket socket;
    private final AtomicReference<State> state = new AtomicReference<>(State.OPENING);

    SmtpDialogue(
            SmtpSettings settings,
            LoginGuard logins,
            Credentials credentials,
            EmailAddress from,
            List<EmailAddress> recipients,
            byte[] message) {
        if (recipients.isEmpty() || !endsLine(message)) {
            throw new IllegalArgumentException("recipients, and a message that ends in CRLF");
        }
        this.settings = settings;
        this.logins = logins;
        this.credentials = credentials;
        this.from = from;
        this.recipients = List.copyOf(recipients);
        this.message = message.clone();
        this.socket = new GuardedSocket(settings.budget());
    }

    /** Ends the submission if nothing of the mail has left yet; else does nothing. May be called by any thread. */
    void abandon() {
        if (state.compareAndSet(State.OPENING, State.ABANDONED)) {
            SmtpConnecting.close(socket);
        }
    }

    Submission run() {
        SubmissionTransport transport = new SubmissionTransport(settings, credentials);
        try {
            socket.readWithin(settings.openingBudget());
            OutputStream content;
            try {
                logIn(transport);
                content = sendEnvelope(transport);
            } catch (MailException e) {
                throw state.get() == State.ABANDONED ? abandoned() : e;
            }
            if (!state.compareAndSet(State.OPENING, State.COMMITTED)) {
                throw abandoned();
            }
            socket.readWithin(settings.budget());
            return sendContent(transport, content);
        } finally {
            quit(transport);
        }
    }

    private void logIn(SubmissionTransport transport) {
        try (LoginGuard.Turn turn = logins.enter(LoginGuard.Server.SMTP, credentials, settings.openingBudget())) {
            SubmissionTransport unused = turn.login(() -> {
                SmtpConnecting.open(settings, socket, transport);
                return transport;
            });
        }
    }

    private OutputStream sendEnvelope(SubmissionTransport transport) {
        String parameters = mailParameters(transport);
        SmtpReply mail = command(transport, "MAIL FROM:<" + from.wire() + ">" + parameters, "sender");
        if (!mail.isPositive()) {
            throw rejected("the server refused the sender " + from.wire() + ": " + mail, mail, List.of());
        }
        List<RefusedRecipient> refused = new ArrayList<>();
        SmtpReply worst = mail;
        for (EmailAddress recipient : recipients) {
            SmtpReply reply = command(transport, "RCPT TO:<" + recipient.wire() + ">", "recipients");
            if (!reply.isPositive()) {
                refused.add(new RefusedRecipient(recipient.wire(), reply.code(), reply.text()));
                worst = worst.isPositive() || worst.isTemporary() ? reply : worst;
            }
            if (reply.code() == CLOSING) {
                break;
            }
        }
        if (!refused.isEmpty()) {
            if (worst.code() != CLOSING) {
                command(transport, "RSET", "end");
            }
            String detail = "the server refused " + refused.size() + " of " + recipients.size() + " recipients";
            throw rejected(detail, worst, refused);
        }
        return startData(transport);
    }

    /** RFC 1870 6, RFC 6152 2, RFC 6531 3.4 */
    private String mailParameters(SubmissionTransport transport) {
        boolean utf8Address = from.needsSmtpUtf8() || recipients.stream().anyMatch(EmailAddress::needsSmtpUtf8);
        boolean eightBit = !isSevenBit(message);
        if ((utf8Address || eightBit) && !transport.supportsExtension("SMTPUTF8")) {
            throw new MailException(new MailFailure.SendRejected(
                    "the mail server does not take addresses whose local part is not ASCII (no SMTPUTF8)",
                    false,
                    List.of()));
        }
        String parameters = "";
        if (transport.supportsExtension("SIZE")) {
            long limit = sizeLimit(transport.getExtensionParameter("SIZE"));
            if (limit > 0 && message.length > limit) {
                throw new MailException(new MailFailure.TooLarge("the mail of " + message.length + " bytes", limit));
            }
            parameters += " SIZE=" + message.length;
        }
        if (eightBit && transport.supportsExtension("8BITMIME")) {
            parameters += " BODY=8BITMIME";
        }
        return utf8Address || eightBit ? parameters + " SMTPUTF8" : parameters;
    }

    private OutputStream startData(SubmissionTransport transport) {
        try {
            return transport.startData();
        } catch (SMTPSendFailedException e) {
            SmtpReply reply = SmtpReply.of(String.valueOf(e.getMessage()));
            if (reply == null || reply.code() < 400) {
                throw lost("DATA", e);
            }
            throw rejected("the server refused the mail: " + reply, reply, List.of());
        } catch (MessagingException e) {
            throw lost("DATA", e);
        }
    }

    private Submission sendContent(SubmissionTransport transport, OutputStream content) {
        try {
            content.write(message);
        } catch (IOException e) {
            throw lost("content, before its end", e);
        }
        List<String> envelope = recipients.stream().map(EmailAddress::wire).toList();
        SmtpReply verdict;
        try {
            verdict = transport.command(".");
        } catch (MessagingException | RuntimeException e) {
            return new Submission.Unknown(
                    envelope,
                    socket.isExpired()
                            ? "the server did not answer in time after the end of the mail"
                            : "the connection was lost after the end of the mail, before the server gave a valid answer");
        }
        if (verdict.code() >= 300 && verdict.code() < 400) {
            return new Submission.Unknown(envelope, "the server gave no verdict after the end of the mail");
        }
        if (verdict.isPositive()) {
            return new Submission.Accepted(envelope, verdict.text());
        }
        throw rejected("the server refused the mail: " + verdict, verdict, List.of());
    }

    private SmtpReply command(SubmissionTransport transport, String command, String stage) {
        try {
            return transport.command(command);
        } catch (MessagingException e) {
            throw lost(stage, e);
        }
    }

    private MailException lost(String stage, Throwable cause) {
        MailException failure = SmtpConnecting.lost(settings, socket, stage, cause);
        SmtpConnecting.close(socket); // without QUIT: to a server that is elsewhere in the dialogue it could be content
        return failure;
    }

    private static MailException rejected(String detail, SmtpReply reply, List<RefusedRecipient> refused) {
        return new MailException(new MailFailure.SendRejected(detail, reply.isTemporary(), refused));
    }

    private static MailException abandoned() {
        return new MailException(new MailFailure.SendRejected(
                "the call was cancelled before anything of the mail had left", true, List.of()));
    }

    /** Politely, yet without waiting: the verdict is known. */
    private void quit(SubmissionTransport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            // the connection is gone already, or goes now
        } finally {
            SmtpConnecting.close(socket);
        }
    }

    private static long sizeLimit(@Nullable String parameter) {
        try {
            return parameter == null ? 0 : Long.parseLong(parameter.strip());
        } catch (NumberFormatException e) {
            return 0; // no limit that we could keep to; the server will say so itself
        }
    }

    private static boolean isSevenBit(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean endsLine(byte[] bytes) {
        return bytes.length >= 2 && bytes[bytes.length - 2] == '\r' && bytes[bytes.length - 1] == '\n';
    }
}
