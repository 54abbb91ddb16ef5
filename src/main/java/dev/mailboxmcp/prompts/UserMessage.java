// SPDX-License-Identifier: MIT
package dev.mailboxmcp.prompts;

import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.text.InertMarkdown;
import dev.mailboxmcp.text.TextCleaner;
import jakarta.json.JsonArray;
import java.util.Map;

/** A prompt of one message that the user says. */
final class UserMessage {
    private static final int MAX_VALUE = 500;

    private UserMessage() {}

    /** The {@code messages} of the prompt. */
    static JsonArray of(String text) {
        return Json.createArrayBuilder()
                .add(Json.createObjectBuilder()
                        .add("role", "user")
                        .add(
                                "content",
                                Json.createObjectBuilder().add("type", "text").add("text", InertMarkdown.of(text))))
                .build();
    }

    /**
     * An argument in quotation marks, on one line, bounded and without what a reader cannot see: it may have been copied
     * from a mail. The fallback as it stands where it is absent or blank.
     */
    static String quoted(Map<String, String> arguments, String name, String fallback) {
        String given =
                TextCleaner.shorten(arguments.getOrDefault(name, ""), 4 * MAX_VALUE); // cleaning leaves out a part
        String value = TextCleaner.line(given.replace('"', ' '), MAX_VALUE);
        return value.isEmpty() ? fallback : "\"" + value + "\"";
    }
}
