// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Dovecot and Postfix, by {@code mailserver.sh}. Knows special-use folders, unlike GreenMail. */
public final class DovecotServer extends ScriptedMailServer {
    private static @Nullable DovecotServer shared;

    private final String domain;

    private DovecotServer(String domain, Map<String, String> variables) {
        super("Dovecot and Postfix", "mailserver.sh", missing(), variables);
        this.domain = domain;
    }

    /** The one server of this process; skips the test that asks where it cannot be had. */
    public static synchronized DovecotServer shared() {
        if (shared == null) {
            shared = new DovecotServer("example.test", Map.of());
        }
        return shared;
    }

    /**
     * One more server, of another domain, until this process ends.
     *
     * @param mechanisms of SASL that it offers, between blanks
     */
    public static DovecotServer of(String domain, String mechanisms) {
        return new DovecotServer(domain, Map.of("MAILSERVER_DOMAIN", domain, "MAILSERVER_MECHANISMS", mechanisms));
    }

    /**
     * One more server, which asks about access tokens (RFC 7662) and does not read them, until this process ends.
     *
     * @param introspection where it asks
     */
    public static DovecotServer asking(URI introspection) {
        return new DovecotServer("example.test", Map.of("MAILSERVER_INTROSPECTION", introspection.toString()));
    }

    /** One of fifty more, with an ordinary mailbox. */
    public static MailUser reader(int number) {
        String name = "reader%02d".formatted(number);
        return new MailUser(name + "@example.test", name + "-secret");
    }

    /** The same at the domain of this server, whichever that is. */
    public MailUser user(int number) {
        MailUser reader = reader(number);
        return new MailUser(reader.address().replace("example.test", domain), reader.password());
    }

    /** Whose mailbox takes 20000 bytes. */
    public MailUser carol() {
        return new MailUser(setting("CAROL_USER"), setting("CAROL_PASSWORD"));
    }

    /** The same as {@link #smtpPort()}, for mails up to 20000 bytes, and without SMTPUTF8. */
    public int limitedSmtpPort() {
        return Integer.parseInt(setting("LIMITED_PORT"));
    }

    /** The same as {@link #smtpPort()}, for two mails a minute. */
    public int ratedSmtpPort() {
        return Integer.parseInt(setting("RATED_PORT"));
    }

    /** Who may log in for everybody. */
    public MailUser master() {
        return new MailUser("master", "master-secret");
    }

    /**
     * An access token, which the server checks by itself.
     *
     * @param email whose mailbox it opens
     * @param scope what it is for; mail, among others, where it shall be good here
     */
    public String accessToken(String email, Instant expires, String scope) {
        return signed("{\"iss\":\"" + setting("OAUTH_ISSUER") + "\",\"email\":\"" + email + "\",\"sub\":\"" + email
                + "\",\"nbf\":1700000000,\"iat\":1700000000,\"exp\":" + expires.getEpochSecond() + ",\"scope\":\""
                + scope + "\"}");
    }

    /** The only identity provider besides, whose access tokens it takes: the URL that it has to have. */
    public String provider() {
        return setting("PROVIDER");
    }

    /** Where that provider puts its public key, whose id is {@code test}, as PEM. */
    public Path providerKey() {
        return Path.of(setting("PROVIDER_KEY"));
    }

    private String signed(String claims) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String content = encoder.encodeToString(
                        "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"default\"}".getBytes(StandardCharsets.UTF_8))
                + "." + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(setting("OAUTH_KEY").getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return content + "." + encoder.encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new LinkageError("no HMAC", e);
        }
    }

    /** What Postfix logs. */
    public Path postfixLog() {
        return folder().resolve("log/postfix.log");
    }

    /** What Dovecot logs: logins and refused ones, with the address of the client. */
    public Path log() {
        return folder().resolve("log/dovecot.log");
    }

    /** Gives a user another password, and returns when it is in force: Dovecot looks once a second. */
    public void setPassword(MailUser user, String password) throws IOException {
        Path users = folder().resolve("conf/users");
        Files.write(
                users,
                Files.readAllLines(users).stream()
                        .map(line -> line.startsWith(user.address() + ":")
                                ? line.replaceFirst("\\{PLAIN}[^:]*", "{PLAIN}" + password)
                                : line)
                        .toList());
        MailUser changed = new MailUser(user.address(), password);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> accepts(changed));
    }

    /** Ends the connections of a user, as an administrator does who locks somebody out. */
    public void disconnect(MailUser user) throws IOException {
        Process doveadm = new ProcessBuilder(
                        "doveadm", "-c", folder().resolve("conf/dovecot.conf").toString(), "kick", user.address())
                .inheritIO()
                .start();
        try {
            if (doveadm.waitFor() != 0) {
                throw new IOException("doveadm kick failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while running doveadm", e);
        }
    }

    /**
     * Takes locks away that nobody holds any more, while nobody changes anything: Dovecot 2.3 locks a Maildir by a file in it, and
     * when another session renames the folder meanwhile, the file goes along and its holder does not find it to delete it.
     * Whoever opens the folder then waits for two minutes.
     */
    public void forgetLocks(MailUser user) throws IOException {
        delete(user, "dovecot-uidlist.lock");
    }

    /** Deletes what is known of the folders of a user besides their mails and UIDs, as after a crash of the file system. */
    public void forgetIndexes(MailUser user) throws IOException {
        delete(user, "dovecot.index");
    }

    private void delete(MailUser user, String start) throws IOException {
        try (Stream<Path> files = Files.walk(folder().resolve("mail").resolve(user.address()))) {
            for (Path file : files.filter(one -> one.getFileName().toString().startsWith(start))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    private boolean accepts(MailUser user) {
        try (RawImap imap = connect(user)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether {@link #shared} would give one, or fail. */
    public static boolean canBeAskedFor() {
        return isRequired() || (missing().isEmpty() && "root".equals(System.getProperty("user.name")));
    }

    static String missing() {
        return isInstalled("dovecot") && isInstalled("postfix")
                ? ""
                : "they are not installed; as root: src/test/mailserver/mailserver.sh install";
    }

    private static boolean isInstalled(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
