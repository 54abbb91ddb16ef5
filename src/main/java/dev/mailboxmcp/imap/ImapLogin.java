// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.login.TokenMechanism;
import dev.mailboxmcp.login.TokenRefusal;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailFailure.LoginFailed.Wanted;
import dev.mailboxmcp.settings.Build;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Logs in by LOGIN or AUTHENTICATE PLAIN (RFC 9051 6.2.2, 6.2.3, RFC 4616), or by an access token (RFC 7628). */
final class ImapLogin {
    private static final String WORDS = "logging in";
    private static final String IDENTITY = "(\"name\" \"" + Build.NAME + "\" \"version\" \"" + Build.version() + "\")";
    private static final Pattern APP_PASSWORD =
            Pattern.compile("(?i)\\bapp(lication)?([- ]specific)? password|authori[sz]ation code|授权码");
    private static final Pattern WEB_LOGIN = Pattern.compile("(?i)web ?browser|web ?login");
    private static final Pattern SWITCHED_OFF =
            Pattern.compile("(?i)imap (access )?(is |has been )?(disabled|not enabled|switched off|turned off)"
                    + "|not enabled for imap|enable imap");
    private static final Pattern NOT_CONNECTED = Pattern.compile("(?i)authenticated but not connected");
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private ImapLogin() {}

    /**
     * Ends with the connection logged in and its capabilities known.
     *
     * @throws MailException with {@link MailFailure.LoginFailed} only if it was user and password that were refused
     */
    static void login(ImapConnection connection, Credentials credentials, ImapSettings settings) throws IOException {
        if (settings.tls() != TlsMode.NONE && !connection.encrypted()) {
            throw new ProtocolViolation("no TLS where it is required");
        }
        if (!connection.knowsCapabilities()) {
            connection.learn(connection.ask("asking for capabilities", new ImapCommand("CAPABILITY")));
        }
        if (settings.tellsClientAddress() && connection.has("ID")) {
            tellClientAddress(connection, credentials.clientAddress());
        }
        boolean standardOffered = connection.has("AUTH=" + TokenMechanism.OAUTHBEARER); // not by Microsoft
        ImapAnswer answer = send(connection, credentials);
        if (!answer.isOk()) {
            throw refusal(answer, credentials, connection.challenge());
        }
        boolean introduced = introduce(connection);
        boolean told = answer.status().code().equals("CAPABILITY")
                || !answer.all("CAPABILITY").isEmpty();
        if (told) {
            connection.learn(answer);
        } else {
            connection.learn(connection.ask("asking for capabilities", new ImapCommand("CAPABILITY")));
        }
        if (!introduced) {
            introduce(connection);
        }
        if (credentials.login() instanceof Login.AccessToken token && !standardOffered) {
            requireMailbox(connection, credentials, token);
        }
    }

    /**
     * QUIRK: Microsoft 365 accepts a good token for any mailbox, and then refuses every command where it opens none: the
     * mailbox is another user's, or IMAP is switched off for it.
     */
    private static void requireMailbox(ImapConnection connection, Credentials credentials, Login.AccessToken token)
            throws IOException {
        ImapAnswer answer = connection.ask(WORDS, ImapCommand.of("LIST", "\"\" \"\""));
        if (answer.tagged().isBAD()
                && NOT_CONNECTED.matcher(answer.status().text()).find()) {
            throw new MailException(new MailFailure.LoginFailed(TokenRefusal.wantedForMailbox(credentials, token)));
        }
    }

    /**
     * Introduces this client by ID (RFC 2971), with name and version and nothing else, as soon as the login is done.
     *
     * @return whether the server offers that, as far as it is known
     */
    private static boolean introduce(ImapConnection connection) {
        boolean offered = connection.has("ID");
        if (offered) { // QUIRK: NetEase opens no folder for a client that did not say who it is
            connection.introduce(ImapCommand.of("ID", IDENTITY));
        }
        return offered;
    }

    /**
     * Tells the client's address by ID (RFC 2971), in a field known from webmail, so that logs and guards see the client
     * and not this server. A mail server may refuse to listen, which changes nothing.
     */
    private static void tellClientAddress(ImapConnection connection, @Nullable String address) throws IOException {
        if (address != null && ADDRESS.matcher(address).matches()) {
            connection.ask(
                    WORDS, ImapCommand.of("ID", "(\"name\" \"mailbox-mcp\" \"x-originating-ip\" \"" + address + "\")"));
        }
    }

