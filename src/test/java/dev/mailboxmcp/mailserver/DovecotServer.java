// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Dovecot for IMAP over TLS and Postfix for submission with STARTTLS, started by {@code mailserver.sh} once in this
 * process and stopped with it. Knows special-use folders, unlike GreenMail.
 */
public final class DovecotServer implements MailServer {
    private static final Path SCRIPT =
            Paths.get("src", "test", "mailserver", "mailserver.sh").toAbsolutePath();
    private static final String REQUIRE = "REQUIRE_MAILSERVER";

    private static @Nullable DovecotServer shared;

    private final Map<String, String> settings;

    private DovecotServer(Map<String, String> settings) {
        this.settings = settings;
    }

    /**
     * The one server of this process. Where Dovecot and Postfix are not installed, or cannot be started, the test that
     * asks is skipped; it fails instead if the environment variable or system property REQUIRE_MAILSERVER is true.
     */
    public static synchronized DovecotServer shared() {
        if (shared == null) {
            String missing = missing();
            if (missing != null) {
                String message = "Skipped, not run against Dovecot and Postfix: " + missing;
                if (isRequired()) {
                    throw new AssertionError(message + " (" + REQUIRE + " is true)");
                }
                abort(message);
            }
            shared = start();
        }
        return shared;
    }

    @Override
    public String host() {
        return setting("MAIL_HOST");
    }

    @Override
    public int imapPort() {
        return Integer.parseInt(setting("IMAPS_PORT"));
    }

    @Override
    public int plainImapPort() {
        return Integer.parseInt(setting("IMAP_PORT"));
    }

    @Override
    public boolean imapTls() {
        return true;
    }

    @Override
    public int smtpPort() {
        return Integer.parseInt(setting("SUBMISSION_PORT"));
    }

    @Override
    public boolean smtpTls() {
        return true;
    }

    @Override
    public MailUser alice() {
        return new MailUser(setting("ALICE_USER"), setting("ALICE_PASSWORD"));
    }

    @Override
    public MailUser bob() {
        return new MailUser(setting("BOB_USER"), setting("BOB_PASSWORD"));
    }

    /** Whose mailbox takes 20000 bytes. */
    public MailUser carol() {
        return new MailUser(setting("CAROL_USER"), setting("CAROL_PASSWORD"));
    }

    /** As {@link #smtpPort()}, for mails up to 20000 bytes, and without SMTPUTF8. */
    public int limitedSmtpPort() {
        return Integer.parseInt(setting("LIMITED_PORT"));
    }

    /** As {@link #smtpPort()}, for two mails a minute. */
    public int ratedSmtpPort() {
        return Integer.parseInt(setting("RATED_PORT"));
    }

    @Override
    public Path certificateAuthority() {
        return Path.of(setting("CA_FILE"));
    }

    /** What Postfix logs. */
    public Path postfixLog() {
        return certificateAuthority().resolve("../../log/postfix.log").normalize();
    }

    @Override
    public RawImap connect(MailUser user) throws IOException {
        return new RawImap(plainImapPort(), user);
    }

    private String setting(String name) {
        String value = settings.get(name);
        if (value == null) {
            throw new IllegalStateException("mailserver.env has no " + name);
        }
        return value;
    }

    private static boolean isRequired() {
        return Boolean.getBoolean(REQUIRE) || Boolean.parseBoolean(System.getenv(REQUIRE));
    }

    private static @Nullable String missing() {
        if (!isInstalled("dovecot") || !isInstalled("postfix")) {
            return "they are not installed; as root: src/test/mailserver/mailserver.sh install";
        }
        return "root".equals(System.getProperty("user.name")) ? null : "only root can start Postfix";
    }

    private static boolean isInstalled(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static DovecotServer start() {
        try {
            Path folder = Files.createTempDirectory(Path.of("/tmp"), "mailserver");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(folder), "stop-mailserver"));
            Properties properties = new Properties();
            properties.load(new java.io.StringReader(script("start", folder)));
            return new DovecotServer(properties.stringPropertyNames().stream()
                    .collect(Collectors.toMap(name -> name, properties::getProperty)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(Path folder) {
        try {
            script("stop", folder);
            List<Path> files;
            try (Stream<Path> walk = Files.walk(folder)) {
                files = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : files) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("The mail server of the tests may still run, see " + folder + ": " + e.getMessage());
        }
    }

    /** Runs the script and gives what it prints. */
    private static String script(String command, Path folder) throws IOException {

        Process process = new ProcessBuilder(SCRIPT.toString(), command, folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(SCRIPT + " " + command + " failed");
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while running " + SCRIPT, e);
        }
    }
}
