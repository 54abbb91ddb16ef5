// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import dev.mailboxmcp.access.CallBudgets;
import dev.mailboxmcp.access.Door;
import dev.mailboxmcp.access.MailFailures;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.KnownLogins;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.feature.Features;
import dev.mailboxmcp.health.MailLibrary;
import dev.mailboxmcp.imap.ImapConnector;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.login.LoginGuard;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mailbox.Mailboxes;
import dev.mailboxmcp.prompt.Prompt;
import dev.mailboxmcp.prompt.PromptCatalog;
import dev.mailboxmcp.prompts.DraftReply;
import dev.mailboxmcp.prompts.SummarizeThread;
import dev.mailboxmcp.prompts.TriageInbox;
import dev.mailboxmcp.resources.MailResources;
import dev.mailboxmcp.sending.Outbox;
import dev.mailboxmcp.sites.Site;
import dev.mailboxmcp.sites.Sites;
import dev.mailboxmcp.smtp.SmtpSender;
import dev.mailboxmcp.tool.Tool;
import dev.mailboxmcp.tool.ToolCatalog;
import dev.mailboxmcp.tool.ToolRunner;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;

/**
 * The objects between the configuration and the protocol, each once: for the application, which {@link Wiring} gives them
 * to, and for tests. Closing it ends every connection to mail servers. Thread-safe.
 */
public final class Assembly implements AutoCloseable {
    private final Configuration configuration;
    private final LoginGuard logins;
    private final ImapConnector connector;
    private final Site site;
    private final CredentialTokens tokens;
    private final CallBudgets budgets;
    private final Door door;
    private final StateBudget state;

    public Assembly(Configuration configuration, InstantSource clock) {
        this.configuration = configuration;
        logins = new LoginGuard(configuration.logins(), configuration.userNames(), clock);
        connector = new ImapConnector(configuration.imap());
        ImapPool pool = new ImapPool(connector, logins, clock);
        Mailboxes mailboxes = new Mailboxes(
                pool,
                sends() ? outbox(pool, clock) : null,
                configuration.senders(),
                configuration.bulk(),
                configuration.enclosures(),
                configuration.keys(),
                clock);
        tokens = new CredentialTokens(configuration.keys(), configuration.tokens(), clock);
        budgets = new CallBudgets(configuration.calls(), clock);
        site = new Site(
                pool,
                mailboxes,
                sends()
                        ? configuration.permissions()
                        : configuration.permissions().without(Permission.SEND));
        door = new Door(Sites.one(site), tokens, budgets);
        state = new StateBudget(configuration.state(), knownLogins(logins, mailboxes), clock);
    }

    private static KnownLogins knownLogins(LoginGuard logins, Mailboxes mailboxes) {
        return new KnownLogins() {
            @Override
            public boolean isKnown(Principal principal) {
                return logins.isKnown(principal);
            }

            @Override
            public boolean verify(Credentials credentials) {
                try {
                    return mailboxes.verify(credentials);
                } catch (MailException e) {
                    return false;
                }
            }
        };
    }

    private Outbox outbox(ImapPool pool, InstantSource clock) {
        return new Outbox(
                pool,
                new SmtpSender(Objects.requireNonNull(configuration.smtp()), logins, clock),
                Objects.requireNonNull(configuration.outbox()),
                Objects.requireNonNull(configuration.sending()),
                configuration.keys(),
                clock);
    }

    /** Whether this deployment sends mail: never with a library that lets forged commands through. */
    public boolean sends() {
        return configuration.sends() && MailLibrary.loaded().isSafe();
    }

    public Configuration configuration() {
        return configuration;
    }

    public LoginGuard logins() {
        return logins;
    }

    public ImapConnector connector() {
        return connector;
    }

    public ImapPool pool() {
        return site.pool();
    }

    public Mailboxes mailboxes() {
        return site.mailboxes();
    }

    public CredentialTokens tokens() {
        return tokens;
    }

    public CallBudgets budgets() {
        return budgets;
    }

    /** What may be done to mail at all: as the operator says, and as is safe. */
    public PermissionSettings permissions() {
        return site.permissions();
    }

    public StateBudget state() {
        return state;
    }

    /** The catalog of these tools, with the door in front of each that works on a mailbox. */
    public ToolCatalog catalog(Stream<Tool<?, ?>> tools) {
        return ToolCatalog.of(
                tools.map(door::guarded).toList(),
                tool -> configuration.tools().offers(tool)
                        && (tool.permission() == null || permissions().allowed().contains(tool.permission())));
    }

    /**
     * Everything that a client is offered.
     *
     * @param threads virtual ones, for watches
     * @param watchInterval how often a watched folder is looked at
     */
    public Features features(ToolCatalog catalog, ExecutorService threads, Duration watchInterval) {
        List<Prompt> prompts = new ArrayList<>(List.of(
                new TriageInbox(door, permissions().allowed().contains(Permission.ORGANIZE)),
                new SummarizeThread(door)));
        if (sends()) {
            prompts.add(new DraftReply(door));
        }
        MailFailures failures = new MailFailures();
        return new Features(
                catalog,
                new ToolRunner(catalog, failures),
                new MailResources(door, threads, watchInterval),
                new PromptCatalog(prompts),
                null,
                failures);
    }

    @Override
    public void close() {
        site.close();
        connector.close();
    }
}
