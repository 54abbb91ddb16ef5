// SPDX-License-Identifier: MIT
package dev.mailboxmcp.net;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection never came as far as a login, where it will not the next time either, until an administrator has mended a
 * setting or a certificate.
 */
public enum TlsFault {
    /** Nobody who is trusted has signed the certificate. */
    UNTRUSTED,
    /** The certificate is for another host. */
    OTHER_NAME,
    /** The certificate has expired, or is not valid yet. */
    OUT_OF_DATE,
    /** The peer answered something that is no TLS. */
    NO_TLS,
    /** The peer speaks none of the versions that are recent enough. */
    OLD_TLS,
    /** The peer waits for TLS, where it was to greet before. */
    TLS_AT_ONCE,
    /** The peer speaks another protocol. */
    OTHER_PROTOCOL;

    private static final int MAX_CAUSES = 20;

    /** The fault behind a failure; null where it is none of these, such as a lost connection. */
    public static @Nullable TlsFault of(@Nullable Throwable failure) {
        if (has(failure, CertificateExpiredException.class) || has(failure, CertificateNotYetValidException.class)) {
            return OUT_OF_DATE;
        }
        if (has(failure, CertPathBuilderException.class)) {
            return UNTRUSTED;
        }
        if (has(failure, CertPathValidatorException.class)) {
            return null;
        }
        if (has(failure, CertificateException.class)) {
            return OTHER_NAME;
        }
        return says(failure, "unrecognized ssl message") ? NO_TLS : says(failure, "protocol_version") ? OLD_TLS : null;
    }

    /**
     * What is wrong, and the setting that it depends on.
     *
     * @param server with which the names of its settings begin, such as {@code IMAP} or {@code PROFILE_CORP_SMTP}
     * @param ports what the setting of the port may be for TLS and for STARTTLS
     */
    public String words(String server, String ports) {
        return switch (this) {
            case UNTRUSTED -> "nobody who is trusted here signed its certificate: " + server + "_CA_FILE";
            case OTHER_NAME -> "its certificate is for another name: " + server + "_HOST";
            case OUT_OF_DATE -> "its certificate has expired, or is not valid yet";
            case NO_TLS -> "it speaks no TLS at this port: " + server + "_PORT, " + ports;
            case OLD_TLS -> "it speaks neither TLS 1.2 nor 1.3";
            case TLS_AT_ONCE ->
                "it begins with TLS at this port: " + server + "_PORT, " + ports + ", or " + server + "_TLS";
            case OTHER_PROTOCOL -> "it speaks another protocol at this port: " + server + "_PORT, " + ports;
        };
    }

    private static boolean has(@Nullable Throwable failure, Class<? extends Exception> type) {
        return causes(failure).anyMatch(type::isInstance);
    }

    /** QUIRK: the JDK tells these by the words of its exception alone. */
    private static boolean says(@Nullable Throwable failure, String words) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof SSLException
                        && String.valueOf(cause.getMessage())
                                .toLowerCase(Locale.ROOT)
                                .contains(words));
    }

    private static Stream<Throwable> causes(@Nullable Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MAX_CAUSES);
    }
}
