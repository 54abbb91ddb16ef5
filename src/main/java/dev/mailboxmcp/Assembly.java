// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import dev.mailboxmcp.access.CallBudgets;
import dev.mailboxmcp.access.ConfirmDoor;
import dev.mailboxmcp.access.Door;
import dev.mailboxmcp.access.FileDoor;
import dev.mailboxmcp.access.MailFailures;
import dev.mailboxmcp.account.ConfirmLinks;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.FileLinks;
import dev.mailboxmcp.account.KeyedHash;
import dev.mailboxmcp.account.KnownLogins;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.account.RevokedTokens;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.call.FileTransfers;
import dev.mailboxmcp.call.MailConfirmations;
import dev.mailboxmcp.extract.Extractor;
import dev.mailboxmcp.feature.Features;
import dev.mailboxmcp.health.MailLibrary;
import dev.mailboxmcp.imap.ImapConnector;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.login.LoginGuard;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mailbox.Mailboxes;
import dev.mailboxmcp.observe.AuditLog;
import dev.mailboxmcp.prompt.Prompt;
import dev.mailboxmcp.prompt.PromptCatalog;
import dev.mailboxmcp.prompts.DraftReply;
import dev.mailboxmcp.prompts.PrepareAnswers;
import dev.mailboxmcp.prompts.SummarizeThread;
import dev.mailboxmcp.prompts.TriageInbox;
import dev.mailboxmcp.resources.MailResources;
import dev.mailboxmcp.sending.Outbox;
import dev.mailboxmcp.sites.Site;
import dev.mailboxmcp.sites.SiteSettings;
import dev.mailboxmcp.sites.Sites;
import dev.mailboxmcp.skill.SkillCatalog;
import dev.mailboxmcp.smtp.SmtpSender;
import dev.mailboxmcp.tool.Tool;
import dev.mailboxmcp.tool.ToolCatalog;
import dev.mailboxmcp.tool.ToolRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The objects between the configuration and the protocol, each once: for the application, which {@link Wiring} gives them
 * to, and for tests. Closing it ends every connection to mail servers, and every process that waits for a file. Thread-safe.
 */
public final class Assembly implements AutoCloseable {
    private final Configuration configuration;
    private final Extractor extractor;
    private final Sites sites;
    private final RevokedTokens revoked;
    private final CredentialTokens tokens;
    private final CallBudgets budgets;
    private final Door door;
    private final FileDoor files;
    private final ConfirmDoor confirmations;
    private final StateBudget state;
    private final PermissionSettings permissions;
    private final @Nullable AuditLog audit;

    public Assembly(Configuration configuration, InstantSource clock) {
        this.configuration = configuration;
        extractor = new Extractor(configuration.extraction());
        revoked = new RevokedTokens(configuration.revokedTokens(), clock);
        FileLinks links =
                new FileLinks(configuration.keys(), configuration.links(), configuration.tokens(), revoked, clock);
        ConfirmLinks confirmLinks =
                new ConfirmLinks(configuration.keys(), configuration.links(), configuration.tokens(), revoked, clock);
        sites = new Sites(
                configuration.sites().profiles(),
                configuration.sites().sites().stream()
                        .map(settings -> site(configuration, settings, links, confirmLinks, extractor, clock))
                        .toList());
        permissions = PermissionSettings.union(
                sites.all().stream().map(Site::permissions).toList());
        tokens = new CredentialTokens(configuration.keys(), configuration.tokens(), revoked, clock);
        budgets = new CallBudgets(configuration.calls(), clock);
        door = new Door(sites, tokens, budgets);
        files = new FileDoor(sites, budgets, links);
        confirmations = new ConfirmDoor(sites, confirmLinks);
        state = new StateBudget(configuration.state(), knownLogins(sites, door), clock);
        audit = audit(configuration);
    }

    private static @Nullable AuditLog audit(Configuration configuration) {
        Path file = configuration.auditLog();
        return file == null
                ? null
                : new AuditLog(file, configuration.userNames(), new KeyedHash(configuration.keys(), "log-texts"));
    }

