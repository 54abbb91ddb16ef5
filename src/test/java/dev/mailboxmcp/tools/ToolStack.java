// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.access.Door;
import dev.mailboxmcp.access.ToolSwitches;
import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.account.TokenSettings;
import dev.mailboxmcp.account.UserNames;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.feature.Features;
import dev.mailboxmcp.imap.ImapConnector;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.imap.ImapSettings;
import dev.mailboxmcp.imap.PoolState;
import dev.mailboxmcp.login.LoginGuard;
import dev.mailboxmcp.login.LoginSettings;
import dev.mailboxmcp.mailbox.CallBudgets;
import dev.mailboxmcp.mailbox.CallLimits;
import dev.mailboxmcp.mailbox.Mailboxes;
import dev.mailboxmcp.mailbox.Outbox;
import dev.mailboxmcp.mailbox.OutboxSettings;
import dev.mailboxmcp.mailbox.SendPolicy;
import dev.mailboxmcp.mailbox.SenderSettings;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.prompt.PromptCatalog;
import dev.mailboxmcp.prompts.DraftReply;
import dev.mailboxmcp.prompts.SummarizeThread;
import dev.mailboxmcp.prompts.TriageInbox;
import dev.mailboxmcp.resources.MailResources;
import dev.mailboxmcp.rpc.RpcException;
import dev.mailboxmcp.settings.Settings;
import dev.mailboxmcp.smtp.SmtpSender;
import dev.mailboxmcp.smtp.SmtpSettings;
import dev.mailboxmcp.tool.Tool;
import dev.mailboxmcp.tool.ToolCatalog;
import dev.mailboxmcp.tool.ToolRunner;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The features and everything below them, as a deployment wires them, without HTTP. */
public final class ToolStack implements AutoCloseable {
    private static final String KEY = "8f3a1c7e5b2d9046e1f7a83c5d60b94272c8e05f1a9b3d6478e2c4051f7d9ab3";

    private final ImapConnector connector;
    private final ImapPool pool;
    private final Mailboxes mailboxes;
    private final ToolCatalog catalog;
    private final ToolRunner runner;
    private final List<Tool<?, ?>> tools;
    private final Door door;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private ToolStack(Map<String, String> environment, boolean guarded) {
        Settings settings = new Settings(name -> Optional.ofNullable(environment.get(name)));
        InstantSource clock = InstantSource.system();
        LoginGuard logins = guarded
                ? new LoginGuard(LoginSettings.read(settings), UserNames.hidden(), clock)
                : LoginGuard.off(); // tests fail logins on purpose
        ImapSettings imap = ImapSettings.read(settings);
        connector = new ImapConnector(imap);
        pool = new ImapPool(connector, logins, clock);
        EncryptionKeys keys = Objects.requireNonNull(EncryptionKeys.read(settings));
        SmtpSettings smtp = SmtpSettings.read(settings);
        Outbox outbox = smtp == null
                ? null
                : new Outbox(
                        pool,
                        new SmtpSender(smtp, logins, clock),
                        OutboxSettings.read(settings, smtp, imap),
                        SendPolicy.read(settings),
                        keys,
                        clock);
        mailboxes = new Mailboxes(pool, outbox, SenderSettings.read(settings));
        CredentialTokens tokens = new CredentialTokens(keys, TokenSettings.read(settings), clock);
        PermissionSettings permissions = PermissionSettings.read(settings, smtp != null);
        assertThat(settings.problems()).isEmpty();
        door = new Door(mailboxes, tokens, new CallBudgets(CallLimits.USUAL, clock), permissions);
        tools = all(mailboxes, tokens, permissions);
        ToolSwitches switches = ToolSwitches.read(settings, permissions.allowed(), true);
        catalog = ToolCatalog.of(tools.stream().map(door::guarded).toList(), switches::offers);
        runner = new ToolRunner(catalog, new MailFailures());
    }

