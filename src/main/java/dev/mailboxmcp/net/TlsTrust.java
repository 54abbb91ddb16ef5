// SPDX-License-Identifier: MIT
package dev.mailboxmcp.net;

import dev.mailboxmcp.settings.Settings;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom a TLS connection trusts. Never the JVM-wide default context, which an application server replaces by its own.
 */
public final class TlsTrust {
    /** There is one server to resume with; the JDK keeps 20,480 for a day, which were 60 MB after as many logins. */
    private static final int SESSIONS = 16;

    private TlsTrust() {}

    /**
     * The platform's authorities, and those of the file that a setting names. A wrong one is noted, and the platform's take its place.
     *
     * @param name of the variable that may hold the path of a PEM file
     */
    public static SSLContext read(Settings settings, String name) {
        String file = settings.optional(name);
        try {
            return trusting(file == null ? null : Path.of(file));
        } catch (IOException | GeneralSecurityException | InvalidPathException e) {
            settings.problem(name, String.valueOf(file), "a readable file of PEM certificates");
            return platform();
        }
    }

    private static SSLContext platform() {
        try {
            return trusting(null);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no TLS", e);
        }
    }

    /**
     * The platform's authorities, and those of a PEM file where one is given.
     *
     * @throws IOException if the file cannot be read
     * @throws GeneralSecurityException if it holds no certificates
     */
    public static SSLContext trusting(@Nullable Path caFile) throws IOException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        if (caFile != null) {
            KeyStore store = authoritiesOf(trust.getTrustManagers());
            addAll(store, caFile);
            trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        context.getClientSessionContext().setSessionCacheSize(SESSIONS);
        return context;
    }

    private static KeyStore authoritiesOf(TrustManager[] managers) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (TrustManager manager : managers) {
            if (manager instanceof X509TrustManager x509) {
                for (X509Certificate authority : x509.getAcceptedIssuers()) {
                    store.setCertificateEntry("platform-" + store.size(), authority);
                }
            }
        }
        return store;
    }

    private static void addAll(KeyStore store, Path caFile) throws IOException, GeneralSecurityException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(caFile))) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new CertificateException("no certificates");
            }
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("file-" + store.size(), certificate);
            }
        }
    }
}
