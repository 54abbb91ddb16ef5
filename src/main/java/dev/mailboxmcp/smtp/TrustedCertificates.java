// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import dev.mailboxmcp.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Whose signature a server's certificate needs: the platform's authorities, or one's own instead. */
final class TrustedCertificates {
    private TrustedCertificates() {}

    /** @param name the variable that may hold the path of a PEM file; not set means the platform's authorities */
    static SSLSocketFactory read(Settings settings, String name) {
        SSLSocketFactory platform = (SSLSocketFactory) SSLSocketFactory.getDefault();
        String file = settings.optional(name);
        if (file == null) {
            return platform;
        }
        try {
            return trusting(Path.of(file));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            settings.problem(name, file, "a readable PEM file with the certificates of the authorities to trust");
            return platform;
        }
    }

    /** Trusts what these authorities signed, and nothing else. */
    static SSLSocketFactory trusting(Path pem) throws IOException, GeneralSecurityException {
        KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
        authorities.load(null, null);
        Collection<? extends Certificate> certificates;
        try (InputStream in = Files.newInputStream(pem)) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("no certificate in the file");
        }
        for (Certificate certificate : certificates) {
            authorities.setCertificateEntry("authority" + authorities.size(), certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}
