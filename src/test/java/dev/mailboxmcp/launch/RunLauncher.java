// SPDX-License-Identifier: MIT
package dev.mailboxmcp.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the server in the foreground for the mail server that the environment or {@code .env} names. */
public final class RunLauncher {
    private static final List<String> REQUIRED = List.of("IMAP_HOST", "ENCRYPTION_KEY");

    private RunLauncher() {}

    /** @param args the {@code wlp} folder, and the folder of {@code .env} */
    public static void main(String[] args) throws IOException, InterruptedException {
        System.exit(run(Path.of(args[0]), Path.of(args[1])));
    }

    private static int run(Path installation, Path project) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(DotEnv.read(project.resolve(".env")));
        environment.putAll(System.getenv());
        environment.values().removeIf(String::isBlank);
        List<String> missing =
                REQUIRED.stream().filter(name -> !environment.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            System.err.println(
                    "Not started, missing: " + String.join(", ", missing)
                            + ". Set it in the environment or in .env (cp .env.example .env); a key is made by: openssl rand -hex 32");
            return 1;
        }
        return new ForegroundServer(installation, environment)
                .run(url -> """

                mailbox-mcp is up: %s/mcp for %s. Ctrl-C ends it.
                """.formatted(url, environment.get("IMAP_HOST")));
    }
}
