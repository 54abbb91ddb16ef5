// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.login.TokenRefusal;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailFailure.LoginFailed;
import dev.mailboxmcp.net.SilentPort;
import dev.mailboxmcp.net.TlsFault;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes a connection that is private and logged in, and says in words of mail what went wrong on the way. */
final class SmtpConnecting {
    /**
     * Replies about user and password (RFC 4954 6, RFC 7372 4): disabled account, app password needed, bad credentials. One answer
     * for all, since who guesses must not learn which it is.
     */
    private static final Set<Integer> REFUSED_CREDENTIALS = Set.of(525, 534, 535);

    private static final String PORTS = "465 for TLS, others for STARTTLS";

    /** QUIRK: Microsoft 365 has one code for this and for a wrong password. */
    private static final Pattern SWITCHED_OFF = Pattern.compile(
            "(?i)SmtpClientAuthentication is disabled|smtp auth(entication)? is (disabled|not enabled)");

    private SmtpConnecting() {}

    /** Connects, makes the connection private and logs in. */
    static void open(
            SmtpSettings settings, SubmissionSocket socket, SubmissionTransport transport, Credentials credentials) {
        begin(settings, socket);
        GuardedSocket guard = socket.guard();
        try {
            approach(settings, socket, transport, () -> transport.logIn(credentials));
        } catch (AuthenticationFailedException e) {
            throw loginFailed(settings, guard, transport.lastReply(), transport.challenge(), credentials, e);
        } catch (MessagingException | IOException e) {
            throw refused(settings, guard, transport, e);
        }
        requireLogin(settings, transport);
    }

    /** Goes as far as a login could follow. */
    static void greet(SmtpSettings settings, SubmissionSocket socket, SubmissionTransport transport) {
        begin(settings, socket);
        try {
            approach(settings, socket, transport, transport::greet);
        } catch (MessagingException | IOException e) {
            throw refused(settings, socket.guard(), transport, e);
        }
        requireLogin(settings, transport);
    }

    private static void begin(SmtpSettings settings, SubmissionSocket socket) {
        try {
            socket.connect(settings);
        } catch (IOException e) {
            throw unreachable(settings, e);
        }
    }

    /** What follows the connection. */
    @FunctionalInterface
    private interface Steps {
        void run() throws MessagingException;
    }

    private static void approach(
            SmtpSettings settings, SubmissionSocket socket, SubmissionTransport transport, Steps steps)
            throws MessagingException, IOException {
        if (settings.encryption() == SmtpSettings.Encryption.IMPLICIT) {
            socket.secure();
            steps.run();
            return;
        }
        try (SilentPort silence = socket.watchSilence(settings)) {
            transport.tellGreeting(silence);
            try {
                steps.run();
            } catch (MessagingException e) {
                if (silence.beginsWithTls()) {
                    throw untilMended(TlsFault.TLS_AT_ONCE.words(settings.prefix() + "SMTP", PORTS), e);
                }
                throw e;
            }
        }
    }

    private static void requireLogin(SmtpSettings settings, SubmissionTransport transport) {
        if (!transport.supportsExtension("AUTH")) {
            // QUIRK: Angus Mail 2.0.5 then goes on without a login, and mail would leave as nobody's
            throw untilMended(
                    "it offers no login (no AUTH): " + settings.prefix() + "SMTP_PORT, " + settings.prefix()
                            + "SMTP_TLS",
                    null);
        }
    }

    /** The connection broke, the server broke the protocol, or time ran out; nothing was sent. */
    static MailException lost(SmtpSettings settings, GuardedSocket socket, String stage, @Nullable Throwable cause) {
        if (socket.isExpired() || hasCause(cause, SocketTimeoutException.class)) {
            return new MailException(
                    new MailFailure.TimedOut("SMTP " + stage + "; nothing was sent", settings.openingBudget(), false),
                    root(cause));
        }
        return unavailable("closed the connection or gave no valid answer (" + stage + "); nothing was sent", cause);
    }

