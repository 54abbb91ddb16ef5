// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import dev.mailboxmcp.access.Door;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.TokenSettings;
import dev.mailboxmcp.call.MemoryBudget;
import dev.mailboxmcp.feature.Features;
import dev.mailboxmcp.health.Alive;
import dev.mailboxmcp.health.MailLibrary;
import dev.mailboxmcp.health.MailServersReady;
import dev.mailboxmcp.health.MailServersReady.MailServer;
import dev.mailboxmcp.health.Started;
import dev.mailboxmcp.health.TcpProbe;
import dev.mailboxmcp.http.ConnectPages;
import dev.mailboxmcp.http.Eras;
import dev.mailboxmcp.http.ExchangeRunner;
import dev.mailboxmcp.http.HttpSettings;
import dev.mailboxmcp.http.LoginCheck;
import dev.mailboxmcp.http.TrustedProxies;
import dev.mailboxmcp.imap.ImapConnector;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.jmx.ManagementBeans;
import dev.mailboxmcp.login.LoginGuard;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mailbox.CallBudgets;
import dev.mailboxmcp.mailbox.Mailboxes;
import dev.mailboxmcp.mailbox.Outbox;
import dev.mailboxmcp.observe.AuditLog;
import dev.mailboxmcp.observe.CallLog;
import dev.mailboxmcp.observe.CallObserver;
import dev.mailboxmcp.observe.Telemetry;
import dev.mailboxmcp.prompt.Prompt;
import dev.mailboxmcp.prompt.PromptCatalog;
import dev.mailboxmcp.prompts.DraftReply;
import dev.mailboxmcp.prompts.SummarizeThread;
import dev.mailboxmcp.prompts.TriageInbox;
import dev.mailboxmcp.protocol.ServerInfo;
import dev.mailboxmcp.protocol.legacy.LegacyEra;
import dev.mailboxmcp.protocol.stateless.StatelessEra;
import dev.mailboxmcp.resource.ResourceProvider;
import dev.mailboxmcp.resources.MailResources;
import dev.mailboxmcp.smtp.SmtpSender;
import dev.mailboxmcp.smtp.SmtpSettings;
import dev.mailboxmcp.tool.Tool;
import dev.mailboxmcp.tool.ToolCatalog;
import dev.mailboxmcp.tool.ToolRunner;
import dev.mailboxmcp.tools.MailFailures;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
    private static final System.Logger LOGGER = System.getLogger(Wiring.class.getName());
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
    PermissionSettings permissionSettings(Configuration configuration) {
        return configuration.permissions();
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

    // ---- login

    @Produces
    @Singleton
    LoginGuard loginGuard(Configuration configuration, InstantSource clock) {
        return new LoginGuard(configuration.logins(), configuration.userNames(), clock);
    }

    // ---- imap, smtp, mailbox

    @Produces
    @Singleton
    ImapConnector imapConnector(Configuration configuration) {
        return new ImapConnector(configuration.imap());
    }

    void close(@Disposes ImapConnector connector) {
        connector.close();
    }

    @Produces
    @Singleton
    ImapPool imapPool(ImapConnector connector, LoginGuard logins, InstantSource clock) {
        return new ImapPool(connector, logins, clock);
    }

    void close(@Disposes ImapPool pool) {
        pool.close();
    }

    @Produces
    @Singleton
    CallBudgets callBudgets(Configuration configuration, InstantSource clock) {
        return new CallBudgets(configuration.calls(), clock);
    }

    @Produces
    @Singleton
    Mailboxes mailboxes(Configuration configuration, ImapPool pool, LoginGuard logins, InstantSource clock) {
        return new Mailboxes(
                pool,
                sends(configuration) ? outbox(configuration, pool, logins, clock) : null,
                configuration.senders());
    }

    /** Not with a library that lets forged commands through. */
    private static boolean sends(Configuration configuration) {
        return configuration.sends() && MailLibrary.loaded().isSafe();
    }

    private static Outbox outbox(Configuration configuration, ImapPool pool, LoginGuard logins, InstantSource clock) {
        return new Outbox(
                pool,
                new SmtpSender(Objects.requireNonNull(configuration.smtp()), logins, clock),
                Objects.requireNonNull(configuration.outbox()),
                Objects.requireNonNull(configuration.sending()),
                configuration.keys(),
                clock);
    }

    void close(@Disposes Mailboxes mailboxes) {
        mailboxes.close();
    }

    // ---- tools

    @Produces
    @Singleton
    Door door(Mailboxes mailboxes, CredentialTokens tokens, CallBudgets budgets, PermissionSettings permissions) {
        return new Door(mailboxes, tokens, budgets, permissions);
    }

    @Produces
    @Singleton
    ToolCatalog toolCatalog(@Any Instance<Tool<?, ?>> tools, Door door, Configuration configuration) {
        return ToolCatalog.of(tools.stream().map(door::guarded).toList(), configuration.tools()::offers);
    }

    @Produces
    @Singleton
    ToolRunner toolRunner(ToolCatalog catalog) {
        return new ToolRunner(catalog, new MailFailures());
    }

    // ---- resources, prompts

    @Produces
    @Singleton
    ResourceProvider resources(Door door, ExecutorService threads) {
        return new MailResources(door, threads, MailResources.WATCH_INTERVAL);
    }

    @Produces
    @Singleton
    PromptCatalog prompts(Door door, Configuration configuration) {
        List<Prompt> prompts = new ArrayList<>(List.of(new TriageInbox(door), new SummarizeThread(door)));
        if (sends(configuration)) {
            prompts.add(new DraftReply(door));
        }
        return new PromptCatalog(prompts);
    }

    // ---- protocol, http

    @Produces
    @Singleton
    HttpSettings httpSettings(Configuration configuration) {
        return configuration.http();
    }

    @Produces
    @Singleton
    ConnectPages connectPages(
            Configuration configuration,
            CredentialTokens tokens,
            Sealer sealer,
            Mailboxes mailboxes,
            InstantSource clock) {
        return new ConnectPages(
                configuration.tokenSources(),
                configuration.tokens(),
                configuration.permissions(),
                tokens,
                sealer,
                credentials -> check(mailboxes, credentials),
                clock);
    }

    private static LoginCheck.Outcome check(Mailboxes mailboxes, Credentials credentials) {
        try {
            return mailboxes.verify(credentials) ? new LoginCheck.Outcome.Accepted() : new LoginCheck.Outcome.Unknown();
        } catch (MailException e) {
            return e.failure() instanceof MailFailure.TooManyFailedLogins stopped
                    ? new LoginCheck.Outcome.Stopped(stopped.retryAfter())
                    : new LoginCheck.Outcome.Refused();
        }
    }

    @Produces
    @Singleton
    TrustedProxies trustedProxies(Configuration configuration) {
        return configuration.proxies();
    }

    @Produces
    @Singleton
    Features features(ToolCatalog catalog, ToolRunner runner, ResourceProvider resources, PromptCatalog prompts) {
        return new Features(catalog, runner, resources, prompts, null, new MailFailures());
    }

    @Produces
    @Singleton
    Eras eras(Features features, Sealer sealer, InstantSource clock) {
        ServerInfo server = ServerInfo.ofThisBuild();
        return new Eras(
                new StatelessEra(features, server, sealer, clock), new LegacyEra(features, server, sealer, clock));
    }

    @Produces
    @Singleton
    ExchangeRunner exchangeRunner(Eras eras, ToolCatalog catalog, CallObserver observer) {
        return new ExchangeRunner(eras, catalog::has, observer, MemoryBudget.ofHeap());
    }

    void close(@Disposes ExchangeRunner runner) {
        runner.close();
    }

    /** While all that calls need is still there: beans are disposed of in any order. */
    void finishCalls(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event, ExchangeRunner runner) {
        runner.close();
    }

    // ---- observation

    @Produces
    @Singleton
    CallObserver callObserver(
            @Any Instance<Object> server,
            Configuration configuration,
            CredentialTokens tokens,
            LoginGuard logins,
            CallBudgets calls,
            ImapPool pool) {
        List<CallObserver> observers = new ArrayList<>();
        observers.add(new CallLog());
        if (configuration.auditLog() != null) {
            observers.add(new AuditLog(configuration.auditLog(), configuration.userNames()));
        }
        observers.add(Telemetry.ofServer(server, Figures.of(tokens, logins, calls, pool)));
        return CallObserver.all(observers);
    }

    // ---- management

    @Produces
    @Singleton
    ManagementBeans managementBeans(CredentialTokens tokens, LoginGuard logins, CallBudgets calls, ImapPool pool) {
        return new ManagementBeans(ManagementFactory.getPlatformMBeanServer(), tokens, logins, calls, pool);
    }

    /** Producers are lazy; operators look before the first call. */
    void begin(@Observes jakarta.enterprise.event.Startup event, ManagementBeans beans, CallObserver observer) {
        LOGGER.log(Level.DEBUG, "MXBeans: {0}", beans.names());
    }

    void close(@Disposes ManagementBeans beans) {
        beans.close();
    }

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
    HealthCheck started(CredentialTokens tokens) {
        return new Started(tokens);
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
    HealthCheck mailServersReady(
            Configuration configuration, ImapConnector imap, InstantSource clock, ExecutorService threads) {
        List<MailServer> servers = new ArrayList<>();
        servers.add(new MailServer(
                "imap", configuration.imap().host() + ":" + configuration.imap().port(), () -> probe(imap)));
        SmtpSettings smtp = sends(configuration) ? configuration.smtp() : null;
        if (smtp != null) {
            servers.add(new MailServer("smtp", smtp.host() + ":" + smtp.port(), smtpProbe(smtp)));
        }
        return new MailServersReady(
                servers, MailLibrary.loaded(), ServerInfo.ofThisBuild().version(), clock, threads);
    }

    private static void probe(ImapConnector imap) throws IOException {
        try {
            imap.probe();
        } catch (MailException e) {
            throw new IOException(
                    e.failure() instanceof MailFailure.ServerUnavailable unavailable
                            ? unavailable.detail()
                            : String.valueOf(e.getMessage()),
                    e);
        }
    }

    private static TcpProbe smtpProbe(SmtpSettings smtp) {
        boolean tlsFirst = smtp.encryption() == SmtpSettings.Encryption.IMPLICIT;
        return new TcpProbe(smtp.host(), smtp.port(), tlsFirst ? smtp.tlsSockets() : null, smtp.connectTimeout());
    }
}
