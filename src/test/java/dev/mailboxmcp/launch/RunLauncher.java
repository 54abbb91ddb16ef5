// SPDX-License-Identifier: MIT
package dev.mailboxmcp.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the server in the foreground for the mail server that the environment or {@code .env} names. */
public final class RunLauncher {
    /** What has to be set, and by which of these names it may be; the first is the one to tell. */
    private static final List<List<String>> REQUIRED = List.of(
            List.of("IMAP_HOST", "PROFILES"),
            List.of("ENCRYPTION_KEY", "ENCRYPTION_KEYS", "ENCRYPTION_KEY_FILE", "ENCRYPTION_KEYS_FILE"));

    private RunLauncher() {}

    /** @param args the {@code wlp} folder, and the folder of {@code .env} */
    public static void main(String[] args) throws IOException, InterruptedException {
        System.exit(run(Path.of(args[0]), Path.of(args[1])));
    }

    private static int run(Path installation, Path project) throws IOException, InterruptedException {
        Map<String, String> environment = environment(project, System.getenv());
        List<String> missing = missing(environment);
        if (!missing.isEmpty()) {
            System.err.println(
                    "Not started, missing: " + String.join(", ", missing)
                            + ". Set it in the environment or in .env (cp .env.example .env); a key is made by: openssl rand -hex 32");
            return 1;
        }
        return new ForegroundServer(installation, environment).run(url -> """

                mailbox-mcp is up: %s/mcp for %s. Ctrl-C ends it.
                """.formatted(url, mailServers(environment)));
    }

    /** What the server is given: a setting that is set to nothing stays so, since it allows nothing. */
    static Map<String, String> environment(Path project, Map<String, String> inherited) throws IOException {
        Map<String, String> environment = new HashMap<>(DotEnv.read(project.resolve(".env")));
        environment.putAll(inherited);
        return environment;
    }

    static List<String> missing(Map<String, String> environment) {
        return REQUIRED.stream()
                .filter(names -> names.stream()
                        .allMatch(name -> environment.getOrDefault(name, "").isBlank()))
                .map(List::getFirst)
                .toList();
    }

    /** The mail server of all users, or the names of the profiles that have their own. */
    static String mailServers(Map<String, String> environment) {
        String profiles = environment.getOrDefault("PROFILES", "");
        return profiles.isBlank() ? environment.getOrDefault("IMAP_HOST", "") : "the profiles " + profiles;
    }
}
