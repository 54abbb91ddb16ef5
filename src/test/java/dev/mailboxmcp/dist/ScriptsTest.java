// SPDX-License-Identifier: MIT
package dev.mailboxmcp.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of the package, with a Java, a training and a server that only say that they were called. */
class ScriptsTest {
    private static final Path SCRIPTS = Path.of("src/main/dist");

    @TempDir
    private Path folder;

    @BeforeEach
    void onlyWhereThereIsAShell() {
        assumeThat(File.separator).isEqualTo("/");
    }

    @Test
    void theWayBackFromAnUpgradeTrainsNothing() throws Exception {
        Path former = install("former");
        Path next = install("next");
        Path last = install("last");

        assertThat(run(former)).contains("trained", "-XX:AOTCache=");
        assertThat(run(next)).contains("trained", "-XX:AOTCache=");
        assertThat(run(former)).doesNotContain("trained").contains("-XX:AOTCache=");
        assertThat(run(next)).doesNotContain("trained").contains("-XX:AOTCache=");
        assertThat(run(last)).contains("trained");
        try (var state = Files.list(folder.resolve("state"))) {
            assertThat(state.filter(file -> file.toString().endsWith(".aot"))).hasSize(2);
        }
    }

    @Test
    void whatIsWrongWithTheSettingsIsNotToldATrainingLater() throws Exception {
        Path home = install("home");
        Path settings = home.resolve("usr/servers/mailbox-mcp/server.env");
        executable(folder.resolve("java/bin/java"), """
                #!/bin/sh
                if [ "$3" = check ]; then
                  [ "$IMAP_HOST $SMTP_HOST" = 'a b c' ] || { echo wrong >&2; exit 78; }
                  [ "$PORT $BIND_ADDRESS $OPS_PORT" = '3001 localhost 9080' ] || { echo "not as server.xml has it" >&2; exit 78; }
                else
                  echo '    java.specification.version = 25' >&2
                fi
                """);

        Files.writeString(settings, "# IMAP_HOST=a b\nIMAP_HOST=b\r\nSMTP_HOST=c");
        assertThat(run(home))
                .startsWith("wrong\nNot trained")
                .doesNotContain("\ntrained")
                .hasLineCount(3);

        Ended checked = start(List.of(home.resolve("run.sh").toString(), "check"), Map.of());
        assertThat(checked.code()).isEqualTo(78);
        assertThat(checked.words()).isEqualTo("wrong\n");

        Files.writeString(settings, "# IMAP_HOST=b\nIMAP_HOST=a b\r\nSMTP_HOST=c\nPORT=3001");
        assertThat(run(home)).contains("\ntrained\n", "-XX:AOTCache=");
    }

    @Test
    void aLineOfSettingsWithBlanksAroundItsSignIsNamedAndNotShown() throws Exception {
        Path home = install("home");
        Path settings = home.resolve("usr/servers/mailbox-mcp/server.env");

        for (String line : List.of("IMAP_HOST = a", " IMAP_HOST=a", "export IMAP_HOST=a", "=a", "1=a")) {
            Files.writeString(settings, "# a = b\nan ordinary remark\nSMTP_HOST=a = b\n" + line + "\n");
            String script = home.resolve("run.sh").toString();
            for (List<String> command : List.of(List.of(script), List.of(script, "check"))) {
                Ended ended = start(command, Map.of());
                assertThat(ended.code()).as(line).isEqualTo(78);
                assertThat(ended.words())
                        .isEqualTo("mailbox-mcp cannot start: line 4 of " + settings
                                + " sets no variable. Write NAME=value, without blanks around =.\n");
            }
        }
    }

    /** A JVM that only says which it is takes longer than all else in the scripts. */
    @Test
    void whichJdkItIsStandsInAFileOfIt() throws Exception {
        Path home = install("home");
        Path calls = folder.resolve("calls");
        Path release = folder.resolve("java/release");
        executable(folder.resolve("java/bin/java"), "#!/bin/sh\necho \"$*\" >> " + calls + "\n");
        Files.writeString(release, "IMPLEMENTOR=\"x\"\nJAVA_VERSION_DATE=\"2026-04-21\"\nJAVA_VERSION=\"25.0.3\"\n");

        assertThat(run(home)).contains("trained", "-XX:AOTCache=");
        assertThat(Files.readAllLines(calls)).singleElement().asString().endsWith("check");
        assertThat(run(home)).doesNotContain("trained").contains("-XX:AOTCache=");
        assertThat(Files.readAllLines(calls)).hasSize(1);

        Files.writeString(release, "JAVA_VERSION=\"25.0.4\"\n");
        assertThat(run(home)).as("another JDK in its place").contains("trained");

        for (String old : List.of("17.0.15", "17", "1.8.0_442")) {
            Files.writeString(release, "JAVA_VERSION=\"" + old + "\"\n");
            Ended ended = start(List.of(home.resolve("run.sh").toString()), Map.of());
            assertThat(ended.code()).isEqualTo(78);
            assertThat(ended.words())
                    .endsWith(" is Java " + old.replaceFirst("^1\\.", "").split("\\.", -1)[0]
                            + ": set JAVA_HOME to a newer one.\n");
        }

        Files.writeString(release, "\n");
        executable(folder.resolve("java/bin/java"), "#!/bin/sh\necho '    java.specification.version = 25' >&2\n");
        assertThat(run(home)).as("it says nothing, so the JVM is asked").contains("-XX:AOTCache=");
    }

