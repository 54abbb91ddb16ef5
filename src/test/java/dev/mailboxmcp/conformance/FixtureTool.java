// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.tool.ToolHandler;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.function.BiFunction;

/** A tool with a schema of its own, which no record could give. */
record FixtureTool(JsonObject description, BiFunction<JsonObject, CallContext, JsonObject> behaviour)
        implements ToolHandler {
    private static final String NO_ARGUMENTS = "{\"type\":\"object\",\"additionalProperties\":false}";

    /** A tool without arguments. */
    static FixtureTool of(String name, String description, BiFunction<JsonObject, CallContext, JsonObject> behaviour) {
        return of(name, description, NO_ARGUMENTS, behaviour);
    }

    static FixtureTool of(
            String name, String description, String schema, BiFunction<JsonObject, CallContext, JsonObject> behaviour) {
        return new FixtureTool(
                Json.createObjectBuilder()
                        .add("name", name)
                        .add("description", description)
                        .add("inputSchema", FixtureContent.json(schema))
                        .build(),
                behaviour);
    }

    @Override
    public JsonObject call(JsonObject arguments, CallContext context) {
        return behaviour.apply(arguments, context);
    }
}
