// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.login.TokenMechanism;
import dev.mailboxmcp.mime.PlatformThread;
import dev.mailboxmcp.net.SilentPort;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * Jakarta Mail's SMTP transport with its commands one by one. It opens the connection, speaks EHLO and STARTTLS and logs
 * in; the envelope and the data are driven from outside, since {@code sendMessage} takes a lost connection for a mail not
 * sent and cuts addresses to their low bytes. Not thread-safe.
 *
 * <p>QUIRK: Angus Mail 2.0.5 takes the first three characters of any line for a reply code, goes on with HELO where EHLO
 * was refused, takes what the end of a connection left of a line for a line, keeps the capabilities of before TLS where
 * the second EHLO fails, and answers 530 to AUTH with STARTTLS whatever the settings say. None of this happens here.
 */
final class SubmissionTransport extends SMTPTransport {
    private static final int AUTHENTICATED = 235; // RFC 4954 6
    private static final int CHALLENGE = 334; // RFC 4954 4

    /** How IMAP, POP3, the web and SSH begin. */
    private static final Pattern OTHER_PROTOCOLS = Pattern.compile("(?s)(\\* |\\+OK|-ERR|HTTP/|SSH-).*");

    private final SubmissionSocket socket;
    private final boolean startTls;
    private @Nullable Credentials credentials; // while it logs in

    private boolean secured;
    private @Nullable SilentPort silence; // until it is over
    private boolean ofAnotherProtocol;
    private @Nullable SmtpReply lastReply;
    private String challenge = "";

    /** @param socket what is connected with, later */
    SubmissionTransport(SmtpSettings settings, SubmissionSocket socket) {
        // without the host: Jakarta Mail would look it up, outside of every deadline, to see whether it has a password
        // for it
        super(session(settings), new URLName("smtp", null, settings.port(), null, null, null));
        this.socket = socket;
        this.startTls = settings.encryption() == SmtpSettings.Encryption.STARTTLS;
        setAuthorizationID(""); // RFC 4616 2: derived from the user; some servers refuse one that is given
    }

    private static Session session(SmtpSettings settings) {
        Properties properties = new Properties();
        boolean startTls = settings.encryption() == SmtpSettings.Encryption.STARTTLS;
        properties.setProperty("mail.smtp.localhost", settings.ehloName());
        properties.setProperty("mail.smtp.starttls.enable", String.valueOf(startTls));
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(startTls));
        properties.setProperty("mail.smtp.auth", "true");
        properties.setProperty("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        properties.setProperty("mail.smtp.quitwait", "false");
        // one for each: nothing is shared between users
        return PlatformThread.call(() -> Session.getInstance(properties));
    }

    /** Greets, makes the connection private and logs in. */
    void logIn(Credentials login) throws MessagingException {
        credentials = login;
        try {
            connect(socket);
        } finally {
            credentials = null; // a connection that waits for its next mail needs none
        }
    }

    /** Greets and makes the connection private, and no more. */
    void greet() throws MessagingException {
        connect(socket);
    }

    /** Whom to tell when the server has spoken. */
    void tellGreeting(SilentPort watch) {
        silence = watch;
    }

    /** Whether what the server said, in the place of a reply, is how another protocol begins. */
    boolean isOfAnotherProtocol() {
        return ofAnotherProtocol;
    }

    /** The last valid reply; null where the server gave none to the last command. */
    @Nullable
    SmtpReply lastReply() {
        return lastReply;
    }

    /** Why the server refused an access token, in base64; empty where it did not say. */
    String challenge() {
        return challenge;
    }

    /**
     * Sends one command and reads its reply.
     *
     * @throws MessagingException if the connection is lost or what comes is not a reply
     */
    synchronized SmtpReply command(String command) throws MessagingException {
        lastReply = null;
        simpleCommand(command.getBytes(StandardCharsets.UTF_8));
        if (lastReply == null) {
            throw new MessagingException("no reply");
        }
        return lastReply;
    }

    /**
     * Asks to send the content.
     *
     * @return where to write it: takes care of dots (RFC 5321 4.5.2)
     * @throws org.eclipse.angus.mail.smtp.SMTPSendFailedException if the server does not want it
     */
    synchronized OutputStream startData() throws MessagingException {
        lastReply = null;
        return data();
    }

    @Override
    protected synchronized boolean protocolConnect(
            @Nullable String host, int port, @Nullable String user, @Nullable String password)
            throws MessagingException {
        Credentials login = credentials;
        if (login == null) {
            session.getProperties().setProperty("mail.smtp.auth", "false");
            return super.protocolConnect(host, port, null, null);
        }
        return switch (login.login()) {
            case Login.Password known -> {
                if (login.delegate() != null) {
                    setAuthorizationID(login.user()); // RFC 4616 2
                    session.getProperties().setProperty("mail.smtp.auth.mechanisms", "PLAIN");
                }
                yield super.protocolConnect(
                        host, port, login.loginName(), known.secret().reveal());
            }
            case Login.AccessToken token -> {
                // QUIRK: Angus Mail 2.0.5 leaves the dialogue in the middle where the server says why it refuses a
                // token
                session.getProperties().setProperty("mail.smtp.auth", "false");
                boolean connected = super.protocolConnect(host, port, null, null);
                authenticate(login.loginName(), token);
                yield connected;
            }
        };
    }

    private void authenticate(String user, Login.AccessToken token) throws MessagingException {
        String parameter = getExtensionParameter("AUTH");
        List<String> offered = parameter == null
                ? List.of()
                : List.of(parameter.toUpperCase(Locale.ROOT).split(" ", -1));
        TokenMechanism mechanism = TokenMechanism.best(offered::contains);
        if (mechanism == null) {
            throw new AuthenticationFailedException("no mechanism for tokens");
        }
        SmtpReply reply = command("AUTH " + mechanism + " " + mechanism.message(user, token));
        if (reply.code() == CHALLENGE) {
            challenge = reply.text();
            reply = command(mechanism.acknowledgement());
        }
        if (reply.code() != AUTHENTICATED) {
            throw new AuthenticationFailedException("refused");
        }
    }

    @Override
    protected boolean ehlo(String domain) throws MessagingException {
        if (!super.ehlo(domain)) {
            throw new MessagingException("EHLO was refused");
        }
        return true;
    }

    @Override
    protected void startTLS() throws MessagingException {
        if (!startTls || secured) {
            throw new MessagingException("STARTTLS out of turn");
        }
        issueCommand("STARTTLS", 220);
        try {
            socket.secure();
        } catch (IOException e) {
            throw new MessagingException("TLS", e);
        }
        secured = true;
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        lastReply = null;
        super.readServerResponse();
        String line = socket.endsInLine() ? getLastServerResponse() : "";
        lastReply = SmtpReply.of(line);
        if (lastReply == null) {
            ofAnotherProtocol = OTHER_PROTOCOLS.matcher(line).matches();
            throw new MessagingException("the connection ended, or no valid reply");
        }
        if (silence != null) {
            silence.heard();
            silence = null;
        }
        return lastReply.code();
    }
}