    @Test
    void aFolderThatCannotBeWrittenToIsOneLineThatNamesTheVariable() throws Exception {
        Path home = install("home");
        Path file = Files.createFile(folder.resolve("file"));

        Ended ended = start(
                List.of(home.resolve("run.sh").toString()),
                Map.of("STATE_DIRECTORY", file.resolve("below").toString()));

        assertThat(ended.code()).isEqualTo(78);
        assertThat(ended.words().lines())
                .singleElement()
                .asString()
                .startsWith("mailbox-mcp cannot write to " + file)
                .contains("set STATE_DIRECTORY");
    }

    @Test
    void anArgumentThatIsUnknownStartsNoServer() throws Exception {
        Ended ended = start(List.of(install("home").resolve("run.sh").toString(), "chekc"), Map.of());

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.words().lines()).singleElement().asString().contains("chekc", "run.sh check");
    }

    @Test
    void aWrongSocketOfTheBalancerIsNamedBeforeAnythingIsDone() throws Exception {
        Path file = Files.createFile(folder.resolve("admin.sock"));
        for (Path socket : List.of(file, folder.resolve("nowhere.sock"))) {
            Ended ended = roll(socket, Map.of());

            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.words().lines())
                    .singleElement()
                    .asString()
                    .startsWith("mailbox-mcp/one: there is no socket at " + socket)
                    .contains("haproxy.cfg");
        }
        assertThat(folder.resolve("restarted")).doesNotExist();
    }

    @Test
    void aTrainingThatIsInterruptedLeavesNothingRunning() throws Exception {
        Path home = install("home");
        Files.copy(SCRIPTS.resolve("train.sh"), home.resolve("train.sh"), StandardCopyOption.REPLACE_EXISTING);
        Files.createFile(home.resolve("usr/servers/mailbox-mcp/server.xml"));
        Path pid = folder.resolve("pid");
        executable(home.resolve("bin/server"), "#!/bin/sh\necho $$ > '" + pid + "'\nexec sleep 60\n");
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        ProcessBuilder builder =
                new ProcessBuilder("sh", home.resolve("train.sh").toString());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME", folder.resolve("java").toString(), "PORT", "1", "TMPDIR", temporary.toString()));

        Process training = builder.start();
        Awaitility.await().until(() -> Files.exists(pid) && Files.size(pid) > 1);
        long server = Long.parseLong(Files.readString(pid).strip());
        training.destroy();

        assertThat(training.waitFor()).isEqualTo(143);
        assertThat(ProcessHandle.of(server)).isEmpty();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void aStreamThatStaysOpenHoldsNoRestartUp() throws Exception {
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                ExecutorService balancer = Executors.newSingleThreadExecutor()) {
            Path path = folder.resolve("admin.sock");
            HttpServer health = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            health.createContext("/health", exchange -> {
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            health.start();
            socket.bind(UnixDomainSocketAddress.of(path));
            String address = "127.0.0.1:" + health.getAddress().getPort();
            balancer.execute(() -> playHaproxyWithAnOpenStream(socket, address));

            Ended ended = roll(path, Map.of("DRAIN", "0", "WAIT", "0"));
            health.stop(0);
            socket.close();

            assertThat(ended.code()).as(ended.words()).isZero();
            assertThat(ended.words()).contains("one: 1 still open").endsWith("mailbox-mcp/one: up\n");
            assertThat(folder.resolve("restarted")).exists();
        }
    }

    /** Answers as HAProxy does where one instance has an open stream, and ends when the socket is closed. */
    private static void playHaproxyWithAnOpenStream(ServerSocketChannel socket, String address) {
        String servers = """
                # pxname,svname,scur,status,addr
                mailbox-mcp,one,1,UP,%s
                mailbox-mcp,two,0,UP,127.0.0.1:1
                """.formatted(address);
        while (socket.isOpen()) {
            try (SocketChannel asked = socket.accept()) {
                ByteBuffer command = ByteBuffer.allocate(200);
                asked.read(command);
                boolean shows = new String(command.array(), StandardCharsets.US_ASCII).startsWith("show stat");
                asked.write(ByteBuffer.wrap((shows ? servers : "\n").getBytes(StandardCharsets.US_ASCII)));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A package whose scripts are the real ones. */
    private Path install(String name) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        for (String script : List.of("run.sh", "environment.sh")) {
            Files.copy(SCRIPTS.resolve(script), home.resolve(script));
        }
        executable(home.resolve("run.sh"), Files.readString(home.resolve("run.sh")));
        executable(home.resolve("train.sh"), "#!/bin/sh\necho trained\necho cache > \"$CACHE\"\n");
        executable(home.resolve("lib/versions/openliberty.properties"), "");
        executable(home.resolve("bin/server"), "#!/bin/sh\necho \"$JVM_ARGS\"\n");
        executable(folder.resolve("java/bin/java"), "#!/bin/sh\necho '    java.specification.version = 25' >&2\n");
        Files.createDirectories(home.resolve("usr/servers/mailbox-mcp"));
        return home;
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String run(Path home) throws Exception {
        Ended ended = start(
                List.of(home.resolve("run.sh").toString()),
                Map.of("STATE_DIRECTORY", folder.resolve("state").toString()));
        assertThat(ended.code()).as(ended.words()).isZero();
        return ended.words();
    }

    private record Ended(int code, String words) {}

    /** Restarts, by a command that leaves a file behind, the instance {@code one}. */
    private Ended roll(Path socket, Map<String, String> environment) throws Exception {
        return start(
                List.of(
                        SCRIPTS.resolve("roll.sh").toAbsolutePath().toString(),
                        socket.toString(),
                        "mailbox-mcp/one",
                        "touch",
                        folder.resolve("restarted").toString()),
                environment);
    }

    private Ended start(List<String> command, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("TRAIN");
        builder.environment().put("JAVA_HOME", folder.resolve("java").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), words);
    }
}
