// SPDX-License-Identifier: MIT
package dev.mailboxmcp.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.mailserver.GreenMailServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The files for reverse proxies as they are shipped, but for ports and certificates. Wants the proxies; fails without where
 * REQUIRE_BALANCER is true.
 */
@Tag("dist")
class ProxiesIT {
    /** The name by which clients come, as the files have it. */
    private static final String NAME = "mcp.example.org";

    @TempDir
    private static Path folder;

    private static GreenMailServer mail;
    private static PackagedServer server;

    enum Proxy {
        HAPROXY("/usr/sbin/haproxy", "haproxy.cfg") {
            @Override
            List<String> command(Path file) {
                return List.of("/usr/sbin/haproxy", "-db", "-f", file.toString());
            }
        },
        NGINX("/usr/sbin/nginx", "nginx.conf") {
            @Override
            String around(String shipped) {
                return "daemon off;\npid " + folder + "/nginx.pid;\nerror_log " + folder
                        + "/nginx.log;\nevents {}\nhttp {\n" + "access_log off;\n" + shipped + "}\n";
            }

            @Override
            List<String> command(Path file) {
                return List.of("/usr/sbin/nginx", "-c", file.toString());
            }
        },
        APACHE("/usr/sbin/apache2", "apache.conf") {
            @Override
            String around(String shipped) {
                StringBuilder modules = new StringBuilder("ServerName localhost\nPidFile " + folder
                        + "/apache.pid\nErrorLog " + folder + "/apache.log\nDefaultRuntimeDir " + folder + "\n");
                for (String module : List.of(
                        "mpm_event",
                        "authz_core",
                        "ssl",
                        "socache_shmcb",
                        "proxy",
                        "proxy_http",
                        "proxy_balancer",
                        "slotmem_shm",
                        "lbmethod_byrequests",
                        "headers")) {
                    modules.append("LoadModule " + module + "_module /usr/lib/apache2/modules/mod_" + module + ".so\n");
                }
                int port = Integer.parseInt(shipped.replaceAll("(?s).*<VirtualHost \\*:(\\d+)>.*", "$1"));
                return modules + "Listen 127.0.0.1:" + port + "\n" + shipped;
            }

            @Override
            List<String> command(Path file) {
                return List.of("/usr/sbin/apache2", "-D", "FOREGROUND", "-f", file.toString());
            }
        };

        private final Path program;
        private final Path shipped;

        Proxy(String program, String shipped) {
            this.program = Path.of(program);
            this.shipped = Path.of("deploy/proxies", shipped);
        }

        /** What stands around the file where it is installed. */
        String around(String shipped) {
            return shipped;
        }

        abstract List<String> command(Path file);
    }

