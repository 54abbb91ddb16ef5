// SPDX-License-Identifier: MIT
package dev.mailboxmcp.quirks;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file of {@code src/test/resources/quirks}. It begins with what is odd and who said so:
 *
 * <pre>
 * provider: Example Mail
 * quirk: answers an extended search with nothing
 * source: https://example.org/issue/1 (2026-08-21)
 * capabilities: ESEARCH
 * exists: 6
 * flights: 4
 *
 * call: imap_search_emails {"subject": "x"}
 * wanted: {"total": 1, "next_cursor": null}
 * </pre>
 *
 * <p>{@code flights} counts how often the client may wait at most, the login included. A call may want an error instead:
 * {@code wanted error: THROTTLED after 5000 ms, the words}. A member that is null in what is wanted must be absent.
 *
 * <p>Then comes the transcript. {@code C:} is a command as the client must give it, {@code *} stands for anything;
 * {@code S:} is what the server says then, {@code $TAG} is the tag of the command, {@code $ROW(100)} answers all items that
 * the command asks for of the mail with UID 100, {@code $ROW(100; FLAGS=(\Seen); ENVELOPE=)} some of them otherwise or not
 * at all (also {@code subject} and {@code from}), {@code $ODD(1:9)} is every second number, {@code $LITERAL(text)} is a literal in which {@code \r\n} is a line break, and {@code S: close} ends the
 * connection. {@code ---} begins the next connection. What the transcript does not have next, such as LOGIN, NOOP or
 * EXAMINE, is answered as any server would.
 *
 * @param sources each an address and a date
 * @param flights -1 where they are not counted
 * @param longest bytes of a command that the server takes; 0 for any number
 */
record QuirkScript(
        String name,
        String provider,
        String quirk,
        List<String> sources,
        String capabilities,
        int exists,
        int flights,
        int longest,
        List<Call> calls,
        List<List<Exchange>> connections) {
    static final Path FOLDER = Path.of("src/test/resources/quirks");
    private static final Pattern HEADER = Pattern.compile("([a-z ]+): ?(.*)");

    /**
     * A call of a tool.
     *
     * @param wanted what the result must hold at least; null for an error
     * @param error the code
     * @param words that the text of the error must hold
     */
    record Call(
            String tool,
            JsonObject arguments,
            @Nullable JsonObject wanted,
            String error,
            long retryAfterMs,
            String words) {}

    /**
     * A command and its answer.
     *
     * @param command null for what the server says by itself, to begin with
     */
    record Exchange(@Nullable String command, List<String> answer) {
        boolean matches(String said) {
            return command != null
                    && Pattern.compile("\\Q" + command.replace("*", "\\E.*\\Q") + "\\E", Pattern.DOTALL)
                            .matcher(said)
                            .matches();
        }
    }

    /** @throws IllegalArgumentException if a line is neither of the head nor of the transcript */
    static QuirkScript read(Path file) throws IOException {
        Map<String, String> head = new HashMap<>();
        List<String> sources = new ArrayList<>();
        List<Call> calls = new ArrayList<>();
        List<List<Exchange>> connections = new ArrayList<>(List.of(new ArrayList<>()));
        String call = "";
        for (String line : Files.readAllLines(file)) {
            List<Exchange> connection = connections.get(connections.size() - 1);
            if (line.startsWith("C: ")) {
                connection.add(new Exchange(line.substring(3), new ArrayList<>()));
            } else if (line.startsWith("S: ")) {
                if (connection.isEmpty()) {
                    connection.add(new Exchange(null, new ArrayList<>()));
                }
                connection.get(connection.size() - 1).answer().add(line.substring(3));
            } else if (line.equals("---")) {
                connections.add(new ArrayList<>());
            } else if (!line.isBlank() && !line.startsWith("#")) {
                var header = HEADER.matcher(line);
                if (!header.matches()) {
                    throw new IllegalArgumentException(file + ": " + line);
                }
                switch (header.group(1)) {
                    case "source" -> sources.add(header.group(2));
                    case "call" -> call = header.group(2);
                    case "wanted" -> calls.add(call(call, json(header.group(2)), ""));
                    case "wanted error" -> calls.add(call(call, null, header.group(2)));
                    default -> head.put(header.group(1), header.group(2));
                }
            }
        }
        return new QuirkScript(
                file.getFileName().toString().replace(".txt", ""),
                head.getOrDefault("provider", ""),
                head.getOrDefault("quirk", ""),
                sources,
                head.getOrDefault("capabilities", ""),
                Integer.parseInt(head.getOrDefault("exists", "2")),
                Integer.parseInt(head.getOrDefault("flights", "-1")),
                Integer.parseInt(head.getOrDefault("longest", "0")),
                calls,
                connections);
    }

    private static Call call(String call, @Nullable JsonObject wanted, String error) {
        int space = call.indexOf(' ');
        var parts = Pattern.compile("(\\w*)(?: after (\\d+) ms)?(?:, (.*))?").matcher(error);
        if (!parts.matches()) {
            throw new IllegalArgumentException(error);
        }
        return new Call(
                call.substring(0, space),
                json(call.substring(space + 1)),
                wanted,
                parts.group(1),
                parts.group(2) == null ? -1 : Long.parseLong(parts.group(2)),
                parts.group(3) == null ? "" : parts.group(3));
    }

    private static JsonObject json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
