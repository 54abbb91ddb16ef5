// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.stateless;

import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.TreeMap;

/** JSON with the members of every object in the order of their names: equal values, equal text. */
final class CanonicalJson {
    private CanonicalJson() {}

    static JsonValue of(JsonValue value) {
        return switch (value) {
            case JsonObject object -> {
                JsonObjectBuilder sorted = Json.createObjectBuilder();
                new TreeMap<>(object).forEach((name, member) -> sorted.add(name, of(member)));
                yield sorted.build();
            }
            case JsonArray array -> {
                JsonArrayBuilder elements = Json.createArrayBuilder();
                array.forEach(element -> elements.add(of(element)));
                yield elements.build();
            }
            default -> value;
        };
    }
}
