// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;

/** Takes out of results what a revision does not know. */
final class LegacyShape {
    private LegacyShape() {}

    /** The shape of a ListToolsResult. */
    static JsonObject tools(JsonObject result, LegacyVersion version) {
        if (version.hasStructuredContent()) {
            return result;
        }
        JsonArrayBuilder tools = Json.createArrayBuilder();
        for (JsonObject tool : result.getJsonArray("tools").getValuesAs(JsonObject.class)) {
            tools.add(Json.createObjectBuilder(tool)
                    .remove("outputSchema")
                    .remove("title")
                    .remove("_meta"));
        }
        return Json.createObjectBuilder(result).add("tools", tools).build();
    }

    /** The shape of a CallToolResult. */
    static JsonObject toolResult(JsonObject result, LegacyVersion version) {
        if (version.hasStructuredContent()) {
            return result;
        }
        return Json.createObjectBuilder(result)
                .remove("structuredContent")
                .add("content", withoutLinks(result.getJsonArray("content")))
                .build();
    }

    private static JsonArrayBuilder withoutLinks(JsonArray content) {
        JsonArrayBuilder kept = Json.createArrayBuilder();
        for (JsonObject block : content.getValuesAs(JsonObject.class)) {
            if (!block.getString("type").equals("resource_link")) {
                kept.add(block);
            }
        }
        return kept;
    }
}