    @BeforeAll
    static void start() throws Exception {
        mail = GreenMailServer.start();
        server = PackagedServer.unpack(folder.resolve("server"), mail)
                .with("TRUSTED_PROXIES", "127.0.0.1")
                .with("PUBLIC_URL", "https://" + NAME)
                .with("OAUTH_URL", "https://" + NAME + "/oauth/mcp")
                .with("AUDIT_LOG", folder.resolve("audit.jsonl").toString())
                .start();
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=localhost",
                "-keyout",
                folder.resolve("key").toString(),
                "-out",
                folder.resolve("crt").toString());
        Files.writeString(
                folder.resolve("pem"),
                Files.readString(folder.resolve("crt")) + Files.readString(folder.resolve("key")));
    }

    @AfterAll
    static void stop() {
        server.close();
        mail.close();
    }

    @ParameterizedTest
    @EnumSource(Proxy.class)
    void callsAndStreamsPassAndTheClientsAddressWithThem(Proxy proxy) throws Exception {
        if (!Files.isExecutable(proxy.program)) {
            assertThat(System.getenv("REQUIRE_BALANCER"))
                    .as("there is no " + proxy)
                    .isNotEqualTo("true");
            Assumptions.abort("there is no " + proxy);
        }
        int port = PackagedServer.freePort();
        String here = Files.readString(proxy.shipped)
                .replace("*:443", "*:" + port)
                .replace(":443", "127.0.0.1:" + port)
                .replace("listen 443", "listen 127.0.0.1:" + port)
                .replaceAll("127\\.0\\.0\\.1:300[12]", "127.0.0.1:" + server.port())
                .replace("/run/haproxy", folder.toString())
                .replace("/var/log/apache2", folder.toString())
                .replaceAll("/etc/\\w+/mailbox-mcp\\.(\\w+)", folder + "/$1");
        Path file = Files.writeString(folder.resolve(proxy.name()), proxy.around(here));
        Process running = new ProcessBuilder(proxy.command(file))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(proxy + ".out").toFile())
                .start();
        String url = "https://" + NAME + ":" + port;
        try {
            await().untilAsserted(() -> {
                assertThat(running.isAlive())
                        .as(Files.readString(folder.resolve(proxy + ".out")))
                        .isTrue();
                assertThat(curl(url + "/health")).contains("\"status\":\"ok\"");
            });
            assertThat(post(
                            url,
                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":"
                                    + "{\"name\":\"imap_list_folders\",\"arguments\":{}}}",
                            "-H",
                            "x-forwarded-for: 203.0.113.9"))
                    .contains("INBOX");
            List<String> audit = Files.readAllLines(folder.resolve("audit.jsonl"));
            assertThat(audit.getLast()).contains("\"address\":\"127.0.0.1\"").doesNotContain("203.0.113.9");

            // clients that sign in are told where, and their users get to the page, which is for TLS alone
            assertThat(curl(url + "/oauth/mcp", "-i", "-X", "POST"))
                    .contains(" 401", "resource_metadata=\"https://" + NAME + "/.well-known/");
            assertThat(curl(url + "/.well-known/oauth-authorization-server/oauth"))
                    .contains("\"token_endpoint\"");
            assertThat(curl(url + "/oauth/authorize?client_id=nobody"))
                    .contains("<main>")
                    .doesNotContain("over TLS only");
            assertThat(curl(url + "/oauth/callback?code=canary-code&state=x")).contains("<main>");

            // what Payara serves for operators: an instance would refuse this name with 403, if it were asked
            assertThat(statusForAnotherName(url + "/nowhere")).isEqualTo("403");
            for (String path : List.of("/ops", "/ops/health", "/ops/metrics", "/%6fps/health", "/ops;a=b/health")) {
                assertThat(statusForAnotherName(url + path)).as(path).isEqualTo("404");
            }
            assertThat(statusForAnotherName(url + "/oauth/callback/ops?code=canary-code"))
                    .as("a profile of that name")
                    .isEqualTo("403");

            // the stream stays open; what is said at its begin is there at once
            assertThat(post(
                            url,
                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscriptions/listen\",\"params\":{\"notifications\":"
                                    + "{\"toolsListChanged\":true},\"_meta\":{"
                                    + "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                                    + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}",
                            "--max-time",
                            "4",
                            "-N",
                            "-H",
                            "mcp-protocol-version: 2026-07-28",
                            "-H",
                            "mcp-method: subscriptions/listen"))
                    .contains("notifications/subscriptions/acknowledged");
        } finally {
            running.destroy();
            running.waitFor();
        }
        assertThat(Files.readString(folder.resolve(proxy + ".out"))).doesNotContain("canary-code");
    }

    /** Posts as Alice. */
    private static String post(String url, String body, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        for (String header : List.of(
                "content-type: application/json",
                "accept: application/json, text/event-stream",
                "x-imap-user: " + mail.alice().address(),
                "x-imap-pass: " + mail.alice().password())) {
            all.addAll(List.of("-H", header));
        }
        all.addAll(List.of("-d", body));
        return curl(url + "/mcp", all.toArray(String[]::new));
    }

    private static String statusForAnotherName(String url) throws IOException, InterruptedException {
        return curl(
                url,
                "-o",
                folder.resolve("answer").toString(),
                "-w",
                "%{http_code}",
                "-H",
                "host: elsewhere.example.org");
    }

    private static String curl(String url, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-sk", "--connect-to", NAME + "::127.0.0.1:", url));
        command.addAll(List.of(arguments));
        Process curl = new ProcessBuilder(command).start();
        String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        curl.waitFor();
        return answer;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("run.out").toFile())
                .start();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("run.out")))
                .isZero();
    }
}
