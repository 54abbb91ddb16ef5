// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import dev.mailboxmcp.mailserver.GreenMailServer;
import dev.mailboxmcp.mailserver.MailServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Prepares, before Arquillian starts the server, what the server runs with: free ports, and GreenMail in this process as
 * its mail server. Does nothing in runs without a server.
 */
public final class ServerEnvironment implements LauncherSessionListener {
    private static @Nullable GreenMailServer mail;
    private static @Nullable HoldingProxy submission;

    /** The mail server of the server under test. */
    public static GreenMailServer mail() {
        if (mail == null) {
            throw new IllegalStateException("only Maven's integration-test phase has a server");
        }
        return mail;
    }

    /** What stands between the server under test and its submission server. */
    static HoldingProxy submission() {
        mail();
        return java.util.Objects.requireNonNull(submission);
    }

    static String url() {
        return "http://localhost:" + System.getProperty("mailboxmcp.port");
    }

    static String operationsUrl() {
        return System.getProperty("mailboxmcp.operations");
    }

    /** What the server has logged so far. */
    static String log() throws IOException {
        StringBuilder log = new StringBuilder();
        for (Path file : tested().log(Path.of(System.getProperty("mailboxmcp.server")))) {
            log.append(Files.readString(file));
        }
        return log.toString();
    }

    /** The server in which the WAR is tested. */
    static TestedServer tested() {
        return TestedServer.valueOf(System.getProperty("arquillian.launch").toUpperCase(Locale.ROOT));
    }

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        String home = System.getProperty("mailboxmcp.server");
        if (home == null || home.isEmpty() || mail != null) {
            return;
        }
        GreenMailServer started = GreenMailServer.start();
        mail = started;
        submission = new HoldingProxy(started.smtpPort());
        TestedServer server = tested();
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket opsPort = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            System.setProperty("mailboxmcp.port", Integer.toString(port.getLocalPort()));
            System.setProperty("mailboxmcp.opsPort", Integer.toString(opsPort.getLocalPort()));
            System.setProperty(
                    "mailboxmcp.operations", server.operationsUrl(port.getLocalPort(), opsPort.getLocalPort()));
            server.prepare(
                    Path.of(home),
                    environment(
                            port.getLocalPort(),
                            opsPort.getLocalPort(),
                            started,
                            submission().port()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What a server under test runs with.
     *
     * @param smtpPort of the submission server, or of what stands in front of it
     */
    public static Map<String, String> environment(int port, int opsPort, MailServer mail, int smtpPort) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PORT", Integer.toString(port));
        environment.put("OPS_PORT", Integer.toString(opsPort));
        environment.put("BIND_ADDRESS", "localhost");
        environment.put("OPS_HOST", "localhost");
        environment.put("PUBLIC_URL", "http://localhost:" + port);
        environment.put("IMAP_HOST", mail.host());
        environment.put("IMAP_PORT", Integer.toString(mail.imapPort()));
        environment.put("IMAP_TLS", "false");
        environment.put("SMTP_HOST", mail.host());
        environment.put("SMTP_PORT", Integer.toString(smtpPort));
        environment.put("SMTP_TLS", "false");
        environment.put("ENCRYPTION_KEYS", "k0:7d1f0c5a9be2436885d0a3c4f61b27e97d3e5b80c94f16a2d8057be3641c9af2");
        environment.put("LOG_LEVEL", "debug");
        return environment;
    }
}
