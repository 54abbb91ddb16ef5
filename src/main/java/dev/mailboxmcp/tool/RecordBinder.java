// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Arguments from JSON to a record, checked against the same {@link Shape} that the schema is written from. What does not
 * fit is a {@link ErrorCode#INVALID_ARGUMENT} that names the argument, the limit and the kind of the value; the value
 * itself is never repeated, since it may be a secret.
 */
final class RecordBinder {
    private RecordBinder() {}

    /**
     * Several records from one object, each of whose members belongs to one of them.
     *
     * @throws ToolFailure with {@link ErrorCode#INVALID_ARGUMENT}
     */
    static List<Record> bind(List<Shape.Members> shapes, JsonObject arguments) {
        refuseUnknown("", shapes, arguments);
        return shapes.stream().map(shape -> values("", shape, arguments)).toList();
    }

    private static Record members(String path, Shape.Members shape, JsonObject object) {
        refuseUnknown(path, List.of(shape), object);
        return values(path, shape, object);
    }

    private static Record values(String path, Shape.Members shape, JsonObject object) {
        List<@Nullable Object> values = new ArrayList<>(shape.members().size());
        for (Shape.Member member : shape.members()) {
            JsonValue value = object.get(member.name());
            if (value == null || (value.getValueType() == JsonValue.ValueType.NULL && !member.required())) {
                value = member.fallback();
            }
            if (value != null) {
                values.add(value(path + member.name(), member.shape(), value));
            } else if (member.required()) {
                throw invalid(path + member.name(), "is missing: it must be " + wanted(member.shape()));
            } else {
                values.add(null);
            }
        }
        return construct(path, shape.constructor(), values);
    }

    private static void refuseUnknown(String path, List<Shape.Members> shapes, JsonObject object) {
        for (String name : object.keySet()) {
            if (!isKnown(shapes, name)) {
                String known = shapes.stream()
                        .flatMap(shape -> shape.members().stream())
                        .map(Shape.Member::name)
                        .collect(Collectors.joining(", "));
                throw invalid(path + shown(name), "is unknown: the arguments are " + known);
            }
        }
    }

    private static boolean isKnown(List<Shape.Members> shapes, String name) {
        for (Shape.Members shape : shapes) {
            for (Shape.Member member : shape.members()) {
                if (member.name().equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Object value(String path, Shape shape, JsonValue value) {
        return switch (shape) {
            case Shape.Text text -> text(path, text, value);
            case Shape.Whole whole -> whole(path, whole, value);
            case Shape.Flag flag ->
                switch (value.getValueType()) {
                    case TRUE -> true;
                    case FALSE -> false;
                    case ARRAY, OBJECT, STRING, NUMBER, NULL -> throw wrong(path, shape, kind(value));
                };
            case Shape.Choice choice -> choice(path, choice, value);
            case Shape.Timestamp timestamp -> timestamp(path, timestamp, value);
            case Shape.Many many -> many(path, many, value);
            case Shape.Members nested -> {
                if (!(value instanceof JsonObject object)) {
                    throw wrong(path, shape, kind(value));
                }
                yield members(path + ".", nested, object);
            }
        };
    }

    private static String text(String path, Shape.Text shape, JsonValue value) {
        if (!(value instanceof JsonString string)) {
            throw wrong(path, shape, kind(value));
        }
        String text = string.getString();
        int length = text.codePointCount(0, text.length()); // JSON Schema counts characters, not UTF-16 units
        if (length < shape.minLength() || length > shape.maxLength()) {
            throw wrong(path, shape, length + " characters");
        }
        return text;
    }

    private static Object whole(String path, Shape.Whole shape, JsonValue value) {
        if (!(value instanceof JsonNumber number)) {
            throw wrong(path, shape, kind(value));
        }
        BigDecimal decimal = number.bigDecimalValue();
        if (decimal.scale() > 0 && decimal.stripTrailingZeros().scale() > 0) {
            throw wrong(path, shape, "a fraction");
        }
        // compared as decimals: 1e999999999 must not be written out
        if (decimal.compareTo(BigDecimal.valueOf(shape.min())) < 0
                || decimal.compareTo(BigDecimal.valueOf(shape.max())) > 0) {
            throw wrong(path, shape, "a number outside");
        }
        return shape.isInt() ? (Object) decimal.intValue() : (Object) decimal.longValue();
    }

    private static Enum<?> choice(String path, Shape.Choice shape, JsonValue value) {
        if (value instanceof JsonString string) {
            for (Enum<?> constant : shape.constants()) {
                if (Shape.wireName(constant).equals(string.getString())) {
                    return constant;
                }
            }
            throw wrong(path, shape, "another word");
        }
        throw wrong(path, shape, kind(value));
    }

    private static OffsetDateTime timestamp(String path, Shape.Timestamp shape, JsonValue value) {
        if (value instanceof JsonString string) {
            try {
                return OffsetDateTime.parse(string.getString());
            } catch (DateTimeException e) {
                throw wrong(path, shape, "another string");
            }
        }
        throw wrong(path, shape, kind(value));
    }

    private static List<Object> many(String path, Shape.Many shape, JsonValue value) {
        if (!(value instanceof JsonArray array)) {
            throw wrong(path, shape, kind(value));
        }
        if (array.size() < shape.minItems() || array.size() > shape.maxItems()) {
            throw wrong(path, shape, array.size() + " items");
        }
        List<Object> items = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            items.add(value(path + "[" + i + "]", shape.element(), array.get(i)));
        }
        return List.copyOf(items);
    }

    private static Record construct(
            String path, Constructor<? extends Record> constructor, List<@Nullable Object> values) {
        try {
            return constructor.newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw new ToolFailure(ErrorCode.INVALID_ARGUMENT, path + refused.getMessage(), null, refused);
            }
            throw new IllegalStateException("cannot construct " + constructor.getDeclaringClass(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot construct " + constructor.getDeclaringClass(), e);
        }
    }

    private static ToolFailure wrong(String path, Shape wanted, String got) {
        return invalid(path, "must be " + wanted(wanted) + ", got " + got);
    }

    private static ToolFailure invalid(String path, String problem) {
        return new ToolFailure(ErrorCode.INVALID_ARGUMENT, path + " " + problem);
    }

    private static String wanted(Shape shape) {
        return switch (shape) {
            case Shape.Text text ->
                "a string"
                        + (text.maxLength() == Integer.MAX_VALUE
                                ? ""
                                : between(text.minLength(), text.maxLength(), "characters"));
            case Shape.Whole whole -> "a whole number" + between(whole.min(), whole.max(), "");
            case Shape.Flag flag -> "true or false";
            case Shape.Choice choice ->
                "one of " + choice.constants().stream().map(Shape::wireName).collect(Collectors.joining(", "));
            case Shape.Timestamp timestamp -> "a date and time such as 2026-01-31T09:00:00Z";
            case Shape.Many many ->
                "an array"
                        + (many.maxItems() == Integer.MAX_VALUE
                                ? ""
                                : between(many.minItems(), many.maxItems(), "items"));
            case Shape.Members members -> "an object";
        };
    }

    private static String between(long min, long max, String unit) {
        if (min == Long.MIN_VALUE || min == Integer.MIN_VALUE) {
            return "";
        }
        return (unit.isEmpty() ? " from " : " of ")
                + min
                + (unit.isEmpty() ? " to " : "..")
                + max
                + (unit.isEmpty() ? "" : " " + unit);
    }

    private static String kind(JsonValue value) {
        return switch (value.getValueType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case TRUE, FALSE -> "a boolean";
            case NULL -> "null";
        };
    }

    /** A name the caller made up, safe and short enough to be shown. */
    private static String shown(String name) {
        String clean = name.replaceAll("[^\\p{Alnum}_.-]", "?");
        return clean.length() > 40 ? clean.substring(0, 40) + "…" : clean;
    }
}
