// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The server that the WAR is tested in: how it is told what to run with, and where operators look. The constants are named
 * as the containers of {@code arquillian.xml} are.
 */
enum TestedServer {
    /** Its script would take whatever JAVA_HOME says, and the environment of Maven; both stand in a file instead. */
    LIBERTY {
        @Override
        void prepare(Path home, Map<String, String> environment) throws IOException {
            String lines = environment.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .collect(Collectors.joining("\n", "", "\n"));
            Files.writeString(
                    home.resolve("usr/servers/it/server.env"),
                    "JAVA_HOME=" + System.getProperty("java.home") + "\n" + lines);
        }

        @Override
        List<Path> log(Path home) {
            return List.of(home.resolve("usr/servers/it/logs/messages.log"));
        }

        @Override
        String operationsUrl(int port, int opsPort) {
            return "http://localhost:" + opsPort;
        }
    },

    /** Configured as operators do it, by its command line. */
    WILDFLY {
        @Override
        void prepare(Path home, Map<String, String> environment) throws IOException {
            ProcessBuilder cli = new ProcessBuilder(
                            home.resolve("bin/jboss-cli.sh").toString(), "--file=src/main/wildfly/configure.cli")
                    .redirectErrorStream(true);
            cli.environment().put("JAVA_HOME", System.getProperty("java.home"));
            cli.environment().put("JBOSS_HOME", home.toString());
            run(cli);
            pass(environment, List.of());
        }

        @Override
        List<Path> log(Path home) {
            return List.of(home.resolve("it/log/server.log"));
        }

        @Override
        String operationsUrl(int port, int opsPort) {
            return "http://localhost:" + opsPort;
        }
    },

    /** Its health pages are on the application's port, below another path. */
    PAYARA {
        private static final Pattern LOG = Pattern.compile("server\\.log\\.\\d+");

        @Override
        void prepare(Path home, Map<String, String> environment) throws IOException {
            for (String commands : List.of("preboot.asadmin", "postboot.asadmin")) {
                Files.copy(
                        Path.of("src/main/payara", commands),
                        home.resolve(commands),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            unpack(home);
            pass(
                    environment,
                    List.of(
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+AutoCreateSharedArchive",
                            "-XX:SharedArchiveFile=" + home.resolve("it.jsa")));
        }

        // Each class of tests has a server of its own, which would unpack itself and load each of its classes anew:
        // here it is unpacked once, into what it can be started from with an archive of these classes, which the
        // first that ends leaves. Its configuration is kept aside, for each to begin with.
        private static void unpack(Path home) throws IOException {
            Path unpacked = home.resolve("it");
            Path configuration = home.resolve("domain.xml");
            if (Files.exists(configuration)) {
                return;
            }
            run(new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-jar",
                    home.resolve("payara-micro.jar").toString(),
                    "--nocluster",
                    "--nohostaware",
                    "--rootdir",
                    unpacked.toString(),
                    "--outputlauncher"));
            try (FileSystem launcher = FileSystems.newFileSystem(unpacked.resolve("launch-micro.jar"))) {
                // where the adapter looks for the version
                Path branding = launcher.getPath("MICRO-INF/domain/branding");
                Files.createDirectories(branding);
                String version = "glassfish-version.properties";
                Files.copy(unpacked.resolve("config/branding").resolve(version), branding.resolve(version));
            }
            Files.copy(unpacked.resolve("config/domain.xml"), configuration);
        }

        @Override
        List<Path> log(Path home) throws IOException {
            try (Stream<Path> files = Files.list(home)) {
                return files.filter(file ->
                                LOG.matcher(file.getFileName().toString()).matches())
                        .sorted(Comparator.comparingInt(TestedServer::rotation).reversed())
                        .toList();
            }
        }

        @Override
        String operationsUrl(int port, int opsPort) {
            return "http://localhost:" + port + "/ops";
        }

        @Override
        boolean startsForEachDeployment() {
            return true;
        }
    };

    private static final int PREPARATION_MINUTES = 3;

    /** Lets the server, which Arquillian starts later, see the environment. */
    abstract void prepare(Path home, Map<String, String> environment) throws IOException;

    /** The files of its log, the oldest first. */
    abstract List<Path> log(Path home) throws IOException;

    /** Where {@code /health/ready} and its like are; ends without a slash. */
    abstract String operationsUrl(int port, int opsPort);

    /** Whether each deployment has a process of its own, at the same port. */
    boolean startsForEachDeployment() {
        return false;
    }

    /** The newest file of a rotated log has the number 0. */
    private static int rotation(Path file) {
        String name = file.getFileName().toString();
        return Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
    }

    /**
     * Passes the environment as system properties, which MicroProfile Config reads as it does variables, where the
     * adapter can set no others.
     */
    private static void pass(Map<String, String> environment, List<String> options) {
        Stream<String> properties =
                environment.entrySet().stream().map(entry -> "-D" + entry.getKey() + "=" + entry.getValue());
        System.setProperty(
                "mailboxmcp.arguments",
                Stream.concat(options.stream(), properties).collect(Collectors.joining(" ")));
    }

    private static void run(ProcessBuilder builder) throws IOException {
        Path output = Files.createTempFile("mailbox-mcp", ".log");
        try {
            Process process = builder.redirectOutput(output.toFile()).start();
            if (!process.waitFor(PREPARATION_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(builder.command() + " failed:\n" + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Files.delete(output);
        }
    }
}
