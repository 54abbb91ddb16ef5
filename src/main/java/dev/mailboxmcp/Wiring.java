// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.TokenSettings;
import dev.mailboxmcp.health.Alive;
import dev.mailboxmcp.health.MailLibrary;
import dev.mailboxmcp.health.MailServersReady;
import dev.mailboxmcp.health.MailServersReady.MailServer;
import dev.mailboxmcp.health.Started;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Puts the objects of all packages together, each once for the application; their classes know nothing of CDI.
 *
 * <p>Everything is {@code @Singleton}: records and final classes have no proxies. Only this class is application-scoped,
 * which is what makes CDI find it, and so it has no fields. What holds connections or threads has a disposer beside its
 * producer.
 */
@ApplicationScoped
public class Wiring {
    private static final String OTHER_SEALED_PREFIX = "mbs1";

    @Produces
    @Singleton
    Configuration configuration() {
        Configuration configuration = Configuration.read(Configuration.fromMicroProfile());
        if (configuration == null) {
            throw new IllegalStateException("the configuration became invalid after the check at start");
        }
        return configuration;
    }

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    // ---- account

    @Produces
    @Singleton
    EncryptionKeys encryptionKeys(Configuration configuration) {
        return configuration.keys();
    }

    @Produces
    @Singleton
    TokenSettings tokenSettings(Configuration configuration) {
        return configuration.tokens();
    }

    @Produces
    @Singleton
    CredentialTokens credentialTokens(EncryptionKeys keys, TokenSettings settings, InstantSource clock) {
        return new CredentialTokens(keys, settings, clock);
    }

    /** For what the client holds for us besides tokens: cursors, states. */
    @Produces
    @Singleton
    Sealer sealer(EncryptionKeys keys, TokenSettings settings) {
        return new Sealer(OTHER_SEALED_PREFIX, keys, settings.audience());
    }

    // ---- imap, smtp, mailbox: settings, connector, pool (with its disposer), sender, mailboxes

    // ---- protocol, http: eras, exchange runner (with its disposer), HTTP settings

    // ---- threads

    /** Virtual threads: mail work waits for the network most of the time. */
    @Produces
    @Singleton
    ExecutorService threads() {
        return Executors.newVirtualThreadPerTaskExecutor();
    }

    void stop(@Disposes ExecutorService threads) {
        threads.shutdownNow();
    }

    // ---- health

    @Produces
    @Startup
    @ApplicationScoped
    HealthCheck started(EncryptionKeys keys) {
        return new Started(keys);
    }

    @Produces
    @Liveness
    @ApplicationScoped
    HealthCheck alive() {
        return new Alive();
    }

    @Produces
    @Readiness
    @ApplicationScoped
    HealthCheck mailServersReady(InstantSource clock, ExecutorService threads) {
        List<MailServer> servers = new ArrayList<>();
        // servers.add(new MailServer("imap", host + ":" + port, probe)), and smtp where it is configured
        return new MailServersReady(servers, MailLibrary.loaded(), clock, threads);
    }
}