    private static ImapAnswer send(ImapConnection connection, Credentials credentials) throws IOException {
        return switch (credentials.login()) {
            case Login.Password password ->
                credentials.delegate() == null
                        ? byPassword(connection, credentials.user(), password.secret())
                        : byDelegate(connection, credentials.user(), credentials.delegate(), password.secret());
            case Login.AccessToken token -> byToken(connection, credentials.user(), token);
        };
    }

    private static ImapAnswer byPassword(ImapConnection connection, String user, Secret password) throws IOException {
        boolean plain = connection.has("AUTH=PLAIN");
        boolean ascii = isAscii(user) && isAscii(password.reveal());
        if (!connection.has("LOGINDISABLED") && (ascii || !plain)) {
            return connection.ask(WORDS, new ImapCommand("LOGIN").string(user).string(password.reveal()));
        }
        if (!plain && connection.has("AUTH=LOGIN")) { // older than any standard, and all that some servers offer
            return connection.askWithReplies(
                    WORDS, ImapCommand.of("AUTHENTICATE", "LOGIN"), base64(user), base64(password.reveal()));
        }
        if (!plain) {
            throw new MailException(new MailFailure.NotAllowed("the mail server offers no login by password"));
        }
        return plain(connection, "", user, password);
    }

    /** Logs in as a user for whom another shows a password (RFC 4616 2). */
    private static ImapAnswer byDelegate(ImapConnection connection, String user, String delegate, Secret password)
            throws IOException {
        if (!connection.has("AUTH=PLAIN")) {
            throw new MailException(
                    new MailFailure.NotAllowed("the mail server offers no login for another user (AUTH=PLAIN)"));
        }
        return plain(connection, user, delegate, password);
    }

    private static ImapAnswer plain(ImapConnection connection, String authorized, String user, Secret password)
            throws IOException {
        String response = base64(authorized + "\0" + user + "\0" + password.reveal());
        if (connection.has("SASL-IR")) {
            return connection.ask(WORDS, ImapCommand.of("AUTHENTICATE", "PLAIN " + response));
        }
        return connection.askWithReplies(WORDS, ImapCommand.of("AUTHENTICATE", "PLAIN"), response);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ImapAnswer byToken(ImapConnection connection, String user, Login.AccessToken token)
            throws IOException {
        TokenMechanism mechanism = TokenMechanism.best(name -> connection.has("AUTH=" + name));
        if (mechanism == null) {
            throw new MailException(new MailFailure.NotAllowed("the mail server offers no login by access token"));
        }
        String message = mechanism.message(user, token);
        return connection.has("SASL-IR")
                ? connection.askWithReplies(
                        WORDS, ImapCommand.of("AUTHENTICATE", mechanism + " " + message), mechanism.acknowledgement())
                : connection.askWithReplies(
                        WORDS, ImapCommand.of("AUTHENTICATE", mechanism.name()), message, mechanism.acknowledgement());
    }

    /**
     * RFC 5530 tells a server in trouble from a refused user; without a code, NO is about the password. A locked account
     * gets the answer of a wrong password: who guesses must not learn which it is.
     */
    private static MailException refusal(ImapAnswer answer, Credentials credentials, String challenge) {
        StatusText status = answer.status();
        boolean aboutTheAccount = switch (status.code()) {
            case "AUTHENTICATIONFAILED", "CONTACTADMIN" -> true;
            default -> false;
        };
        if (!aboutTheAccount && (status.isAboutTheServer() || answer.tagged().isBAD())) {
            return status.toFailure(WORDS);
        }
        return new MailException(
                status.code().equals("PRIVACYREQUIRED")
                        ? new MailFailure.NotAllowed("the mail server does not permit this login")
                        : new MailFailure.LoginFailed(
                                switch (credentials.login()) {
                                    case Login.Password password -> wanted(status);
                                    case Login.AccessToken token ->
                                        SWITCHED_OFF.matcher(status.text()).find()
                                                ? Wanted.IMAP_ACCESS
                                                : TokenRefusal.wanted(challenge, credentials, token, Instant.now());
                                }));
    }

    /** QUIRK: Gmail, Yandex and others say in words only what would help. */
    private static Wanted wanted(StatusText status) {
        if (APP_PASSWORD.matcher(status.text()).find()) {
            return Wanted.APP_PASSWORD;
        }
        if (WEB_LOGIN.matcher(status.text()).find()) {
            return Wanted.WEB_LOGIN;
        }
        return SWITCHED_OFF.matcher(status.text()).find() ? Wanted.IMAP_ACCESS : Wanted.UNKNOWN;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
