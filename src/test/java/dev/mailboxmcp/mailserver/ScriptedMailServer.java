// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A mail server for IMAP over TLS and for submission with STARTTLS, started by a script in {@code src/test/mailserver} once
 * in this process, or once for each set of variables, and stopped with it.
 */
abstract class ScriptedMailServer implements MailServer {
    private static final Path SCRIPTS = Paths.get("src", "test", "mailserver").toAbsolutePath();
    private static final String REQUIRE = "REQUIRE_MAILSERVER";

    private final Path script;
    private final Map<String, String> settings;

    /**
     * Starts it. Where it is not there, or cannot be started, the test that asks is skipped; it fails instead if the
     * environment variable or system property REQUIRE_MAILSERVER is true.
     *
     * @param name of the server, for people
     * @param missing what keeps it from being started; empty for nothing
     * @param variables of the environment of its script, which says what they do
     */
    ScriptedMailServer(String name, String scriptName, String missing, Map<String, String> variables) {
        script = SCRIPTS.resolve(scriptName);
        String reason = missing.isEmpty() && !"root".equals(System.getProperty("user.name"))
                ? "only root can start it"
                : missing;
        if (!reason.isEmpty()) {
            String message = "Skipped, not run against " + name + ": " + reason;
            if (isRequired()) {
                throw new AssertionError(message + " (" + REQUIRE + " is true)");
            }
            abort(message);
        }
        settings = start(variables);
    }

    ScriptedMailServer(String name, String scriptName, String missing) {
        this(name, scriptName, missing, Map.of());
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

    @Override
    public Path certificateAuthority() {
        return Path.of(setting("CA_FILE"));
    }

    @Override
    public RawImap connect(MailUser user) throws IOException {
        return new RawImap(plainImapPort(), user);
    }

    /** What Postfix has taken is delivered before, so that no mail of one test comes in another one. */
    @Override
    public void reset(MailUser user) throws IOException {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(queued())
                        .as("what Postfix has not delivered")
                        .isEmpty());
        MailServer.super.reset(user);
    }

    private List<Path> queued() throws IOException {
        List<Path> queued = new ArrayList<>();
        // a mail may go from one to another meanwhile, or be followed by a bounce
        for (String queue : List.of("deferred", "active", "incoming", "active", "deferred")) {
            try (Stream<Path> files = Files.walk(folder().resolve("spool").resolve(queue))) {
                files.filter(Files::isRegularFile).forEach(queued::add);
            } catch (UncheckedIOException e) { // one went while it was looked at
                queued.add(folder());
            }
        }
        return queued;
    }

    /** Where the server keeps all that it writes. */
    final Path folder() {
        return certificateAuthority().resolve("../..").normalize();
    }

    final String setting(String name) {
        String value = settings.get(name);
        if (value == null) {
            throw new IllegalStateException("mailserver.env has no " + name);
        }
        return value;
    }

    static boolean isRequired() {
        return Boolean.getBoolean(REQUIRE) || Boolean.parseBoolean(System.getenv(REQUIRE));
    }

    private Map<String, String> start(Map<String, String> variables) {
        try {
            Path folder = Files.createTempDirectory(Path.of("/tmp"), "mailserver");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(folder), "stop-mailserver"));
            Properties properties = new Properties();
            properties.load(new java.io.StringReader(run("start", folder, variables)));
            return properties.stringPropertyNames().stream()
                    .collect(Collectors.toMap(name -> name, properties::getProperty));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stop(Path folder) {
        try {
            run("stop", folder, Map.of());
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
    private String run(String command, Path folder, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(script.toString(), command, folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(variables);
        Process process = builder.start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(script + " " + command + " failed");
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while running " + script, e);
        }
    }
}
