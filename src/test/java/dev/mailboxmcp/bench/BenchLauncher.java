// SPDX-License-Identifier: MIT
package dev.mailboxmcp.bench;

import dev.mailboxmcp.launch.LibertyProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Measures the tools against raw IMAP on the mail server that the properties name, and prints a table. */
public final class BenchLauncher {
    private static final String SERVER = "mailbox-mcp";
    private static final int WARM_UP_SECONDS = 20;
    private static final int MAX_WARM_UP_ROUNDS = 15;
    private static final int FEW = 32;
    private static final int MANY = 100;
    private static final int TOO_MANY = 200;
    private static final int ROWS_KEPT = 65_536; // what the server does by itself

    private final BenchSettings settings;
    private final Path installation;

    private BenchLauncher(BenchSettings settings, Path installation) {
        this.settings = settings;
        this.installation = installation;
    }

    /** @param args the {@code wlp} folder */
    public static void main(String[] args) throws Exception {
        BenchSettings settings = BenchSettings.read();
        if (settings.accounts().getFirst().user().isEmpty()) {
            System.err.println("Not started: -Dbench.user and -Dbench.password are missing. See docs/performance.md.");
            System.exit(1);
        }
        new BenchLauncher(settings, Path.of(args[0])).run();
        System.exit(0);
    }

    private void run() throws Exception {
        System.out.printf(
                "%d processors, %s, Java %s; %s:%d%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("java.version"),
                settings.host(),
                settings.port());
        if (settings.seed() > 0) {
            for (Account account : settings.accounts()) {
                try (RawClient raw = new RawClient(settings, account)) {
                    Seeding.seed(raw, settings.folder(), settings.subject(), settings.seed());
                }
            }
        }
        try (Running server = start(MANY, ROWS_KEPT)) {
            warmUp(server, FEW);
            System.out.println(Latency.HEADER);
            for (Account account : settings.accounts()) {
                latencies(server, account);
            }
            if (settings.crowd().size() >= FEW) {
                raw(FEW);
                tools("lists, again", server, FEW, this::newest);
                raw(FEW);
                tools("lists, again", server, FEW, this::newest);
                mixed(server, FEW);
            }
            if (settings.crowd().size() >= MANY) {
                raw(MANY);
                tools("lists, again", server, MANY, this::newest);
                mixed(server, MANY);
            }
        }
        if (settings.crowd().size() >= FEW && settings.url() == null) {
            try (Running server = start(MANY, 0)) {
                warmUp(server, FEW);
                raw(FEW);
                tools("lists, first", server, FEW, this::newest);
                raw(FEW);
                tools("lists, first", server, FEW, this::newest);
            }
        }
        if (settings.crowd().size() >= TOO_MANY && settings.url() == null) {
            try (Running server = start(TOO_MANY / 4, ROWS_KEPT)) {
                warmUp(server, FEW);
                warmUp(server, TOO_MANY); // logins too, of which there are few a second
                tools("lists", server, TOO_MANY, this::newest);
                mixed(server, TOO_MANY);
            }
        }
    }

    /** Runs until the compiler of the JVM has done most of its work: until calls have hardly become more for two rounds. */
    private void warmUp(Running server, int users) throws InterruptedException, ExecutionException {
        List<Account> accounts = settings.crowd().size() < users
                ? settings.accounts()
                : settings.crowd().subList(0, users);
        double best = 0;
        for (int round = 0, level = 0; round < MAX_WARM_UP_ROUNDS && level < 2; round++) {
            Throughput warm = Throughput.measure(accounts, WARM_UP_SECONDS, account -> newest(server, account));
            System.out.printf("%-12s %s%n", "warm-up", warm);
            level = warm.perSecond() < best * 1.05 ? level + 1 : 0;
            best = Math.max(best, warm.perSecond());
        }
    }

    private void latencies(Running server, Account account) throws IOException, GeneralSecurityException {
        try (RawClient raw = new RawClient(settings, account);
                ToolClient tools = new ToolClient(server.url(), account)) {
            raw.examine(settings.folder());
            for (Operation operation : Operation.of(raw, tools, settings)) {
                System.out.println(Latency.measure(operation, raw, tools, settings.rounds()));
            }
            if (settings.changes() > 0) {
                ChangingRows.measure(raw, tools, settings).forEach(System.out::println);
            }
        }
    }