    private static MailException unreachable(SmtpSettings settings, IOException e) {
        String where = settings.host() + ":" + settings.port();
        return switch (e) {
            case UnknownHostException unknown ->
                unavailable("the name " + settings.host() + " is unknown: " + settings.prefix() + "SMTP_HOST", e);
            case SocketTimeoutException timeout ->
                unavailable(
                        "did not accept a connection to " + where + " within "
                                + settings.connectTimeout().toSeconds() + " s",
                        e);
            case ConnectException refused ->
                unavailable(
                        "refused the connection to " + where + "; it is down, or " + settings.prefix()
                                + "SMTP_PORT is wrong",
                        e);
            default -> unavailable("could not be reached at " + where, e);
        };
    }

    private static MailException refused(
            SmtpSettings settings, GuardedSocket socket, SubmissionTransport transport, Exception e) {
        SmtpReply reply = transport.lastReply();
        boolean early = hasCause(e, SubmissionSocket.UnreadBytesException.class);
        if (early && settings.encryption() == SmtpSettings.Encryption.IMPLICIT) {
            return untilMended(TlsFault.NO_TLS.words(settings.prefix() + "SMTP", PORTS), e);
        }
        if (early) {
            return unavailable("sent more than its answer to STARTTLS before TLS, as an attacker in between would", e);
        }
        TlsFault fault = socket.isExpired() ? null : TlsFault.of(e);
        if (fault != null) {
            return untilMended(fault.words(settings.prefix() + "SMTP", PORTS), e);
        }
        if (hasCause(e, SSLException.class) && !socket.isExpired()) {
            return unavailable("failed the TLS handshake: certificate, host name or protocol version", e);
        }
        if (reply != null && reply.code() >= 400) {
            // before TLS these words may be anybody's: code and status only
            return unavailable("refused service: " + reply.status(), e);
        }
        if (reply != null
                && settings.encryption() == SmtpSettings.Encryption.STARTTLS
                && !socket.isExpired()
                && !hasCause(e, IOException.class)) {
            return untilMended(
                    "it does not offer STARTTLS, which is required: " + settings.prefix() + "SMTP_PORT, " + PORTS, e);
        }
        return transport.isOfAnotherProtocol()
                ? untilMended(TlsFault.OTHER_PROTOCOL.words(settings.prefix() + "SMTP", PORTS), e)
                : lost(settings, socket, "greeting", e);
    }

    private static MailException loginFailed(
            SmtpSettings settings,
            GuardedSocket socket,
            @Nullable SmtpReply reply,
            String challenge,
            Credentials credentials,
            Exception e) {
        if (reply == null) {
            return lost(settings, socket, "login", e);
        }
        if (REFUSED_CREDENTIALS.contains(reply.code())) {
            return new MailException(new LoginFailed(wanted(reply, challenge, credentials)));
        }
        // never the server's words: they may repeat what was sent
        return reply.isPositive()
                ? untilMended("it offers no login by " + mechanisms(credentials.login()), e)
                : unavailable("did not process the login: " + reply.status(), e);
    }

    private static LoginFailed.Wanted wanted(SmtpReply reply, String challenge, Credentials credentials) {
        return switch (credentials.login()) {
            case Login.Password password -> LoginFailed.Wanted.UNKNOWN;
            case Login.AccessToken token ->
                SWITCHED_OFF.matcher(reply.text()).find()
                        ? LoginFailed.Wanted.SMTP_ACCESS
                        : TokenRefusal.wanted(challenge, credentials, token, Instant.now());
        };
    }

    private static String mechanisms(Login login) {
        return switch (login) {
            case Login.Password password -> "PLAIN or LOGIN";
            case Login.AccessToken token -> "OAUTHBEARER or XOAUTH2";
        };
    }

    private static MailException untilMended(String detail, @Nullable Throwable cause) {
        return new MailException(new MailFailure.ServerUnavailable("SMTP", detail, true), root(cause));
    }

    private static MailException unavailable(String detail, @Nullable Throwable cause) {
        return new MailException(new MailFailure.ServerUnavailable("SMTP", detail), root(cause));
    }

    /** What broke below the protocol. Never an exception of Jakarta Mail: its message repeats the server's words. */
    private static @Nullable IOException root(@Nullable Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof IOException broken) {
                return broken;
            }
        }
        return null;
    }

    private static boolean hasCause(@Nullable Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }
}
