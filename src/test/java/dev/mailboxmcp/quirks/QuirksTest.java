// SPDX-License-Identifier: MIT
package dev.mailboxmcp.quirks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.tools.ToolStack;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is wanted of every script. */
class QuirksTest {
    private static final Credentials USER = new Credentials("user@example.test", new Secret("secret"));
    private static final Path PAGE = Path.of("docs/compatibility.md");
    private static final String BEGINNING = "<!-- quirks, written by QuirksTest -->\n\n";
    private static final String END = "\n\n<!-- end of quirks -->";

    private static List<QuirkScript> scripts() throws IOException {
        try (Stream<Path> files = Files.list(QuirkScript.FOLDER)) {
            List<QuirkScript> scripts = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                scripts.add(QuirkScript.read(file));
            }
            return scripts;
        }
    }

    @TestFactory
    Stream<DynamicTest> aScriptEndsAsWanted() throws IOException {
        return scripts().stream()
                .map(script -> dynamicTest(
                        script.name() + ": " + script.provider() + " " + script.quirk(), () -> play(script)));
    }

    @Test
    void everyQuirkHasASourceWithADate() throws IOException {
        for (QuirkScript script : scripts()) {
            assertThat(script.provider()).as(script.name()).isNotBlank();
            assertThat(script.quirk()).as(script.name()).isNotBlank();
            assertThat(script.calls()).as(script.name()).isNotEmpty();
            assertThat(script.sources())
                    .as(script.name())
                    .isNotEmpty()
                    .allMatch(source -> source.matches("https?://\\S+ \\(\\d{4}-\\d{2}(-\\d{2})?\\)|RFC \\d+ .*"));
        }
    }

    /** The page is written anew by {@code ./mvnw -Pquick test -Dtest=QuirksTest -DwriteReference=true}. */
    @Test
    void thePageHasEveryQuirk() throws IOException {
        StringBuilder table = new StringBuilder("| server | does | source |\n|---|---|---|\n");
        for (QuirkScript script : scripts()) {
            table.append("| ")
                    .append(script.provider())
                    .append(" | ")
                    .append(script.quirk())
                    .append(" | ");
            table.append(String.join(
                    ", ", script.sources().stream().map(QuirksTest::link).toList()));
            table.append(" |\n");
        }
        String page = Files.readString(PAGE);
        int from = page.indexOf(BEGINNING) + BEGINNING.length();
        int to = page.indexOf(END) + 1;
        String wanted = page.substring(0, from) + table + page.substring(to);
        if (System.getProperty("writeReference") != null) {
            Files.writeString(PAGE, wanted);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(wanted);
    }

    private static String link(String source) {
        if (!source.startsWith("http")) {
            return source;
        }
        String[] parts = source.split(" ", 2);
        String words = parts[0].replaceFirst("https?://(github\\.com/)?", "")
                .replaceFirst("/(issues|pull)/", "#")
                .replaceFirst("/.*/", "/…/");
        return "[" + words + "](" + parts[0] + ") " + parts[1].replaceAll("[()]", "");
    }

    private static void play(QuirkScript script) {
        try (QuirkServer server = new QuirkServer(script);
                ToolStack stack = ToolStack.onImap(server.port())) {
            for (QuirkScript.Call call : script.calls()) {
                JsonObject result =
                        stack.call(USER, call.tool(), call.arguments().toString());
                JsonObject wanted = call.wanted();
                assertThat(result.getBoolean("isError"))
                        .as("%s %s", result, server.complaints())
                        .isEqualTo(wanted == null);
                if (wanted == null) {
                    compareError(call, result, server.complaints());
                } else {
                    List<String> differences = new ArrayList<>();
                    compare(wanted, result.getJsonObject("structuredContent"), "result", differences);
                    assertThat(differences)
                            .as("%s %s", result.getJsonObject("structuredContent"), server.complaints())
                            .isEmpty();
                }
            }
            server.end();
            assertThat(server.complaints()).isEmpty();
            if (script.flights() >= 0) {
                assertThat(server.flights()).as("flights").isLessThanOrEqualTo(script.flights());
            }
        }
    }

    private static void compareError(QuirkScript.Call call, JsonObject result, List<String> complaints) {
        String text = result.getJsonArray("content").getJsonObject(0).getString("text");
        assertThat(text).as("%s", complaints).startsWith(call.error() + ": ").contains(call.words());
        if (call.retryAfterMs() >= 0) {
            assertThat(result.getJsonObject("_meta")
                            .getJsonObject("dev.mailboxmcp/error")
                            .getInt("retryAfterMs"))
                    .isEqualTo((int) call.retryAfterMs());
        }
    }

    /** Members that are not wanted may be there; elements of a list may not. */
    private static void compare(JsonValue wanted, JsonValue actual, String where, List<String> differences) {
        if (wanted instanceof JsonObject object && actual instanceof JsonObject found) {
            for (Map.Entry<String, JsonValue> member : object.entrySet()) {
                compare(
                        member.getValue(),
                        found.getOrDefault(member.getKey(), JsonValue.NULL),
                        where + "." + member.getKey(),
                        differences);
            }
        } else if (wanted instanceof JsonArray array
                && actual instanceof JsonArray found
                && array.size() == found.size()) {
            for (int i = 0; i < array.size(); i++) {
                compare(array.get(i), found.get(i), where + "[" + i + "]", differences);
            }
        } else if (!wanted.equals(actual)) {
            differences.add(where + " is " + actual + ", wanted " + wanted);
        }
    }
}
