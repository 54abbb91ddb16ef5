// SPDX-License-Identifier: MIT
package dev.mailboxmcp.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.mailboxmcp.extract.PdfFiles;
import dev.mailboxmcp.it.HoldingProxy;
import dev.mailboxmcp.it.McpClient;
import dev.mailboxmcp.mailserver.GreenMailServer;
import dev.mailboxmcp.tools.Mails;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The package, unpacked and started by its one command. */
@Tag("dist")
class PackagedServerIT {
    /** The first version of the JDK that keeps a cache. */
    private static final int FIRST_WITH_CACHE = 25;

    /** EX_CONFIG of sysexits(3): who watches the process does not start it again. */
    private static final int WRONG_CONFIGURATION = 78;

    @TempDir
    private Path folder;

    private GreenMailServer mail;
    private PackagedServer server;

    @BeforeEach
    void unpack() throws IOException {
        mail = GreenMailServer.start();
        server = PackagedServer.unpack(folder.resolve("server"), mail);
    }

    @AfterEach
    void stop() {
        server.close();
        mail.close();
    }

    @Test
    void servesWithoutAnythingElse() throws Exception {
        server.start();

        assertThat(list()).contains("INBOX");
        assertThat(textOfAPdf()).contains("\"text\":\"Guten Tag\"");
        assertThat(new McpClient(server.operationsUrl()).get("/health/ready").body())
                .contains("\"status\":\"UP\"", "\"version\":\"");
        assertThat(new McpClient(server.operationsUrl()).get("/metrics").statusCode())
                .isEqualTo(404);
    }

    private String textOfAPdf() throws Exception {
        mail.append(mail.alice(), "INBOX", Mails.withAttachment("s", "t", "a.pdf", PdfFiles.saying("Guten Tag")));
        McpClient client = new McpClient(server.url()).as(mail.alice());
        JsonObject listed = client.call("imap_list_emails", Json.createObjectBuilder());
        int uid = listed.getJsonObject("structuredContent")
                .getJsonArray("emails")
                .getJsonObject(0)
                .getInt("uid");
        return client.call(
                        "imap_read_attachment",
                        Json.createObjectBuilder().add("uid", uid).add("part", "2"))
                .getJsonObject("structuredContent")
                .toString();
    }

    @Test
    void theCommandsOfTheManualUnpackAndStartIt() throws Exception {
        String page = Files.readString(Path.of("docs/operations.md"));
        String commands = page.lines()
                .dropWhile(line -> !line.startsWith("unzip "))
                .takeWhile(line -> !line.startsWith("```"))
                .collect(Collectors.joining("\n"));
        Path zip = Path.of(System.getProperty("mailboxmcp.dist"));
        Path here = Files.createDirectory(folder.resolve("here"));
        Files.copy(zip, here.resolve(zip.getFileName()));
        ProcessBuilder shell = new ProcessBuilder("bash", "-euc", commands)
                .directory(here.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("shell.log").toFile());
        shell.environment().put("PORT", Integer.toString(server.port()));
        shell.environment()
                .put("OPS_PORT", Integer.toString(server.operationsUrl().getPort()));
        shell.environment().put("JAVA_HOME", System.getProperty("java.home"));

        Path home = here.resolve(zip.getFileName().toString().replace(".zip", ""));
        Process running = shell.start();
        try {
            await().atMost(5, TimeUnit.MINUTES).ignoreExceptions().until(() -> {
                assertThat(running.isAlive()).isTrue();
                return Files.exists(home.resolve("mailbox-mcp.aot.for"))
                        && new McpClient(server.url()).get("/health").statusCode() == 200;
            });
            if (Runtime.version().feature() >= FIRST_WITH_CACHE) {
                assertThat(home.resolve("mailbox-mcp.aot")).exists();
            }
        } finally {
            running.descendants().toList().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly().waitFor();
        }
    }

