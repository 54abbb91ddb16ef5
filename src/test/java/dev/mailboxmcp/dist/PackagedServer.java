// SPDX-License-Identifier: MIT
package dev.mailboxmcp.dist;

import dev.mailboxmcp.it.ServerEnvironment;
import dev.mailboxmcp.launch.LibertyProcess;
import dev.mailboxmcp.mailserver.MailServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One unpacked server on free ports, and its process. */
final class PackagedServer implements AutoCloseable {
    private static final String NAME = "mailbox-mcp";

    private final Path home;
    private final int port;
    private final int opsPort;
    private final Map<String, String> environment = new HashMap<>(System.getenv());
    private @Nullable LibertyProcess process;

    private PackagedServer(Path home, int port, int opsPort) {
        this.home = home;
        this.port = port;
        this.opsPort = opsPort;
    }

    /** Unpacks it as unzip does, with the permissions that stand in the package. */
    static PackagedServer unpack(Path folder, MailServer mail) throws IOException {
        Path zip = Path.of(System.getProperty("mailboxmcp.dist"));
        try (FileSystem files =
                FileSystems.newFileSystem(zip, Map.<String, Object>of("enablePosixFileAttributes", true))) {
            Path root = files.getPath("/");
            try (Stream<Path> entries = Files.walk(root)) {
                for (Path entry : (Iterable<Path>) entries::iterator) {
                    Path target = folder.resolve(root.relativize(entry).toString());
                    if (Files.isDirectory(entry)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(entry, target, StandardCopyOption.COPY_ATTRIBUTES);
                    }
                }
            }
        }
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket opsPort = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Stream<Path> roots = Files.list(folder)) {
            PackagedServer server =
                    new PackagedServer(roots.findFirst().orElseThrow(), port.getLocalPort(), opsPort.getLocalPort());
            server.environment.putAll(
                    ServerEnvironment.environment(server.port, server.opsPort, mail, mail.smtpPort()));
            return server;
        }
    }

    /** A port that nobody listens at. */
    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Sets a variable for the next start. */
    PackagedServer with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Starts it by the one command, and returns once it answers. */
    PackagedServer start() throws IOException, InterruptedException {
        LibertyProcess started = LibertyProcess.start(home, NAME, environment);
        process = started;
        if (!started.awaitAnswer(url().resolve("/health"))) {
            throw new IOException("did not start: " + started.complaint());
        }
        return this;
    }

    /** Asks it to end, and waits until it has. */
    void stop() {
        if (process != null) {
            process.stop();
            process = null;
        }
    }

    /** Ends it without a word. */
    void kill() {
        if (process != null) {
            process.kill();
            process = null;
        }
    }

    /** The folder that was unpacked. */
    Path home() {
        return home;
    }

    /** The folder of its configuration. */
    Path configuration() {
        return home.resolve("usr/servers").resolve(NAME);
    }

    int port() {
        return port;
    }

    URI url() {
        return URI.create("http://localhost:" + port);
    }

    URI operationsUrl() {
        return URI.create("http://localhost:" + opsPort);
    }

    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    @Override
    public void close() {
        kill();
    }
}
