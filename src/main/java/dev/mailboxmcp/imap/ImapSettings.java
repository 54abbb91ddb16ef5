// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.net.TlsTrust;
import dev.mailboxmcp.settings.Loopback;
import dev.mailboxmcp.settings.Settings;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The IMAP server and what it may cost.
 *
 * @param caFile PEM certificates trusted besides the platform's own; null for none
 * @param maxConnections of all users together
 * @param maxConnectionsPerUser of one user and password
 * @param rowMemoryBytes that each connection may keep of rows it has fetched; 0 for none
 * @param tellsClientAddress whether the mail server is told for which client a connection is opened
 * @param prefix of the variables that say which server it is, for who has to mend them; empty text for none
 */
public record ImapSettings(
        String host,
        int port,
        TlsMode tls,
        @Nullable Path caFile,
        int maxConnections,
        int maxConnectionsPerUser,
        int rowMemoryBytes,
        boolean tellsClientAddress,
        Timeouts timeouts,
        String prefix) {
    private static final int PLAIN_PORT = 143;

    /** One that keeps the addresses of clients to itself, and no rows. */
    public ImapSettings(
            String host,
            int port,
            TlsMode tls,
            @Nullable Path caFile,
            int maxConnections,
            int maxConnectionsPerUser,
            Timeouts timeouts) {
        this(host, port, tls, caFile, maxConnections, maxConnectionsPerUser, 0, false, timeouts, "");
    }

    /**
     * Every span of time.
     *
     * @param call from the start of a call to its end
     * @param borrow how long a call waits for a connection
     * @param idle how long an unused connection is kept
     * @param maxAge how long any connection is kept, so that a revoked password stops working
     */
    public record Timeouts(
            Duration connect,
            Duration tls,
            Duration greeting,
            Duration read,
            Duration call,
            Duration borrow,
            Duration idle,
            Duration maxAge) {
        /** What is good for nearly everybody. */
        public static final Timeouts USUAL = new Timeouts(
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(15),
                Duration.ofSeconds(60),
                Duration.ofSeconds(55),
                Duration.ofSeconds(10),
                Duration.ofSeconds(120),
                Duration.ofSeconds(600));
    }

    /** Reads {@code IMAP_*}, {@code MAX_POOL_SIZE} and {@code CALL_TIMEOUT}; problems are noted there. */
    public static ImapSettings read(Settings settings) {
        String host = settings.required("IMAP_HOST", "the name of the IMAP server, such as imap.example.com");
        if (!host.isEmpty()) {
            settings.requireHost("IMAP_HOST", host, "imap.example.com");
        }
        int port = settings.integer("IMAP_PORT", 993, 1, 65535);
        boolean tls = settings.flag("IMAP_TLS", true);
        if (!tls && !Loopback.isNamed(host)) {
            settings.warning("IMAP_TLS", "=false: passwords and mail travel unencrypted to " + host);
        }
        return new ImapSettings(
                host,
                port,
                !tls ? TlsMode.NONE : port == PLAIN_PORT ? TlsMode.STARTTLS : TlsMode.IMPLICIT,
                caFile(settings),
                settings.integer("MAX_POOL_SIZE", 50, 1, 10_000),
                settings.integer("IMAP_CONNECTIONS_PER_USER", 4, 1, 100),
                settings.integer("ROW_MEMORY", 65_536, 0, 16_777_216),
                settings.flag("IMAP_ID_CLIENT_ADDRESS", false),
                timeouts(settings),
                settings.prefix("IMAP_HOST"));
    }

    private static @Nullable Path caFile(Settings settings) {
        String name = settings.optional("IMAP_CA_FILE");
        if (name == null) {
            return null;
        }
        try {
            Path file = Path.of(name);
            TlsTrust.trusting(file);
            return file;
        } catch (IOException | GeneralSecurityException | InvalidPathException e) {
            settings.problem("IMAP_CA_FILE", name, "a readable file of PEM certificates");
            return null;
        }
    }

    private static Timeouts timeouts(Settings settings) {
        Timeouts usual = Timeouts.USUAL;
        return new Timeouts(
                seconds(settings, "IMAP_CONNECT_TIMEOUT", usual.connect()),
                seconds(settings, "IMAP_TLS_TIMEOUT", usual.tls()),
                seconds(settings, "IMAP_GREETING_TIMEOUT", usual.greeting()),
                seconds(settings, "IMAP_READ_TIMEOUT", usual.read()),
                seconds(settings, "CALL_TIMEOUT", usual.call()),
                seconds(settings, "IMAP_BORROW_TIMEOUT", usual.borrow()),
                seconds(settings, "IMAP_IDLE_TIMEOUT", usual.idle()),
                seconds(settings, "IMAP_MAX_AGE", usual.maxAge()));
    }

    private static Duration seconds(Settings settings, String name, Duration usual) {
        return settings.seconds(name, usual, Duration.ofSeconds(1), Duration.ofHours(1));
    }
}
