// SPDX-License-Identifier: MIT
package dev.mailboxmcp.prompts;

import dev.mailboxmcp.rpc.Json;
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
                                Json.createObjectBuilder().add("type", "text").add("text", text)))
                .build();
    }

    /** An argument in quotation marks, on one line and bounded; the fallback as it stands where it is absent or blank. */
    static String quoted(Map<String, String> arguments, String name, String fallback) {
        String value = arguments.getOrDefault(name, "").strip();
        if (value.isEmpty()) {
            return fallback;
        }
        int end = value.offsetByCodePoints(0, Math.min(MAX_VALUE, value.codePointCount(0, value.length())));
        return "\"" + value.substring(0, end).replaceAll("[\\p{Cntrl}\"]+", " ") + "\"";
    }
}
