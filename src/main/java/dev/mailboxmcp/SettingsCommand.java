// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import dev.mailboxmcp.settings.Settings;
import dev.mailboxmcp.tool.McpTool;
import java.io.IOException;
import java.io.PrintStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * The command {@code check}: reads the settings of the environment as a start of the server does, and says what is wrong with
 * them, in a second and without a server. Uses the JDK and the classes of the WAR alone, none of its libraries. What it writes is
 * what a start writes: a token, a password or a key is never shown.
 */
public final class SettingsCommand {
    private static final int OK = 0;
    private static final int WRONG_USAGE = 2;
    private static final String USAGE =
            "Usage: java -jar mailbox-mcp.war check    reads the settings of the environment"
                    + " as the server does, and says what is wrong";

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    SettingsCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    @SuppressWarnings("SystemExitOutsideMain") // this is main
    public static void main(String[] arguments) throws IOException {
        int status = new SettingsCommand(System.getenv(), System.out, System.err).run(arguments);
        System.out.flush();
        System.exit(status);
    }

    /** @return the exit code: 0, 2 if there are arguments, 78 if a setting is wrong, as that of the server is then */
    int run(String... arguments) throws IOException {
        if (arguments.length != 1) {
            err.println(USAGE);
            return WRONG_USAGE;
        }
        Settings settings = new Settings(name -> Optional.ofNullable(environment.get(name)), environment.keySet());
        Configuration unused = Configuration.read(settings, tools());
        settings.warnings().forEach(err::println);
        if (!settings.problems().isEmpty()) {
            err.println(Configuration.refusal(settings.problems()));
            return ProcessEnd.WRONG_CONFIGURATION;
        }
        out.println("mailbox-mcp can start with these settings.");
        return OK;
    }

    /** The names of all tools. A server is told them by CDI, which is not here: they are read from the classes themselves. */
    static Set<String> tools() throws IOException {
        String folder = "dev/mailboxmcp/tools/";
        URL self = Objects.requireNonNull(SettingsCommand.class.getResource("SettingsCommand.class"));
        List<String> classes;
        if (self.openConnection() instanceof JarURLConnection war) {
            classes = war.getJarFile().stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.contains("/" + folder))
                    .map(name -> name.substring(name.indexOf(folder)))
                    .toList();
        } else {
            try (Stream<Path> files =
                    Files.list(Path.of(URI.create(self.toString())).resolveSibling("tools"))) {
                classes = files.map(file -> folder + file.getFileName()).toList();
            }
        }
        return classes.stream()
                .filter(name -> name.endsWith(".class"))
                .filter(name -> !name.endsWith("-info.class"))
                .map(SettingsCommand::tool)
                .flatMap(Optional::stream)
                .map(McpTool::name)
                .collect(Collectors.toSet());
    }

    private static Optional<McpTool> tool(String file) {
        String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        try {
            Class<?> type = Class.forName(name, false, SettingsCommand.class.getClassLoader());
            return Optional.ofNullable(type.getAnnotation(McpTool.class));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
