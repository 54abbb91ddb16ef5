// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

/**
 * The JSON Schema (2020-12) of a record, as short as it can be said: every word of it is paid in every turn. The root is
 * always an object, which both protocol eras accept.
 */
final class RecordSchema {
    /** UIDs come from results; their bounds (RFC 9051, 2.3.1.1) are held, and not told in every turn. */
    private static final long MAX_UID = 0xFFFFFFFFL;

    /** Nobody comes near longer bounds of a text unasked: they are held, and not told either. */
    private static final int LONG = 200;

    private RecordSchema() {}

    /** The schema of arguments: bounds, defaults and descriptions, and nothing else is allowed. */
    static JsonObject ofArguments(Shape.Members shape) {
        return members(shape, true).build();
    }

    /**
     * The schema of a result: names and types, no more; of an object within it, that it is one, and of the rows of a list their
     * names alone. What a member may hold is written in docs/tools.md; in the list it would be paid for in every turn.
     */
    static JsonObject ofResult(Shape.Members shape) {
        return members(shape, false).build();
    }

    private static JsonObjectBuilder members(Shape.Members shape, boolean strict) {
        JsonObjectBuilder properties = Json.createObjectBuilder();
        JsonArrayBuilder required = Json.createArrayBuilder();
        boolean anyRequired = false;
        for (Shape.Member member : shape.members()) {
            boolean told = strict || !(member.shape() instanceof Shape.Members);
            JsonObjectBuilder schema = told ? schema(member.shape(), strict) : object();
            if (member.fallback() != null) {
                schema.add("default", member.fallback());
            }
            if (member.description() != null) {
                schema.add("description", member.description());
            }
            if (member.header() != null) {
                schema.add("x-mcp-header", member.header());
            }
            properties.add(member.name(), schema);
            if (strict && member.required()) {
                required.add(member.name());
                anyRequired = true;
            }
        }
        JsonObjectBuilder object =
                Json.createObjectBuilder().add("type", "object").add("properties", properties);
        if (anyRequired) {
            object.add("required", required);
        }
        if (strict) {
            object.add("additionalProperties", false);
        }
        return object;
    }

    private static JsonObjectBuilder object() {
        return Json.createObjectBuilder().add("type", "object");
    }

    private static JsonObjectBuilder schema(Shape shape, boolean strict) {
        JsonObjectBuilder schema = Json.createObjectBuilder();
        return switch (shape) {
            case Shape.Text text -> {
                schema.add("type", "string");
                boolean isShort = text.maxLength() < LONG;
                if (text.minLength() > (isShort ? 0 : 1)) {
                    schema.add("minLength", text.minLength());
                }
                if (isShort) {
                    schema.add("maxLength", text.maxLength());
                }
                yield schema;
            }
            case Shape.Whole whole -> {
                schema.add("type", "integer");
                boolean isUid = whole.min() == 1 && whole.max() == MAX_UID;
                if (!isUid && whole.min() > (whole.isInt() ? Integer.MIN_VALUE : Long.MIN_VALUE)) {
                    schema.add("minimum", whole.min());
                }
                if (!isUid && whole.max() < (whole.isInt() ? Integer.MAX_VALUE : Long.MAX_VALUE)) {
                    schema.add("maximum", whole.max());
                }
                yield schema;
            }
            case Shape.Flag flag -> schema.add("type", "boolean");
            case Shape.Choice choice when !strict -> schema.add("type", "string");
            case Shape.Choice choice -> {
                JsonArrayBuilder constants = Json.createArrayBuilder();
                choice.constants().forEach(constant -> constants.add(Shape.wireName(constant)));
                yield schema.add("enum", constants);
            }
            case Shape.Timestamp timestamp when !strict -> schema.add("type", "string");
            case Shape.Timestamp timestamp -> schema.add("type", "string").add("format", "date-time");
            case Shape.Many many -> {
                schema.add("type", "array");
                if (strict || many.element() instanceof Shape.Members) {
                    schema.add("items", schema(many.element(), strict));
                }
                if (many.minItems() > 0) {
                    schema.add("minItems", many.minItems());
                }
                if (many.maxItems() < Integer.MAX_VALUE) {
                    schema.add("maxItems", many.maxItems());
                }
                yield schema;
            }
            case Shape.Members nested -> strict ? members(nested, true) : names(nested);
        };
    }

    private static JsonObjectBuilder names(Shape.Members row) {
        JsonObjectBuilder properties = Json.createObjectBuilder();
        row.members().forEach(member -> properties.add(member.name(), JsonValue.EMPTY_JSON_OBJECT));
        return Json.createObjectBuilder().add("type", "object").add("properties", properties);
    }
}
