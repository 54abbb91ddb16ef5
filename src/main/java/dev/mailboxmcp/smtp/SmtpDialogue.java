// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import dev.mailboxmcp.account.PoolKey;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailFailure.RefusedRecipient;
import dev.mailboxmcp.mail.WireMessage;
import dev.mailboxmcp.mime.EmailAddress;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

    private static final System.Logger LOGGER = System.getLogger(SmtpDialogue.class.getName());
    private static final int CLOSING = 421; // RFC 5321 4.2.3: the server leaves

    /** A connection that waited and is silent for that long is taken for dead, while nothing is lost by it. */
    static final Duration PATIENCE_WITH_KEPT = Duration.ofSeconds(5);

    private final SmtpSettings settings;
    private final SmtpPool pool;
    private final PoolKey key;
    private final Supplier<SmtpConnection> connections;
    private final Consumer<SmtpConnection> opening;
    private final EmailAddress from;
    private final List<EmailAddress> recipients;
    private final WireMessage message;
    private final AtomicReference<State> state = new AtomicReference<>(State.OPENING);
    private volatile @Nullable SmtpConnection current;

    /**
     * @param key whose connections of the pool may be used
     * @param connections makes new ones
     * @param opening connects and logs them in
     */
    SmtpDialogue(
            SmtpSettings settings,
            SmtpPool pool,
            PoolKey key,
            Supplier<SmtpConnection> connections,
            Consumer<SmtpConnection> opening,
            EmailAddress from,
            List<EmailAddress> recipients,
            WireMessage message) {
        if (recipients.isEmpty() || !message.endsLine()) {
            throw new IllegalArgumentException("recipients, and a message that ends in CRLF");
        }
        this.settings = settings;
        this.pool = pool;
        this.key = key;
        this.connections = connections;
        this.opening = opening;
        this.from = from;
        this.recipients = List.copyOf(recipients);
        this.message = message;
    }

    /** Ends the submission if nothing of the mail has left yet; else does nothing. May be called by any thread. */
    void abandon() {
        SmtpConnection connection = state.compareAndSet(State.OPENING, State.ABANDONED) ? current : null;
        if (connection != null) {
            connection.abort();
        }
    }

    /** @throws CancellationException if it was abandoned; nothing was sent */
    Submission run() {
        Consumer<SmtpConnection> end = SmtpConnection::abort;
        try {
            Submission submission = submission();
            if (submission == Submission.ACCEPTED) {
                end = pool::putBack;
            }
            return submission;
        } catch (MailException e) {
            end = SmtpConnection::leave; // answered in step, or closed already
            throw state.get() == State.ABANDONED ? abandoned() : e;
        } finally {
            SmtpConnection connection = current;
            if (connection != null) {
                end(connection, end);
            }
        }
    }

    /** Never fails: what became of the mail does not depend on the connection any more. */
    private static void end(SmtpConnection connection, Consumer<SmtpConnection> end) {
        try {
            end.accept(connection);
        } catch (RuntimeException | Error e) {
            LOGGER.log(
                    Level.ERROR,
                    "a connection was not ended as it should: {0}",
                    e.getClass().getName());
            connection.abort();
        }
    }

    private Submission submission() {
        SmtpConnection connection = withSender();
        nameRecipients(connection);
        OutputStream content = startData(connection);
        if (!state.compareAndSet(State.OPENING, State.COMMITTED)) {
            throw abandoned();
        }
        connection.within(settings.budget());
        return sendContent(connection, content);
    }

    /** A connection on which the server took the sender. The one place where anything is tried again. */
    private SmtpConnection withSender() {
        SmtpConnection kept = pool.take(key);
        if (kept != null) {
            use(kept);
            kept.beginAgain();
            kept.within(PATIENCE_WITH_KEPT);
            SmtpReply reply = replyOfKept(kept);
            if (reply != null) {
                requireSender(reply);
                kept.within(settings.openingBudget());
                return kept;
            }
            kept.abort();
        }
        SmtpConnection fresh = connections.get();
        use(fresh);
        fresh.within(settings.openingBudget());
        opening.accept(fresh);
        requireSender(command(fresh, mailCommand(fresh), "sender"));
        return fresh;
    }

    /** Null where the connection turned out to be dead, or the server about to leave. */
    private @Nullable SmtpReply replyOfKept(SmtpConnection kept) {
        String command = mailCommand(kept);
        try {
            SmtpReply reply = kept.command(command);
            return reply.code() == CLOSING ? null : reply;
        } catch (MessagingException e) {
            return null;
        }
    }

    private void use(SmtpConnection connection) {
        current = connection;
        if (state.get() == State.ABANDONED) {
            throw abandoned();
        }
    }

    private void requireSender(SmtpReply reply) {
        if (!reply.isPositive()) {
            throw rejected("the server refused the sender " + from.wire(), reply, List.of());
        }
    }

    private void nameRecipients(SmtpConnection connection) {
        List<RefusedRecipient> refused = new ArrayList<>();
        SmtpReply worst = null;
        for (EmailAddress recipient : recipients) {
            SmtpReply reply = command(connection, "RCPT TO:<" + recipient.wire() + ">", "recipients");
            if (!reply.isPositive()) {
                refused.add(new RefusedRecipient(
                        recipient.wire(), reply.code(), reply.enhancedStatus(), reply.isTemporary(), reply.words()));
                worst = worst == null || worst.isTemporary() ? reply : worst;
            }
            if (reply.code() == CLOSING) {
                break;
            }
        }
        if (worst != null) {
            throw rejected(
                    "the server refused " + refused.size() + " of " + recipients.size() + " recipients",
                    worst,
                    refused);
        }
    }

    /** RFC 1870 6, RFC 6152 2, RFC 6531 3.4 */
    private String mailCommand(SmtpConnection connection) {
        boolean utf8 = from.needsSmtpUtf8()
                || recipients.stream().anyMatch(EmailAddress::needsSmtpUtf8)
                || !message.isSevenBitInHeader();
        if (utf8 && !connection.offers("SMTPUTF8")) {
            throw notTaken("addresses whose local part is not ASCII (no SMTPUTF8)");
        }
        boolean eightBit = !message.isSevenBit();
        if (eightBit && !utf8 && !connection.offers("8BITMIME")) {
            throw notTaken("mail with eight-bit text as it stands in this draft (no 8BITMIME). Save it anew by"
                    + " imap_save_draft");
        }
        String command = "MAIL FROM:<" + from.wire() + ">";
        if (connection.offers("SIZE")) {
            long limit = sizeLimit(connection.parameterOf("SIZE"));
            if (limit > 0 && message.size() > limit) {
                throw new MailException(new MailFailure.TooLarge("the mail of " + message.size() + " bytes", limit));
            }
            command += " SIZE=" + message.size();
        }
        if (eightBit && connection.offers("8BITMIME")) {
            command += " BODY=8BITMIME";
        }
        return utf8 ? command + " SMTPUTF8" : command;
    }

    private static MailException notTaken(String what) {
        return new MailException(
                new MailFailure.SendRejected("the mail server does not take " + what, "", false, List.of()));
    }

    private OutputStream startData(SmtpConnection connection) {
        try {
            return connection.startData();
        } catch (SMTPSendFailedException e) {
            SmtpReply reply = SmtpReply.of(String.valueOf(e.getMessage()));
            if (reply == null || reply.code() < 400) {
                throw lost(connection, "DATA", e);
            }
            throw rejected("the server refused the mail", reply, List.of());
        } catch (MessagingException e) {
            throw lost(connection, "DATA", e);
        }
    }

    private Submission sendContent(SmtpConnection connection, OutputStream content) {
        try {
            message.writeTo(content);
        } catch (IOException e) {
            throw lost(connection, "content, before its end", e);
        }
        SmtpReply verdict;
        try {
            verdict = connection.command(".");
        } catch (MessagingException | RuntimeException | Error e) {
            return Submission.UNKNOWN; // lost, late, or no reply at all; whatever failed here, the mail left
        }
        if (verdict.code() >= 300 && verdict.code() < 400) {
            return Submission.UNKNOWN; // that is no verdict
        }
        if (verdict.isPositive()) {
            return Submission.ACCEPTED;
        }
        throw rejected("the server refused the mail", verdict, List.of());
    }

    private static SmtpReply command(SmtpConnection connection, String command, String stage) {
        try {
            return connection.command(command);
        } catch (MessagingException e) {
            throw lost(connection, stage, e);
        }
    }

    private static MailException lost(SmtpConnection connection, String stage, Throwable cause) {
        MailException failure = connection.lost(stage, cause);
        connection.abort();
        return failure;
    }

    /** @param detail our own words; the server's follow in the failure */
    private static MailException rejected(String detail, SmtpReply reply, List<RefusedRecipient> refused) {
        return new MailException(new MailFailure.SendRejected(
                detail, refused.isEmpty() ? reply.toString() : "", reply.isTemporary(), refused));
    }

    private static CancellationException abandoned() {
        return new CancellationException("the call was cancelled before anything of the mail had left");
    }

    private static long sizeLimit(@Nullable String parameter) {
        try {
            return parameter == null ? 0 : Long.parseLong(parameter.strip());
        } catch (NumberFormatException e) {
            return 0; // no limit that we could keep to; the server will say so itself
        }
    }
}