    private void raw(int users) throws InterruptedException, ExecutionException {
        Throughput raw = Throughput.measure(settings.crowd().subList(0, users), settings.seconds(), account -> {
            RawClient client = new RawClient(settings, account);
            client.examine(settings.folder());
            Operation operation = Operation.newest(settings.folder(), client.exists());
            return closing(client, () -> {
                operation.run(client);
                return "";
            });
        });
        System.out.printf("%-12s %s%n", "raw IMAP", raw);
    }

    @FunctionalInterface
    private interface Work {
        Throughput.Call of(Running server, Account account) throws IOException;
    }

    private void mixed(Running server, int users) throws InterruptedException, ExecutionException {
        if (settings.submissionPort() > 0) {
            Throughput.measure(settings.crowd().subList(0, users), WARM_UP_SECONDS, account -> day(server, account));
            tools("all kinds", server, users, this::day);
        }
    }

    private void tools(String name, Running server, int users, Work work)
            throws InterruptedException, ExecutionException {
        double before = server.processorSeconds();
        Throughput tools = Throughput.measure(
                settings.crowd().subList(0, users), settings.seconds(), account -> work.of(server, account));
        double used = server.processorSeconds() - before;
        System.out.printf(
                "%-12s %s  %.2f ms of processor a call, %d MB resident%n",
                name, tools, used * 1000 / Math.max(1, tools.calls()), server.residentMegabytes());
    }

    private Throughput.Call day(Running server, Account account) throws IOException {
        return new WorkingDay(new ToolClient(server.url(), account), account, settings);
    }

    private Throughput.Call newest(Running server, Account account) throws IOException {
        ToolClient client = new ToolClient(server.url(), account);
        Operation operation = Operation.newest(settings.folder(), 0);
        return closing(client, () -> client.call(operation.tool(), operation.arguments()));
    }

    private static Throughput.Call closing(AutoCloseable client, Throughput.Call call) {
        return new Throughput.Call() {
            @Override
            public String run() throws IOException {
                return call.run();
            }

            @Override
            public void close() throws IOException {
                try {
                    client.close();
                } catch (IOException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IOException(e);
                }
            }
        };
    }

    /** A server, and what can be known of its process; of one that ran already, nothing. */
    private record Running(URI url, @Nullable LibertyProcess process) implements AutoCloseable {
        double processorSeconds() {
            return process == null ? 0 : process.processorTime().toMillis() / 1000.0;
        }

        long residentMegabytes() {
            return process == null ? 0 : process.residentBytes() >> 20;
        }

        @Override
        public void close() {
            if (process != null) {
                process.stop();
            }
        }
    }

    /** @param rows how many bytes of rows each connection keeps; 0 for none, so that each list is as the first one */
    private Running start(int poolSize, int rows) throws IOException, InterruptedException {
        if (settings.url() != null) {
            return new Running(URI.create(settings.url()), null);
        }
        int port = freePort();
        int opsPort = freePort();
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("BULK_CONFIRM_ABOVE", "1000"); // so that a change is one call
        List.of("READS_PER_MINUTE", "SEARCHES_PER_MINUTE", "WRITES_PER_MINUTE")
                .forEach(budget -> environment.put(budget, "0")); // a few users call as fast as they can
        environment.putAll(Map.of(
                "IMAP_HOST", settings.host(),
                "IMAP_PORT", String.valueOf(settings.port()),
                "IMAP_TLS", String.valueOf(settings.tls()),
                "MAX_POOL_SIZE", String.valueOf(poolSize),
                "ROW_MEMORY", String.valueOf(rows),
                "ENCRYPTION_KEY", HexFormat.of().formatHex(key),
                "PORT", String.valueOf(port),
                "OPS_PORT", String.valueOf(opsPort)));
        if (settings.ca() != null) {
            environment.put("IMAP_CA_FILE", settings.ca().toString());
        }
        if (settings.submissionPort() > 0) {
            environment.put("SMTP_HOST", settings.host());
            environment.put("SMTP_PORT", String.valueOf(settings.submissionPort()));
            environment.put("SEND_PER_MINUTE", "1000");
            if (settings.ca() != null) {
                environment.put("SMTP_CA_FILE", settings.ca().toString());
            }
        }
        LibertyProcess process = LibertyProcess.start(installation, SERVER, environment);
        Runtime.getRuntime().addShutdownHook(new Thread(process::stop, "stop-server"));
        URI url = URI.create("http://localhost:" + port);
        if (!process.awaitAnswer(url.resolve("/health"))) {
            throw new IOException("the server did not start: " + process.complaint());
        }
        return new Running(url, process);
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
