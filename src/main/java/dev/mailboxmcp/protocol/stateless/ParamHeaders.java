// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.stateless;

import dev.mailboxmcp.protocol.McpHeaders;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The arguments that a client repeats in {@code Mcp-Param-*} headers because their schema says {@code x-mcp-header}.
 * Immutable and thread-safe. MCP 2026-07-28 basic/transports/streamable-http#server-behavior-for-custom-headers
 */
final class ParamHeaders {
    private static final String PREFIX = "Mcp-Param-";
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,40}(?:\\.\\d{1,40})?");

    /** @param path of property names down to the argument */
    private record ParamHeader(List<String> path, String header) {}

    private final Map<String, List<ParamHeader>> byTool;

    /** @param tools the entries of {@code tools/list} */
    ParamHeaders(JsonArray tools) {
        Map<String, List<ParamHeader>> found = new HashMap<>();
        for (JsonObject tool : tools.getValuesAs(JsonObject.class)) {
            List<ParamHeader> headers = new ArrayList<>();
            collect(tool.getJsonObject("inputSchema"), List.of(), headers);
            found.put(tool.getString("name"), List.copyOf(headers));
        }
        byTool = Map.copyOf(found);
    }

    /** What is wrong with the headers for this call, null if nothing is. An unknown tool has no such headers. */
    @Nullable
    String problem(String tool, JsonObject arguments, McpHeaders headers) {
        for (ParamHeader expected : byTool.getOrDefault(tool, List.of())) {
            JsonValue argument = argument(arguments, expected.path());
            String raw = headers.value(expected.header());
            if (argument == null) {
                if (raw != null) {
                    return expected.header() + " was sent, but the body has no such argument.";
                }
            } else if (raw == null) {
                return expected.header() + " is missing: the body has that argument.";
            } else {
                String value = EncodedHeader.decode(raw);
                if (value == null || !matches(argument, value)) {
                    return expected.header() + " is not the argument of the body.";
                }
            }
        }
        return null;
    }

    private static void collect(@Nullable JsonObject schema, List<String> path, List<ParamHeader> found) {
        // only chains of "properties" count; what stands under items, oneOf or $ref is none
        if (schema == null || !(schema.get("properties") instanceof JsonObject properties)) {
            return;
        }
        properties.forEach((name, value) -> {
            if (value instanceof JsonObject property) {
                List<String> below = new ArrayList<>(path);
                below.add(name);
                if (property.get("x-mcp-header") instanceof JsonString header) {
                    found.add(new ParamHeader(List.copyOf(below), PREFIX + header.getString()));
                }
                collect(property, below, found);
            }
        });
    }

    /** Null where it is absent or null. */
    private static @Nullable JsonValue argument(JsonObject arguments, List<String> path) {
        JsonValue value = arguments;
        for (String name : path) {
            if (!(value instanceof JsonObject object)) {
                return null;
            }
            value = object.get(name);
        }
        return value == null || value.getValueType() == JsonValue.ValueType.NULL ? null : value;
    }

    private static boolean matches(JsonValue argument, String header) {
        return switch (argument.getValueType()) {
            case STRING -> ((JsonString) argument).getString().equals(header);
            case TRUE -> header.equals("true");
            case FALSE -> header.equals("false");
            case NUMBER ->
                NUMBER.matcher(header).matches()
                        && ((JsonNumber) argument).bigDecimalValue().compareTo(new BigDecimal(header)) == 0;
            case OBJECT, ARRAY, NULL -> false;
        };
    }
}
