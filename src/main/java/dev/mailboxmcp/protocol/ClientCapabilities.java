// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

import dev.mailboxmcp.call.InputRequest;
import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;

/** What a client says it can do. Stateless. */
public final class ClientCapabilities {
    private static final List<String> USED = List.of("elicitation", "sampling", "roots");
    private static final List<String> MODES = List.of("form", "url");

    private ClientCapabilities() {}

    /** Two levels of those that clients are asked for, all that {@link InputRequest#isServedBy} looks at; nothing else. */
    public static JsonObject used(JsonObject declared) {
        JsonObjectBuilder used = Json.createObjectBuilder();
        for (String name : USED) {
            if (declared.get(name) instanceof JsonObject capability) {
                JsonObjectBuilder modes = Json.createObjectBuilder();
                MODES.stream()
                        .filter(capability::containsKey)
                        .forEach(mode -> modes.add(mode, JsonValue.EMPTY_JSON_OBJECT));
                used.add(name, modes);
            }
        }
        return used.build();
    }
}
