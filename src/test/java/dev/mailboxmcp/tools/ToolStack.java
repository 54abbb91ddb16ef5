// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.Assembly;
import dev.mailboxmcp.Configuration;
import dev.mailboxmcp.access.CallBudgets;
import dev.mailboxmcp.access.CallLimits;
import dev.mailboxmcp.access.Door;
import dev.mailboxmcp.access.MailFailures;
import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.FileTransfers;
import dev.mailboxmcp.call.MailConfirmations;
import dev.mailboxmcp.feature.Features;
import dev.mailboxmcp.imap.PoolState;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.rpc.RpcException;
import dev.mailboxmcp.settings.Settings;
import dev.mailboxmcp.sites.Site;
import dev.mailboxmcp.sites.Sites;
import dev.mailboxmcp.tool.RecordTool;
import dev.mailboxmcp.tool.ToolCatalog;
import dev.mailboxmcp.tool.ToolRunner;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The features and everything below them, as a deployment has them, without HTTP. */
public final class ToolStack implements AutoCloseable {
    private static final String KEY = "8f3a1c7e5b2d9046e1f7a83c5d60b94272c8e05f1a9b3d6478e2c4051f7d9ab3";

    /** Tests fail logins on purpose. */
    private static final Map<String, String> UNGUARDED = Map.of(
            "LOGIN_FAILURES_PER_USER", "0",
            "LOGIN_FAILURES_PER_CLIENT", "0",
            "LOGIN_FAILURE_MEMORY", "0",
            "LOGINS_IN_FLIGHT", "10000");

    private final Assembly assembly;
    private final ToolCatalog catalog;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ToolRunner runner;

    private ToolStack(Map<String, String> environment) {
        Settings settings = new Settings(name -> Optional.ofNullable(environment.get(name)));
        Configuration configuration = Configuration.read(settings);
        assertThat(settings.problems()).isEmpty();
        assembly = new Assembly(Objects.requireNonNull(configuration), InstantSource.system());
        catalog = assembly.catalog(AnnotatedTools.all(assembly));
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
    public static ToolStack on(MailServer server, Map<String, String> variables) {
        Map<String, String> environment = environment(server, variables);
        UNGUARDED.forEach(environment::putIfAbsent);
        return new ToolStack(environment);
    }

    /** The same with logins guarded, as in a deployment. */
    static ToolStack guarded(MailServer server, Map<String, String> variables) {
        return new ToolStack(environment(server, variables));
    }

    private static Map<String, String> environment(MailServer server, Map<String, String> variables) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "ENCRYPTION_KEY",
                KEY,
                "PUBLIC_URL",
                "https://mcp.example.org",
                "IMAP_HOST",
                server.host(),
                "IMAP_PORT",
                "" + server.imapPort(),
                "IMAP_TLS",
                "" + server.imapTls(),
                "SMTP_HOST",
                server.host(),
                "SMTP_PORT",
                "" + server.smtpPort(),
                "SMTP_TLS",
                "" + server.smtpTls()));
        if (server.certificateAuthority() != null) {
            environment.put("IMAP_CA_FILE", server.certificateAuthority().toString());
            environment.put("SMTP_CA_FILE", server.certificateAuthority().toString());
        }
        environment.putAll(variables);
        return environment;
    }

    /** A stack with these variables and a key, where logins are guarded. */
    static ToolStack of(Map<String, String> variables) {
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("ENCRYPTION_KEY", KEY);
        return new ToolStack(environment);
    }

    /** A stack whose mail servers cannot be reached. */
    static ToolStack unreachable() {
        return unreachable(Map.of());
    }

    /** The same with these variables set. */
    static ToolStack unreachable(Map<String, String> variables) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "ENCRYPTION_KEY", KEY,
                "PUBLIC_URL", "https://mcp.example.org",
                "IMAP_HOST", "127.0.0.1",
                "IMAP_PORT", "1",
                "IMAP_TLS", "false",
                "SMTP_HOST", "127.0.0.1",
                "SMTP_PORT", "1",
                "SMTP_TLS", "false"));
        environment.putAll(UNGUARDED);
        environment.putAll(variables);
        return new ToolStack(environment);
    }

    /** A stack with an IMAP server at a port of this machine, in the clear, and a submission server that cannot be reached. */
    public static ToolStack onImap(int port) {
        return unreachable(Map.of("IMAP_PORT", "" + port));
    }

    /** Makes and opens tokens of this deployment. */
    CredentialTokens tokens() {
        return assembly.tokens();
    }

    ToolCatalog catalog() {
        return catalog;
    }

    Door door() {
        return assembly.door();
    }

    /** The tools as they are called, with a door in front of them that knows no more than this of what the operator allows. */
    Stream<RecordTool> behindDoor(PermissionSettings permissions) {
        Site site = assembly.sites().all().getFirst().with(permissions);
        Door door = new Door(
                Sites.one(site), assembly.tokens(), new CallBudgets(new CallLimits(0, 0, 0), InstantSource.system()));
        return AnnotatedTools.all(assembly).map(door::guarded);
    }

    /** The page where users confirm mail. */
    MailConfirmations confirmations() {
        return assembly.confirmations();
    }

    /** What links lead to. */
    FileTransfers files() {
        return assembly.files();
    }

    PoolState pool() {
        return assembly.sites().all().getFirst().pool().state();
    }

    /** Everything a client is offered. */
    public Features features(Duration watchInterval) {
        return assembly.features(catalog, threads, watchInterval);
    }

    /** The tools that this caller is offered. */
    JsonArray list(Caller caller) {
        try {
            return features(Duration.ofSeconds(20))
                    .listTools(JsonObject.EMPTY_JSON_OBJECT, caller)
                    .getJsonArray("tools");
        } catch (RpcException e) {
            throw new AssertionError(e);
        }
    }

    /** The result of a call by headers, or without any where credentials are null. */
    public JsonObject call(@Nullable Credentials credentials, String tool, String arguments) {
        return round(CallContext.of(new Caller(credentials, "127.0.0.1")), tool, arguments);
    }

    /** The result of a round of a call. */
    JsonObject round(CallContext context, String tool, String arguments) {
        try (var reader = Json.createReader(new StringReader(arguments))) {
            return runner.call(tool, reader.readObject(), context);
        } catch (RpcException e) {
            throw new AssertionError(tool + ": " + e.getMessage(), e);
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
        assembly.close();
    }
}