    public static ToolStack on(MailServer server) {
        return on(server, Map.of());
    }

    /** The same with IMAP through another port, such as a proxy's. */
    static ToolStack on(MailServer server, int imapPort) {
        return on(server, Map.of("IMAP_PORT", "" + imapPort));
    }

    /** The same with these variables set. */
    static ToolStack on(MailServer server, Map<String, String> variables) {
        return new ToolStack(environment(server, variables), false);
    }

    /** The same with logins guarded, as in a deployment. */
    static ToolStack guarded(MailServer server, Map<String, String> variables) {
        return new ToolStack(environment(server, variables), true);
    }

    private static Map<String, String> environment(MailServer server, Map<String, String> variables) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "ENCRYPTION_KEY", KEY,
                "IMAP_HOST", server.host(),
                "IMAP_PORT", "" + server.imapPort(),
                "IMAP_TLS", "" + server.imapTls(),
                "SMTP_HOST", server.host(),
                "SMTP_PORT", "" + server.smtpPort(),
                "SMTP_TLS", "" + server.smtpTls()));
        if (server.certificateAuthority() != null) {
            environment.put("IMAP_CA_FILE", server.certificateAuthority().toString());
            environment.put("SMTP_CA_FILE", server.certificateAuthority().toString());
        }
        environment.putAll(variables);
        return environment;
    }

    /** A stack whose mail servers cannot be reached. */
    static ToolStack unreachable() {
        return new ToolStack(
                Map.of(
                        "ENCRYPTION_KEY", KEY,
                        "IMAP_HOST", "127.0.0.1",
                        "IMAP_PORT", "1",
                        "IMAP_TLS", "false",
                        "SMTP_HOST", "127.0.0.1",
                        "SMTP_PORT", "1",
                        "SMTP_TLS", "false"),
                false);
    }

    ToolCatalog catalog() {
        return catalog;
    }

    PoolState pool() {
        return pool.state();
    }

    /** Everything a client is offered. */
    public Features features(Duration watchInterval) {
        return new Features(
                catalog,
                runner,
                new MailResources(door, threads, watchInterval),
                new PromptCatalog(List.of(new TriageInbox(door), new SummarizeThread(door), new DraftReply(door))),
                null,
                new MailFailures());
    }

    /** The result of a call by headers, or without any where credentials are null. */
    JsonObject call(@Nullable Credentials credentials, String tool, String arguments) {
        return round(CallContext.of(new Caller(credentials, "127.0.0.1")), tool, arguments);
    }

    /** The result of a round of a call. */
    JsonObject round(CallContext context, String tool, String arguments) {
        try (var reader = Json.createReader(new StringReader(arguments))) {
            return runner.call(tool, reader.readObject(), context);
        } catch (RpcException e) {
            throw new AssertionError(e);
        }
    }

    /** The structured result of a call that must succeed. */
    JsonObject succeed(MailUser user, String tool, String arguments) {
        JsonObject result = call(credentials(user), tool, arguments);
        assertThat(result.getBoolean("isError")).as("%s", result).isFalse();
        return result.getJsonObject("structuredContent");
    }

    public static Credentials credentials(MailUser user) {
        return new Credentials(user.address(), new Secret(user.password()));
    }

    static String errorText(JsonObject result) {
        assertThat(result.getBoolean("isError")).as("%s", result).isTrue();
        return result.getJsonArray("content").getJsonObject(0).getString("text");
    }

    @Override
    public void close() {
        threads.shutdownNow();
        mailboxes.close();
        pool.close();
        connector.close();
    }

    private List<Tool<?, ?>> all(Mailboxes mailboxes, CredentialTokens tokens, PermissionSettings permissions) {
        return List.of(
                new ReplyEmail(),
                new SendEmail(),
                new ReadEmail(),
                new SearchEmails(),
                new ListEmails(),
                new ListFolders(),
                new EncryptCredentials(mailboxes, tokens, permissions));
    }
}