    @Test
    void aMailThatIsBeingSentWhenTheServerIsStoppedIsSentAndSaidToBe() throws Exception {
        try (HoldingProxy submission = new HoldingProxy(mail.smtpPort());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.with("SMTP_PORT", Integer.toString(submission.port())).start();
            submission.hold();
            Future<JsonObject> call = threads.submit(() -> new McpClient(server.url())
                    .as(mail.alice())
                    .call(
                            "smtp_send_email",
                            Json.createObjectBuilder()
                                    .add(
                                            "to",
                                            Json.createArrayBuilder()
                                                    .add(mail.bob().address()))
                                    .add("subject", "last words")
                                    .add("text", "Hello.")));
            await().atMost(30, TimeUnit.SECONDS).until(() -> submission.mails() == 1);

            Future<?> stopping = threads.submit(server::stop);
            await().pollDelay(6, TimeUnit.SECONDS).until(() -> true); // longer than the application waits for streams
            submission.release();

            assertThat(call.get(30, TimeUnit.SECONDS)
                            .getJsonObject("structuredContent")
                            .getString("status"))
                    .isEqualTo("sent");
            stopping.get();
        }
    }

    /** The server is started by a link, which leads elsewhere after an upgrade while the server still runs. */
    @Test
    void aUserWhoOwnsNothingButTheStateRunsIt() throws Exception {
        Path setpriv = Path.of("/usr/bin/setpriv");
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")) && Files.isExecutable(setpriv), "not root on Linux");
        for (Path above : List.of(folder, folder.resolve("server"), server.home())) {
            Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Path state = Files.createDirectory(folder.resolve("state"));
        UserPrincipal nobody =
                state.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Files.setOwner(state, nobody);
        Path link = Files.createSymbolicLink(folder.resolve("mailbox-mcp"), server.home());
        ProcessBuilder asNobody = new ProcessBuilder(
                        setpriv.toString(),
                        "--reuid=nobody",
                        "--clear-groups",
                        link.resolve("run.sh").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nobody.log").toFile());
        asNobody.environment().putAll(server.environment());
        asNobody.environment()
                .putAll(Map.of(
                        "STATE_DIRECTORY",
                        state.toString(),
                        "HOME",
                        "/nonexistent",
                        "TRAIN",
                        "off",
                        "JAVA_HOME",
                        System.getProperty("java.home")));

        Process running = asNobody.start();
        try {
            await().atMost(3, TimeUnit.MINUTES).ignoreExceptions().until(() -> {
                assertThat(running.isAlive()).isTrue();
                return new McpClient(server.url()).get("/health").statusCode() == 200;
            });
            Files.delete(link);
            assertThat(list()).contains("INBOX");
            assertThat(state.resolve("logs/messages.log")).exists();
            assertThat(server.configuration().resolve("workarea")).doesNotExist();
        } finally {
            running.destroy();
            running.waitFor();
        }
    }

    @Test
    void aJavaThatIsTooOldIsOneLine() throws Exception {
        Path java = folder.resolve("old/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/sh\necho '    java.specification.version = 17' >&2\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));

        for (List<String> command :
                List.of(List.of("run.sh"), List.of("bin/server", "run", "mailbox-mcp"), List.of("train.sh"))) {
            List<String> words = new ArrayList<>(command);
            words.set(0, server.home().resolve(command.getFirst()).toString());
            Path output = folder.resolve("old.log");
            ProcessBuilder start =
                    new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
            start.environment().put("JAVA_HOME", folder.resolve("old").toString());

            assertThat(start.start().waitFor()).isEqualTo(WRONG_CONFIGURATION);
            assertThat(Files.readAllLines(output))
                    .filteredOn(line -> !line.isBlank())
                    .containsExactly("mailbox-mcp needs Java 21 or newer, and " + java
                            + " is Java 17: set JAVA_HOME to a newer one.");
        }
    }

    /** Who watches the process, such as systemd, takes one that lives for one that serves. */
    @Test
    void aProcessWithAWrongSettingEndsAndNamesIt() throws Exception {
        assertThat(endOf(Map.of("IMAP_PORT", "99999", "BULK_MAX", "0")))
                .startsWith(WRONG_CONFIGURATION + " ")
                .containsOnlyOnce("mailbox-mcp cannot start: 2 settings are wrong.")
                .contains("IMAP_PORT=99999 is wrong", "BULK_MAX=0 is wrong");
    }

    @Test
    void aFirstStartWithAWrongSettingDoesNotTrainFirst() throws Exception {
        assertThat(endOf(Map.of("IMAP_PORT", "99999", "TOOLS", "imap_list_mails", "TRAIN", "on")))
                .startsWith(WRONG_CONFIGURATION + " mailbox-mcp cannot start: 2 settings are wrong.")
                .contains("IMAP_PORT=99999 is wrong", "TOOLS=imap_list_mails is wrong", "Not trained")
                .doesNotContain("Training the JVM");
    }

    /** Its exit code, and what it said. */
    private String endOf(Map<String, String> settings) throws Exception {
        Path output = folder.resolve("end.log");
        ProcessBuilder start = new ProcessBuilder(
                        server.home().resolve("run.sh").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        start.environment().putAll(server.environment());
        start.environment().putAll(Map.of("TRAIN", "off", "JAVA_HOME", System.getProperty("java.home")));
        start.environment().putAll(settings);
        Process running = start.start();
        try {
            assertThat(running.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return running.exitValue() + " " + Files.readString(output);
        } finally {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
        }
    }

    @Test
    void whatAnOperatorReadsAndInstallsIsInIt() throws IOException {
        Path home = server.home();

        assertThat(Files.readString(home.resolve("README.md"))).startsWith("# mailbox-mcp");
        assertThat(home.resolve("README.TXT")).doesNotExist();
        for (String file : List.of(
                "docs/operations.md",
                "docs/configuration.md",
                "deploy/proxies/haproxy.cfg",
                "deploy/monitoring/alerts.yaml",
                "deploy/monitoring/grafana-dashboard.json",
                "deploy/systemd/mailbox-mcp@.service",
                "deploy/logrotate/mailbox-mcp",
                "src/main/wildfly/configure.cli",
                "src/main/payara/preboot.asadmin",
                "src/test/resources/dev/mailboxmcp/oauth/sign-in-cases.txt",
                "usr/servers/mailbox-mcp/configDropins/overrides",
                "usr/servers/mailbox-mcp/configDropins/defaults")) {
            assertThat(home.resolve(file)).exists();
        }
    }

    /** A password that stands in every copy of the package is none. */
    @Test
    void holdsNoSecretOfTheMachineThatBuiltIt() throws IOException {
        assertThat(Files.readString(server.configuration().resolve("server.env")))
                .doesNotContain("password=");
        assertThat(server.configuration().resolve("logs")).doesNotExist();
        assertThat(server.configuration().resolve("resources/security")).doesNotExist();
    }

    @Test
    void whatIsOptionalIsSwitchedOnByCopyingItsFile() throws Exception {
        Map<String, String> received = new ConcurrentHashMap<>();
        HttpServer collector = collector(received);
        try {
            for (String name : new String[] {"metrics.xml", "telemetry.xml"}) {
                Files.copy(
                        server.configuration().resolve("optional").resolve(name),
                        server.configuration()
                                .resolve("configDropins/overrides")
                                .resolve(name));
            }
            Path audit = folder.resolve("audit.jsonl");
            server.with("OTEL_SDK_DISABLED", "false")
                    .with("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
                    .with(
                            "OTEL_EXPORTER_OTLP_ENDPOINT",
                            "http://localhost:" + collector.getAddress().getPort())
                    .with("OTEL_METRIC_EXPORT_INTERVAL", "1000")
                    .with("OTEL_BSP_SCHEDULE_DELAY", "500")
                    .with("AUDIT_LOG", audit.toString())
                    .start();

            assertThat(list()).contains("INBOX");
            assertThat(new McpClient(server.url())
                            .call("imap_list_folders", Json.createObjectBuilder())
                            .toString())
                    .contains("NO_CREDENTIALS");

            // the page may come a moment after the application
            await().untilAsserted(() -> assertThat(new McpClient(server.operationsUrl())
                            .get("/metrics?scope=application")
                            .body())
                    .contains("mcp_server_operation_duration_seconds_count", "gen_ai_tool_name=\"imap_list_folders\"")
                    .contains("error_type=\"NO_CREDENTIALS\"", "mailbox_imap_connections", "mailbox_logins"));
            await().atMost(30, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(received.getOrDefault("/v1/metrics", ""))
                            .contains("mcp.server.operation.duration", "gen_ai.tool.name", "tool_error")
                            .contains("mailbox.imap.connections.waiting", "mailbox.logins"));
            await().atMost(30, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(received.getOrDefault("/v1/traces", ""))
                            .contains("tools/call imap_list_folders", "mcp.method.name"));
            assertThat(Files.readAllLines(audit))
                    .hasSize(2)
                    .anyMatch(line -> line.contains("\"outcome\":\"ok\"") && line.contains("\"user\":\"u-"))
                    .anyMatch(line -> line.contains("\"outcome\":\"NO_CREDENTIALS\""));
            assertThat(received + " " + Files.readString(audit))
                    .doesNotContain(mail.alice().password())
                    .doesNotContain(mail.alice().address());
        } finally {
            collector.stop(0);
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_25)
    void aTrainedServerReadsItsCache() throws Exception {
        Path output = folder.resolve("train.log");
        ProcessBuilder training = new ProcessBuilder(
                        server.home().resolve("train.sh").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        training.environment().putAll(server.environment());
        // whatever way keys are given: those here and those there together would be refused
        Path audit = folder.resolve("audit.jsonl");
        Path settings = server.configuration().resolve("server.env");
        String shipped = Files.readString(settings);
        Files.writeString(
                settings,
                shipped + "\nENCRYPTION_KEY_FILE=/nonexistent/key\nAUDIT_LOG=" + audit + "\nJAVA_HOME="
                        + System.getProperty("java.home") + "\n");
        training.environment().put("JAVA_HOME", "/nonexistent");
        training.environment().put("ENCRYPTION_KEY", "not a key");

        // whoever is at the server's port, such as a balancer's check, meets no copy of it, nor is in its way
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), 0);
        other.start();
        try {
            assertThat(training.start().waitFor()).as(Files.readString(output)).isZero();
        } finally {
            other.stop(0);
        }
        assertThat(Files.size(server.home().resolve("mailbox-mcp.aot"))).isGreaterThan(50_000_000);
        assertThat(audit).doesNotExist();

        Files.writeString(settings, shipped);
        server.with("JVM_ARGS", "-XX:AOTMode=on") // ends the JVM where the cache is of no use
                .start();
        assertThat(list()).contains("INBOX");
    }

    private String list() throws IOException, InterruptedException {
        return new McpClient(server.url())
                .as(mail.alice())
                .call("imap_list_folders", Json.createObjectBuilder())
                .toString();
    }

    /** Takes what an exporter of OpenTelemetry sends; the names in it can be read as they are. */
    private static HttpServer collector(Map<String, String> received) throws IOException {
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/", exchange -> {
            try (InputStream body = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                    ? new GZIPInputStream(exchange.getRequestBody())
                    : exchange.getRequestBody()) {
                String text = new String(body.readAllBytes(), StandardCharsets.ISO_8859_1);
                received.merge(exchange.getRequestURI().getPath(), text, String::concat);
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        return collector;
    }
}
