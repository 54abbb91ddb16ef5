// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.it.DeployedWar;
import dev.mailboxmcp.tools.KnownTools;
import dev.mailboxmcp.tools.Mails;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that people use, on the WAR as it is shipped. */
@Tag("conformance")
class ClientsIT extends DeployedWar {
    private static final String FOLDER = "Grüße";

    @BeforeEach
    void oneMail() throws Exception {
        mail().reset(mail().alice());
        mail().append(
                        mail().alice(),
                        FOLDER,
                        Mails.plain("Bob <bob@mails.example>", "alice@mails.example", "Conformance", "Hello"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "auto", "modern"})
    void theTypeScriptClientWorks(String era) {
        NodePackages.Run run =
                NodePackages.script("typescript-client.mjs", era, "product", endpoint(), user(), password(), tools());

        assertThat(run.exitCode()).as(run.output()).isZero();
    }

    @Test
    void mcpRemoteWorks() {
        NodePackages.Run run = NodePackages.script("mcp-remote-client.mjs", endpoint(), user(), password(), tools());

        assertThat(run.exitCode()).as(run.output()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "auto", "modern"})
    void theInspectorWorks(String era, @TempDir Path folder) throws Exception {
        Path servers = folder.resolve("servers.json");
        Files.writeString(servers, """
                {"mcpServers": {"mail": {"type": "http", "url": "%s", "protocolEra": "%s",
                  "headers": {"x-imap-user": "%s", "x-imap-pass": "%s"}}}}""".formatted(endpoint(), era, user(), password()));

        assertThat(inspect(servers, "tools/list")).contains("imap_read_email");
        assertThat(inspect(servers, "resources/list")).contains("mail://folder/INBOX");
        assertThat(inspect(servers, "tools/call", "--tool-name", "imap_list_emails", "--tool-arg", "folder=" + FOLDER))
                .contains("Conformance");
        assertThat(inspect(
                        servers,
                        "tools/call",
                        "--tool-name",
                        "imap_search_emails",
                        "--tool-arg",
                        "folder=" + FOLDER,
                        "--tool-arg",
                        "subject=Conformance"))
                .contains("Bob <bob@mails.example>");
    }

    private static String inspect(Path servers, String method, String... arguments) {
        List<String> command = new ArrayList<>(List.of("mcp-inspector", "--cli", "--config", servers.toString()));
        command.addAll(List.of("--server", "mail", "--format", "json", "--method", method));
        command.addAll(List.of(arguments));
        NodePackages.Run run = NodePackages.run(Map.of(), command.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.output()).isZero();
        return run.output();
    }

    @Test
    void theJavaClientWorks() {
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(url().toString())
                .endpoint("/mcp")
                .requestBuilder(
                        HttpRequest.newBuilder().header("x-imap-user", user()).header("x-imap-pass", password()))
                .build();
        try (McpSyncClient client = McpClient.sync(transport).build()) {
            assertThat(client.initialize().protocolVersion()).isEqualTo("2025-11-25");
            assertThat(client.listTools().tools()).hasSize(KnownTools.offered().size());
            McpSchema.CallToolResult result = client.callTool(McpSchema.CallToolRequest.builder("imap_list_emails")
                    .arguments(Map.of("folder", FOLDER))
                    .build());
            assertThat(result.isError()).isFalse();
            assertThat(String.valueOf(result.structuredContent())).contains("Conformance");
            assertThat(client.listResources().resources())
                    .extracting(McpSchema.Resource::name)
                    .contains("INBOX", FOLDER);
        }
    }

    /** How many a client has to be offered. */
    private static String tools() {
        return String.valueOf(KnownTools.offered().size());
    }

    private static String user() {
        return mail().alice().address();
    }

    private static String password() {
        return mail().alice().password();
    }
}
