// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Set;

/**
 * Something only the client can answer.
 *
 * @param method {@code elicitation/create}, {@code sampling/createMessage} or {@code roots/list}
 * @param params as the method wants them
 */
public record InputRequest(String method, JsonObject params) {
    public static final String ELICITATION = "elicitation/create";
    public static final String SAMPLING = "sampling/createMessage";
    public static final String ROOTS = "roots/list";

    private static final Set<String> ACTIONS = Set.of("accept", "decline", "cancel");

    public InputRequest {
        if (!method.equals(ELICITATION) && !method.equals(SAMPLING) && !method.equals(ROOTS)) {
            throw new IllegalArgumentException("no client answers " + method);
        }
    }

    /**
     * The capability that a client must have declared to be asked this.
     *
     * @return a ClientCapabilities object, such as {@code {"elicitation":{"form":{}}}}
     */
    public JsonObject capability() {
        return switch (method) {
            case ELICITATION -> of("elicitation", of(mode(), JsonValue.EMPTY_JSON_OBJECT));
            case SAMPLING -> of("sampling", JsonValue.EMPTY_JSON_OBJECT);
            default -> of("roots", JsonValue.EMPTY_JSON_OBJECT);
        };
    }

    /** Whether a client that declared these capabilities can be asked this. */
    public boolean isServedBy(JsonObject clientCapabilities) {
        return switch (method) {
            case ELICITATION ->
                clientCapabilities.get("elicitation") instanceof JsonObject modes
                        // without any mode, forms are meant: MCP 2025-11-25 client/elicitation#capabilities
                        && (modes.containsKey(mode()) || (mode().equals("form") && !modes.containsKey("url")));
            case SAMPLING -> clientCapabilities.containsKey("sampling");
            default -> clientCapabilities.containsKey("roots");
        };
    }

    /** Whether an answer to such a request has its form, as far as that does not depend on what was asked. */
    public static boolean isAnswer(String method, JsonObject answer) {
        return !method.equals(ELICITATION)
                || (answer.get("action") instanceof JsonString action && ACTIONS.contains(action.getString()));
    }

    /** The mode of an elicitation: {@code form} unless it says otherwise. */
    public String mode() {
        return params.getString("mode", "form");
    }

    private static JsonObject of(String key, JsonObject value) {
        return Json.createObjectBuilder().add(key, value).build();
    }
}
