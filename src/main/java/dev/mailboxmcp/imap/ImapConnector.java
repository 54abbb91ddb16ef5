// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.net.Dialer;
import dev.mailboxmcp.net.HostLookup;
import dev.mailboxmcp.net.SilentPort;
import dev.mailboxmcp.net.TlsFault;
import dev.mailboxmcp.net.TlsTrust;
import dev.mailboxmcp.text.TextCleaner;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to the one configured IMAP server: TCP, TLS with the host name checked, greeting, login.
 * Thread-safe.
 */
public final class ImapConnector implements AutoCloseable {
    private static final int MAX_DETAIL = 200;
    private static final String CONNECTING = "connecting";
    private static final String PORTS = "993 for TLS, 143 for STARTTLS";

    private final ImapSettings settings;
    private final Dialer dialer;
    private final Watchdog watchdog = new Watchdog();

    /** @throws IllegalArgumentException if the file of certificates cannot be used */
    public ImapConnector(ImapSettings settings) {
        this(settings, new HostLookup());
    }

    ImapConnector(ImapSettings settings, HostLookup hosts) {
        this.settings = settings;
        try {
            dialer = new Dialer(
                    settings.host(),
                    settings.port(),
                    TlsTrust.trusting(settings.caFile()).getSocketFactory(),
                    hosts);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("IMAP_CA_FILE cannot be used", e);
        }
    }

    /**
     * Connects as far as the greeting, without a login, and leaves again.
     *
     * @throws MailException with {@link MailFailure.ServerUnavailable} if that failed
     */
    public void probe() {
        ImapSettings.Timeouts timeouts = settings.timeouts();
        open(Deadline.after(timeouts.connect().plus(timeouts.tls()).plus(timeouts.greeting())))
                .leave();
    }

