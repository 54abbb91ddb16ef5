// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import dev.mailboxmcp.access.Door;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.LoginCheck;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.call.FileTransfers;
import dev.mailboxmcp.call.MemoryBudget;
import dev.mailboxmcp.feature.Features;
import dev.mailboxmcp.health.Alive;
import dev.mailboxmcp.health.MailLibrary;
import dev.mailboxmcp.health.MailServersReady;
import dev.mailboxmcp.health.MailServersReady.MailServer;
import dev.mailboxmcp.health.Started;
import dev.mailboxmcp.http.ConfidentialExchange;
import dev.mailboxmcp.http.ConfirmPages;
import dev.mailboxmcp.http.ConnectPages;
import dev.mailboxmcp.http.Eras;
import dev.mailboxmcp.http.ExchangeRunner;
import dev.mailboxmcp.http.HttpSettings;
import dev.mailboxmcp.http.NamedHosts;
import dev.mailboxmcp.http.OAuthBodies;
import dev.mailboxmcp.http.OAuthGate;
import dev.mailboxmcp.http.PublicPort;
import dev.mailboxmcp.http.ScopeCheck;
import dev.mailboxmcp.http.TrafficBudget;
import dev.mailboxmcp.http.TrustedProxies;
import dev.mailboxmcp.jmx.ManagementBeans;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.oauth.AuthorizationServer;
import dev.mailboxmcp.oauth.IdentityProviders;
import dev.mailboxmcp.oauth.IdentityProviders.Delegate;
import dev.mailboxmcp.oauth.IdentityProviders.IdentityProvider;
import dev.mailboxmcp.oauth.OAuthEvent;
import dev.mailboxmcp.oauth.OAuthSettings;
import dev.mailboxmcp.observe.AuditLog;
import dev.mailboxmcp.observe.CallLog;
import dev.mailboxmcp.observe.CallObserver;
import dev.mailboxmcp.observe.Figure;
import dev.mailboxmcp.observe.SignInLine;
import dev.mailboxmcp.observe.Telemetry;
import dev.mailboxmcp.oidc.ProviderSettings;
import dev.mailboxmcp.oidc.RelyingParty;
import dev.mailboxmcp.protocol.ServerInfo;
import dev.mailboxmcp.protocol.legacy.LegacyEra;
import dev.mailboxmcp.protocol.stateless.StatelessEra;
import dev.mailboxmcp.resources.MailResources;
import dev.mailboxmcp.settings.Build;
import dev.mailboxmcp.settings.Settings;
import dev.mailboxmcp.sites.DelegateLogin;
import dev.mailboxmcp.sites.Site;
import dev.mailboxmcp.sites.SiteSettings;
import dev.mailboxmcp.sites.SitesSettings;
import dev.mailboxmcp.smtp.SmtpProbe;
import dev.mailboxmcp.smtp.SmtpSettings;
import dev.mailboxmcp.tool.Tool;
import dev.mailboxmcp.tool.ToolCatalog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;
import org.jspecify.annotations.Nullable;

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

    @Produces
    @Singleton
    Assembly assembly(Configuration configuration, InstantSource clock) {
        return new Assembly(configuration, clock);
    }

    void close(@Disposes Assembly assembly) {
        assembly.close();
    }

    /** Seals what the client holds for us besides tokens: cursors, states. */
    @Produces
    @Singleton
    Sealer sealer(Configuration configuration) {
        return new Sealer(
                OTHER_SEALED_PREFIX,
                configuration.keys(),
                configuration.tokens().audience());
    }

    // ---- for the tools, which CDI makes

    @Produces
    @Singleton
    CredentialTokens credentialTokens(Assembly assembly) {
        return assembly.tokens();
    }

    @Produces
    @Singleton
    PermissionSettings permissionSettings(Assembly assembly) {
        return assembly.permissions();
    }

    @Produces
    @Singleton
    Door door(Assembly assembly) {
        return assembly.door();
    }

    /** Which mail provider has whose mailbox; for all that reads who a user is. */
    @Produces
    @Singleton
    Profiles profiles(Assembly assembly) {
        return assembly.profiles();
    }

    @Produces
    @Singleton
    ToolCatalog toolCatalog(@Any Instance<Tool<?, ?>> tools, Assembly assembly) {
        return assembly.catalog(tools.stream());
    }

    @Produces
    @Singleton
    Features features(ToolCatalog catalog, Assembly assembly, ExecutorService threads) {
        return assembly.features(catalog, threads, MailResources.WATCH_INTERVAL);
    }

    // ---- protocol, http

    @Produces
    @Singleton
    NamedHosts namedHosts(HttpSettings settings) {
        return new NamedHosts(settings);
    }

    @Produces
    @Singleton
    HttpSettings httpSettings(Configuration configuration) {
        return configuration.http();
    }

    /** Asks the mail server; see {@link LoginCheck}. */
    @Produces
    @Singleton
    LoginCheck loginCheck(Door door) {
        return door::check;
    }

    @Produces
    @Singleton
    OAuthGate oauthGate(
            Configuration configuration, Assembly assembly, Sealer sealer, LoginCheck logins, InstantSource clock) {
        OAuthSettings settings = configuration.oauth();
        if (settings == null) {
            return new OAuthGate(null);
        }
        AuditLog audit = assembly.audit();
        AuthorizationServer.Parts parts = new AuthorizationServer.Parts(
                settings,
                assembly.permissions(),
                sealer,
                new Sealer(
                        CredentialTokens.PREFIX,
                        configuration.keys(),
                        configuration.tokens().audience()),
                identityProviders(settings, assembly, clock),
                assembly.tokens(),
                assembly.revoked(),
                configuration.tokens().lifetime(),
                logins,
                clock,
                event -> note(audit, event, clock));
        try {
            return new OAuthGate(AuthorizationServer.online(parts));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no TLS", e);
        }
    }

    private static IdentityProviders identityProviders(OAuthSettings settings, Assembly assembly, InstantSource clock) {
        Map<String, IdentityProvider> byProfile = new HashMap<>();
        for (Site site : assembly.sites().all()) {
            ProviderSettings provider = site.settings().provider();
            DelegateLogin delegate = site.settings().delegate();
            if (provider != null) {
                byProfile.put(
                        site.id(),
                        new IdentityProvider(
                                new RelyingParty(provider, settings.providerRedirectUri(site.id()), clock),
                                delegate == null ? null : new Delegate(delegate.user(), delegate.password())));
            }
        }
        return new IdentityProviders(assembly.profiles(), byProfile);
    }

    @Produces
    @Singleton
    OAuthBodies oauthBodies(OAuthGate gate, ConfidentialExchange exchange) {
        return new OAuthBodies(gate, exchange);
    }

    @Produces
    @Singleton
    ConfidentialExchange confidentialExchange(TrustedProxies proxies, ExchangeRunner runner) {
        return new ConfidentialExchange(proxies, runner);
    }

    @Produces
    @Singleton
    ConnectPages connectPages(
            Configuration configuration,
            PermissionSettings permissions,
            CredentialTokens tokens,
            Profiles profiles,
            Sealer sealer,
            LoginCheck logins,
            InstantSource clock) {
        return new ConnectPages(
                configuration.tokenSources(),
                configuration.tokens(),
                permissions,
                tokens,
                profiles,
                sealer,
                logins,
                clock);
    }

    @Produces
    @Singleton
    ConfirmPages confirmPages(
            Assembly assembly, MemoryBudget budget, CallObserver observer, OAuthGate gate, Eras eras) {
        return new ConfirmPages(assembly.confirmations(), budget, observer, gate, eras::pageDone);
    }

    /** The memory for what is large, of all calls together. */
    @Produces
    @Singleton
    MemoryBudget memoryBudget() {
        return MemoryBudget.ofHeap();
    }

    @Produces
    @Singleton
    FileTransfers fileTransfers(Assembly assembly) {
        return assembly.files();
    }

    @Produces
    @Singleton
    TrustedProxies trustedProxies(Configuration configuration) {
        return configuration.proxies();
    }

    @Produces
    @Singleton
    Eras eras(Features features, Sealer sealer, Assembly assembly, Configuration configuration, InstantSource clock) {
        ServerInfo server = ServerInfo.ofThisBuild(configuration.links().origin());
        StateBudget budget = assembly.state();
        return new Eras(
                new StatelessEra(features, server, sealer, budget, clock),
                new LegacyEra(features, server, sealer, budget, clock));
    }

    @Produces
    @Singleton
    ExchangeRunner exchangeRunner(
            Eras eras,
            ToolCatalog catalog,
            OAuthGate gate,
            CallObserver observer,
            Assembly assembly,
            MemoryBudget budget,
            HttpSettings http) {
        return new ExchangeRunner(
                eras,
                catalog::has,
                new ScopeCheck(gate, catalog::permission),
                observer,
                budget,
                assembly.state(),
                TrafficBudget.ofHeap(),
                http.maxRequestBytes());
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
    CallObserver callObserver(@Any Instance<Object> server, Assembly assembly, OAuthGate gate) {
        List<CallObserver> observers = new ArrayList<>();
        observers.add(new CallLog());
        if (assembly.audit() != null) {
            observers.add(assembly.audit());
        }
        List<Figure> figures = new ArrayList<>(Figures.of(assembly.tokens(), assembly.budgets(), assembly.sites()));
        figures.addAll(Figures.of(gate.server()));
        observers.add(Telemetry.ofServer(server, figures));
        return CallObserver.all(observers);
    }

    private static void note(@Nullable AuditLog audit, OAuthEvent event, InstantSource clock) {
        if (audit != null) {
            audit.signedIn(new SignInLine(
                    clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(),
                    event.kind().name().toLowerCase(Locale.ROOT),
                    event.user(),
                    event.address(),
                    event.client(),
                    event.grant() == null ? null : event.grant().toString(),
                    event.outcome()));
        }
    }

    // ---- management

    @Produces
    @Singleton
    ManagementBeans managementBeans(Assembly assembly) {
        ManagementBeans beans =
                new ManagementBeans(ManagementFactory.getPlatformMBeanServer(), assembly.tokens(), assembly.budgets());
        for (Site site : assembly.sites().all()) {
            beans = beans.with(site.id(), site.guard(), site.pool());
        }
        return beans;
    }

    /** Producers are lazy; operators look before the first call. */
    void begin(
            @Observes jakarta.enterprise.event.Startup event,
            ManagementBeans beans,
            CallObserver observer,
            MailServersReady mailServers,
            PublicPort port,
            Configuration configuration,
            Assembly assembly,
            ToolCatalog catalog) {
        LOGGER.log(
                Level.INFO,
                StartLine.of(
                        configuration,
                        assembly.sites().all(),
                        catalog.list().size(),
                        Configuration.fromMicroProfile()::raw));
        LOGGER.log(Level.DEBUG, "MXBeans: {0}", beans.names());
        mailServers.look();
        port.look();
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
        return new Alive(Thread::startVirtualThread);
    }

    @Produces
    @Readiness
    @ApplicationScoped
    HealthCheck ready(MailServersReady mailServers, Assembly assembly) {
        return () -> {
            assembly.revoked().refresh();
            return mailServers.call();
        };
    }

    @Produces
    @Readiness
    @ApplicationScoped
    HealthCheck reached(PublicPort port) {
        return port;
    }

    @Produces
    @Singleton
    @Typed(PublicPort.class)
    PublicPort publicPort() {
        Settings settings = Configuration.fromMicroProfile();
        String host =
                settings.raw("BIND_ADDRESS").filter(name -> !name.isBlank()).orElse("localhost");
        return new PublicPort(
                host,
                number(settings, "PORT"),
                number(settings, "OPS_PORT"),
                Configuration.exitsIfNotServing(settings) ? () -> ProcessEnd.with(ProcessEnd.NOT_REACHED) : null);
    }

    /** What the server was told; nothing where it listens to none, or chooses one. */
    private static OptionalInt number(Settings settings, String name) {
        return settings.raw(name)
                .filter(number -> number.matches("[1-9]\\d{0,4}"))
                .map(number -> OptionalInt.of(Integer.parseInt(number)))
                .orElse(OptionalInt.empty());
    }

    void close(@Disposes PublicPort port) {
        port.close();
    }

    @Produces
    @Singleton
    @Typed(MailServersReady.class)
    MailServersReady mailServersReady(Configuration configuration, Assembly assembly, InstantSource clock) {
        List<MailServer> servers = new ArrayList<>();
        for (Site site : assembly.sites().all()) {
            SiteSettings settings = site.settings();
            servers.add(new MailServer(
                    site.id(),
                    "imap",
                    settings.imap().host() + ":" + settings.imap().port(),
                    probe(site.connector()::probe)));
            SmtpSettings smtp = site.permissions().allowed().contains(Permission.SEND) ? settings.smtp() : null;
            if (smtp != null) {
                servers.add(new MailServer(
                        site.id(), "smtp", smtp.host() + ":" + smtp.port(), probe(new SmtpProbe(smtp)::probe)));
            }
        }
        return new MailServersReady(
                servers,
                configuration.sites().ready() == SitesSettings.Ready.ALL,
                MailLibrary.loaded(),
                Build.versionWithCommit(),
                clock,
                // Not virtual ones: those that load classes at the start are pinned while they wait for the class
                // loader, and leave no carrier for the one that holds its lock.
                probe -> Thread.ofPlatform().daemon().name("mail-server-probe").start(probe));
    }

    private static MailServersReady.Probe probe(Runnable connecting) {
        return () -> {
            try {
                connecting.run();
            } catch (MailException e) {
                throw new IOException(
                        switch (e.failure()) {
                            case MailFailure.ServerUnavailable f -> f.detail();
                            case MailFailure.TimedOut f ->
                                "no answer within " + f.budget().toSeconds() + " s (" + f.during() + ")";
                            default -> String.valueOf(e.getMessage());
                        },
                        e);
            }
        };
    }
}
