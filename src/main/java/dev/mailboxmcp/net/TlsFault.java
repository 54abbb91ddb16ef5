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

/** Why TLS failed, where it will fail again until an administrator has mended a setting or a certificate. */
public enum TlsFault {
    /** Nobody who is trusted has signed the certificate. */
    UNTRUSTED,
    /** The certificate is for another host. */
    OTHER_NAME,
    /** The certificate has expired, or is not valid yet. */
    OUT_OF_DATE,
    /** The peer answered something that is no TLS. */
    NO_TLS;

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
        return isNoTls(failure) ? NO_TLS : null;
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
        };
    }

    private static boolean has(@Nullable Throwable failure, Class<? extends Exception> type) {
        return causes(failure).anyMatch(type::isInstance);
    }

    /** QUIRK: the JDK tells it by the words of its exception alone. */
    private static boolean isNoTls(@Nullable Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof SSLException
                        && String.valueOf(cause.getMessage())
                                .toLowerCase(Locale.ROOT)
                                .contains("unrecognized ssl message"));
    }

    private static Stream<Throwable> causes(@Nullable Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MAX_CAUSES);
    }
}
