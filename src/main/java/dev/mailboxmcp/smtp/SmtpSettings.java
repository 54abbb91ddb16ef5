// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import dev.mailboxmcp.net.TlsTrust;
import dev.mailboxmcp.settings.Loopback;
import dev.mailboxmcp.settings.Settings;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where and how mail is submitted.
 *
 * @param ehloName how we introduce ourselves; a host name or an address literal (RFC 5321 4.1.3)
 * @param tlsSockets decides which certificates are trusted
 * @param connectTimeout until the connection stands, over all addresses of the host
 * @param openingBudget until the server is ready to take the mail: connection, TLS, login, envelope
 * @param budget for all, until the verdict
 * @param idleTimeout how long a connection waits for the next mail of the same user; zero for none
 * @param maxAge after this time no connection is used for another mail, so that a changed password stops working
 * @param prefix of the variables that say which server it is, for who has to mend them; empty text for none
 */
public record SmtpSettings(
        String host,
        int port,
        Encryption encryption,
        String ehloName,
        SSLSocketFactory tlsSockets,
        Duration connectTimeout,
        Duration openingBudget,
        Duration budget,
        Duration idleTimeout,
        Duration maxAge,
        String prefix) {
    /** When the connection becomes private. */
    public enum Encryption {
        /** TLS from the first byte on (RFC 8314 3.3). */
        IMPLICIT,
        /** TLS by STARTTLS, without which nothing is said (RFC 3207). */
        STARTTLS,
        /** Never. */
        NONE
    }

    private static final int SUBMISSION_PORT = 587;
    private static final int IMPLICIT_TLS_PORT = 465;
    private static final int MAX_PORT = 65_535;
    private static final String ANONYMOUS_EHLO_NAME = "[127.0.0.1]"; // says nothing about this machine

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration OPENING_BUDGET = Duration.ofSeconds(35);
    static final Duration BUDGET = Duration.ofSeconds(55);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MAX_AGE = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final Pattern EHLO_NAME =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|\\[[0-9A-Za-z.:]{2,64}]");

    /**
     * Reads {@code SMTP_HOST}, {@code SMTP_PORT}, {@code SMTP_TLS}, {@code SMTP_EHLO_NAME}, {@code SMTP_CA_FILE},
     * {@code SMTP_IDLE_TIMEOUT} and {@code SMTP_MAX_AGE}.
     *
     * @return null where {@code SMTP_HOST} is not set: then no mail is sent
     */
    public static @Nullable SmtpSettings read(Settings settings) {
        String host = settings.optional("SMTP_HOST");
        if (host == null) {
            return null;
        }
        settings.requireHost("SMTP_HOST", host, "smtp.example.com");
        int port = settings.integer("SMTP_PORT", SUBMISSION_PORT, 1, MAX_PORT);
        String named = settings.optional("SMTP_EHLO_NAME");
        String ehloName = named == null ? ANONYMOUS_EHLO_NAME : named;
        if (!EHLO_NAME.matcher(ehloName).matches()) {
            settings.problem("SMTP_EHLO_NAME", ehloName, "a host name, or an address such as [192.0.2.1]");
            ehloName = ANONYMOUS_EHLO_NAME;
        }
        return new SmtpSettings(
                host,
                port,
                encryption(settings, host, port),
                ehloName,
                TlsTrust.read(settings, "SMTP_CA_FILE").getSocketFactory(),
                CONNECT_TIMEOUT,
                OPENING_BUDGET,
                BUDGET,
                settings.seconds("SMTP_IDLE_TIMEOUT", IDLE_TIMEOUT, Duration.ZERO, LONGEST),
                settings.seconds("SMTP_MAX_AGE", MAX_AGE, Duration.ofSeconds(1), LONGEST),
                settings.prefix("SMTP_HOST"));
    }

    private static Encryption encryption(Settings settings, String host, int port) {
        boolean required = settings.flag("SMTP_TLS", true);
        if (port == IMPLICIT_TLS_PORT) { // where nothing else is spoken, whatever is required elsewhere
            return Encryption.IMPLICIT;
        }
        if (required) {
            return Encryption.STARTTLS;
        }
        if (!Loopback.isNamed(host)) {
            settings.warning("SMTP_TLS", "=false: passwords and mail go to " + host + " in the clear");
        }
        return Encryption.NONE;
    }
}