    private static Site site(
            Configuration configuration,
            SiteSettings settings,
            FileLinks links,
            ConfirmLinks confirmLinks,
            Extractor extractor,
            InstantSource clock) {
        LoginGuard logins =
                new LoginGuard(configuration.logins(), configuration.users(), configuration.userNames(), clock);
        ImapConnector connector = new ImapConnector(settings.imap());
        ImapPool pool = new ImapPool(connector, logins, clock);
        boolean sends = settings.sends() && MailLibrary.loaded().isSafe();
        Mailboxes mailboxes = new Mailboxes(
                pool,
                sends ? outbox(configuration, settings, pool, logins, clock) : null,
                settings.senders(),
                configuration.bulk(),
                settings.enclosures(),
                links,
                confirmLinks,
                configuration.keys(),
                extractor,
                clock);
        return new Site(
                settings,
                connector,
                pool,
                logins,
                mailboxes,
                sends ? settings.permissions() : settings.permissions().without(Permission.SEND));
    }

    private static Outbox outbox(
            Configuration configuration, SiteSettings settings, ImapPool pool, LoginGuard logins, InstantSource clock) {
        return new Outbox(
                pool,
                new SmtpSender(Objects.requireNonNull(settings.smtp()), logins, clock),
                Objects.requireNonNull(settings.outbox()),
                Objects.requireNonNull(settings.sending()),
                configuration.keys(),
                clock);
    }

    private static KnownLogins knownLogins(Sites sites, Door door) {
        return new KnownLogins() {
            @Override
            public boolean isKnown(Principal principal) {
                return sites.all().stream().anyMatch(site -> site.guard().isKnown(principal));
            }

            @Override
            public boolean verify(Credentials credentials) {
                try {
                    return door.verify(credentials);
                } catch (MailException e) {
                    return false;
                }
            }
        };
    }

    public Configuration configuration() {
        return configuration;
    }

    public Sites sites() {
        return sites;
    }

    /** Which of the sites has whose mailbox. */
    public Profiles profiles() {
        return sites.profiles();
    }

    public Door door() {
        return door;
    }

    public RevokedTokens revoked() {
        return revoked;
    }

    public CredentialTokens tokens() {
        return tokens;
    }

    public CallBudgets budgets() {
        return budgets;
    }

    /** What may be done to mail at some site at least. */
    public PermissionSettings permissions() {
        return permissions;
    }

    /** What links lead to. */
    public FileTransfers files() {
        return files;
    }

    /** What the links to the page lead to on which users confirm mail. */
    public MailConfirmations confirmations() {
        return confirmations;
    }

    /** What was done to mail, and who signed in, in one file; null where there shall be none. */
    public @Nullable AuditLog audit() {
        return audit;
    }

    public StateBudget state() {
        return state;
    }

    /** The catalog of these tools, with the door in front of each that works on a mailbox. */
    public ToolCatalog catalog(Stream<Tool<?, ?>> tools) {
        return ToolCatalog.of(
                tools.map(door::guarded).toList(),
                tool -> configuration.tools().offers(tool)
                        && (configuration.links().areMade() || !tool.makesLinks())
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
        boolean drafts = permissions().allowed().contains(Permission.DRAFT);
        boolean sends = permissions().allowed().contains(Permission.SEND);
        if (drafts || sends) {
            prompts.add(new DraftReply(door, drafts, sends));
        }
        if (drafts) {
            prompts.add(new PrepareAnswers(door));
        }
        MailFailures failures = new MailFailures();
        return new Features(
                catalog,
                new ToolRunner(catalog, failures),
                new MailResources(door, threads, watchInterval),
                new PromptCatalog(prompts),
                SkillCatalog.ofThisBuild(),
                null,
                this::allowed,
                failures);
    }

    /** What the operator lets that user's mail provider be used for; where none has the mailbox, the calls say so. */
    private Set<Permission> allowed(Credentials credentials) {
        try {
            return door.permissions(credentials).allowed();
        } catch (MailException e) {
            return permissions.allowed();
        }
    }

    @Override
    public void close() {
        sites.close();
        extractor.close();
    }
}