    ImapSettings settings() {
        return settings;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    /** A connection on which this very password was accepted. */
    ImapConnection login(Credentials credentials, Deadline deadline) {
        ImapConnection connection = open(deadline);
        boolean accepted = false;
        try (Watchdog.Guard guard = watchdog.guard(deadline, connection::abort)) {
            ImapLogin.login(connection, credentials, settings);
            accepted = true;
            return connection;
        } catch (IOException e) {
            throw failure(e, connection.doing(), deadline);
        } finally {
            if (!accepted) {
                connection.abort();
            }
        }
    }

    /** A connection that has greeted us and knows nobody yet. */
    ImapConnection open(Deadline deadline) {
        Socket tcp = null;
        SilentPort silence = null;
        Stage stage = new Stage();
        try {
            tcp = dialer.dial(stage.begin(CONNECTING, settings.timeouts().connect(), deadline)
                    .remaining());
            Socket socket = tcp;
            silence = settings.tls() == TlsMode.IMPLICIT
                    ? null
                    : SilentPort.watch(dialer, tcp, settings.timeouts().greeting());
            try (Watchdog.Guard guard = watchdog.guard(deadline, () -> closeQuietly(socket))) {
                ImapConnection connection = greet(tcp, deadline, stage, silence);
                tcp = null;
                return connection;
            }
        } catch (IOException e) {
            if (silence != null && silence.beginsWithTls()) {
                throw untilMended(TlsFault.TLS_AT_ONCE, e);
            }
            throw stage.isOver() && !deadline.passed()
                    ? unavailable("no answer within " + inWords(stage.limit) + ", " + stage.name, e)
                    : failure(e, stage.name, deadline);
        } finally {
            if (silence != null) {
                silence.close();
            }
            if (tcp != null) {
                closeQuietly(tcp);
            }
        }
    }

    private ImapConnection greet(Socket tcp, Deadline deadline, Stage stage, @Nullable SilentPort silence)
            throws IOException {
        ImapSettings.Timeouts timeouts = settings.timeouts();
        Socket socket = switch (settings.tls()) {
            case NONE -> tcp;
            case IMPLICIT -> handshake(tcp, deadline, stage);
            case STARTTLS -> {
                StartTls.ask(tcp, stage.begin("asking for TLS", timeouts.greeting(), deadline), settings.prefix());
                heard(silence);
                yield handshake(tcp, deadline, stage);
            }
        };
        stage.begin("waiting for the greeting", timeouts.greeting(), deadline);
        ImapConnection connection =
                ImapConnection.on(tcp, socket, timeouts.read(), settings.rowMemoryBytes(), deadline);
        if (settings.tls() != TlsMode.STARTTLS) {
            connection.readGreeting(timeouts.greeting());
            heard(silence);
        }
        return connection;
    }

    private static void heard(@Nullable SilentPort silence) {
        if (silence != null) {
            silence.heard();
        }
    }

    private SSLSocket handshake(Socket tcp, Deadline deadline, Stage stage) throws IOException {
        Deadline tlsDeadline =
                stage.begin("in the TLS handshake", settings.timeouts().tls(), deadline);
        tcp.setSoTimeout(Math.max(1, Math.toIntExact(tlsDeadline.remaining().toMillis())));
        SSLSocket socket = dialer.secure(tcp);
        try (Watchdog.Guard guard = watchdog.guard(tlsDeadline, () -> closeQuietly(tcp))) {
            socket.startHandshake();
        }
        return socket;
    }

    /** What a failed connection means to the caller. */
    MailException failure(IOException cause, String during, Deadline deadline) {
        if (deadline.passed()) {
            return new MailException(
                    new MailFailure.TimedOut(during, settings.timeouts().call()), cause);
        }
        return switch (cause) {
            case ByeException bye -> bye.status().toFailure(during);
            case ProtocolViolation violation
            when violation.isOfAnotherProtocol() -> untilMended(TlsFault.OTHER_PROTOCOL, violation);
            case ProtocolViolation violation -> unavailable("the mail server sent " + violation.getMessage(), cause);
            case UnknownHostException unknown ->
                unavailable("the name " + settings.host() + " is unknown: " + settings.prefix() + "IMAP_HOST", cause);
            case SocketTimeoutException timeout ->
                new MailException(
                        new MailFailure.TimedOut(during, settings.timeouts().read()), cause);
            case ConnectException refused ->
                unavailable(
                        "nothing accepts connections at " + settings.host() + ":" + settings.port()
                                + "; it is down, or " + settings.prefix() + "IMAP_PORT is wrong",
                        cause);
            case SSLException tls -> tlsFailed(tls);
            default -> unavailable("the connection was lost, " + during, cause);
        };
    }

    private MailException tlsFailed(SSLException cause) {
        TlsFault fault = TlsFault.of(cause);
        return fault == null ? unavailable("TLS failed: " + cause.getMessage(), cause) : untilMended(fault, cause);
    }

    private MailException untilMended(TlsFault fault, IOException cause) {
        return new MailException(
                new MailFailure.ServerUnavailable("IMAP", fault.words(settings.prefix() + "IMAP", PORTS), true), cause);
    }

    @Override
    public void close() {
        watchdog.close();
    }

    private static MailException unavailable(String detail, IOException cause) {
        return new MailException(
                new MailFailure.ServerUnavailable("IMAP", TextCleaner.line(detail, MAX_DETAIL)), cause);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // nothing was to be had from it any more
        }
    }

    private static String inWords(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    /** How far an attempt came, and how long it may stay there. */
    private static final class Stage {
        private String name = CONNECTING;
        private Duration limit = Duration.ZERO;
        private Deadline deadline = Deadline.after(Duration.ofDays(1));

        Deadline begin(String newName, Duration newLimit, Deadline ofCall) {
            name = newName;
            limit = newLimit;
            deadline = ofCall.within(newLimit);
            return deadline;
        }

        boolean isOver() {
            return deadline.passed();
        }
    }
}
