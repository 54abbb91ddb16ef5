// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/**
 * The JSON Schema (2020-12) of a record. In the list of tools it is as short as it can be said: every word of it is paid in
 * every turn. The root is always an object, which both protocol eras accept.
 */
final class RecordSchema {
    /** How much a schema tells. */
    private enum Detail {
        /** All that is held. */
        FULL,
        /** What a caller has to know: not the lengths of texts and lists, the range of a UID, or what goes without saying. */
        LISTED,
        /** Names and types; of an object that it is one, and of the rows of a list their names alone. */
        RESULT
    }

    /** UIDs come from results (RFC 9051, 2.3.1.1). */
    private static final long MAX_UID = 0xFFFFFFFFL;

    /** How a description begins that leaves what is in a list to that of another tool. */
    private static final String ELSEWHERE = "As in ";

    private RecordSchema() {}

    /** The schema of arguments: bounds, defaults and descriptions, and nothing else is allowed. */
    static JsonObject ofArguments(Shape.Members shape) {
        return members(shape, Detail.FULL).build();
    }

    /**
     * The schema of arguments for the list of tools. It allows what {@link #ofArguments} does, and more: {@link RecordBinder}
     * holds every bound, and names the one that was passed.
     */
    static JsonObject ofListedArguments(Shape.Members shape) {
        return members(shape, Detail.LISTED).add("additionalProperties", false).build();
    }

    /** The schema of a result. What a member may hold is written in docs/tools.md. */
    static JsonObject ofResult(Shape.Members shape) {
        return members(shape, Detail.RESULT).build();
    }

    private static JsonObjectBuilder members(Shape.Members shape, Detail detail) {
        boolean strict = detail != Detail.RESULT;
        JsonObjectBuilder properties = Json.createObjectBuilder();
        JsonArrayBuilder required = Json.createArrayBuilder();
        boolean anyRequired = false;
        for (Shape.Member member : shape.members()) {
            boolean told = strict || !(member.shape() instanceof Shape.Members);
            JsonObjectBuilder schema = !told
                    ? object()
                    : detail == Detail.LISTED && isToldElsewhere(member)
                            ? Json.createObjectBuilder().add("type", "array").add("items", object())
                            : schema(member.shape(), detail);
            if (member.fallback() != null
                    && (detail == Detail.FULL || !goesWithoutSaying(member.fallback(), member.shape()))) {
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
        JsonObjectBuilder object = object().add("properties", properties);
        if (anyRequired) {
            object.add("required", required);
        }
        if (detail == Detail.FULL) {
            object.add("additionalProperties", false);
        }
        return object;
    }

    /** Whether the same stands in the list with another tool, which the description names. */
    private static boolean isToldElsewhere(Shape.Member member) {
        return member.shape() instanceof Shape.Many many
                && many.element() instanceof Shape.Members
                && member.description() != null
                && member.description().startsWith(ELSEWHERE);
    }

    /** Whether it is {@code false}, 0 or the first constant, which a reader of the list expects of what is left out. */
    private static boolean goesWithoutSaying(JsonValue fallback, Shape shape) {
        return switch (fallback) {
            case JsonNumber number -> number.bigDecimalValue().signum() == 0;
            case JsonString text ->
                shape instanceof Shape.Choice choice
                        && Shape.wireName(choice.constants().getFirst()).equals(text.getString());
            default -> JsonValue.FALSE.equals(fallback);
        };
    }

    private static JsonObjectBuilder object() {
        return Json.createObjectBuilder().add("type", "object");
    }

    private static JsonObjectBuilder schema(Shape shape, Detail detail) {
        boolean strict = detail != Detail.RESULT;
        boolean full = detail == Detail.FULL;
        JsonObjectBuilder schema = Json.createObjectBuilder();
        return switch (shape) {
            case Shape.Text text -> {
                schema.add("type", "string");
                if (full && text.minLength() > 0) {
                    schema.add("minLength", text.minLength());
                }
                if (full && text.maxLength() < Integer.MAX_VALUE) {
                    schema.add("maxLength", text.maxLength());
                }
                yield schema;
            }
            case Shape.Whole whole -> {
                schema.add("type", "integer");
                boolean told = full || whole.max() != MAX_UID;
                if (told
                        && (full || whole.min() > 1)
                        && whole.min() > (whole.isInt() ? Integer.MIN_VALUE : Long.MIN_VALUE)) {
                    schema.add("minimum", whole.min());
                }
                if (told && whole.max() < (whole.isInt() ? Integer.MAX_VALUE : Long.MAX_VALUE)) {
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
                    schema.add("items", schema(many.element(), detail));
                }
                if (full && many.minItems() > 0) {
                    schema.add("minItems", many.minItems());
                }
                if (full && many.maxItems() < Integer.MAX_VALUE) {
                    schema.add("maxItems", many.maxItems());
                }
                yield schema;
            }
            case Shape.Members nested -> strict ? members(nested, detail) : names(nested);
        };
    }

    private static JsonObjectBuilder names(Shape.Members row) {
        JsonObjectBuilder properties = Json.createObjectBuilder();
        row.members().forEach(member -> properties.add(member.name(), JsonValue.EMPTY_JSON_OBJECT));
        return object().add("properties", properties);
    }
}
