// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.text.InertMarkdown;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.lang.reflect.Method;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A result record as JSON: members in the order of the record, absent ones left out, and no string able to act where it is
 * shown. All results of tools are written here, so none can forget it.
 */
final class RecordWriter {
    private RecordWriter() {}

    static JsonObject write(Shape.Members shape, Record value) {
        JsonObjectBuilder object = Json.createObjectBuilder();
        for (Shape.Member member : shape.members()) {
            Object component = read(member.accessor(), value);
            if (component != null) {
                object.add(member.name(), value(member.shape(), component));
            }
        }
        return object.build();
    }

    private static JsonValue value(Shape shape, Object value) {
        return switch (shape) {
            case Shape.Text text -> Json.createValue(InertMarkdown.of((String) value));
            case Shape.Whole whole -> Json.createValue(((Number) value).longValue());
            case Shape.Flag flag -> (Boolean) value ? JsonValue.TRUE : JsonValue.FALSE;
            case Shape.Choice choice -> Json.createValue(Shape.wireName((Enum<?>) value));
            case Shape.Timestamp timestamp ->
                Json.createValue(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format((OffsetDateTime) value));
            case Shape.Many many -> {
                var array = Json.createArrayBuilder();
                for (Object item : (List<?>) value) {
                    array.add(value(many.element(), item));
                }
                yield array.build();
            }
            case Shape.Members nested -> write(nested, (Record) value);
        };
    }

    /** The pictures of a result, in the order of the record. */
    static List<ImageContent> images(List<Method> accessors, Record value) {
        return accessors.stream()
                .map(accessor -> (ImageContent) read(accessor, value))
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable Object read(Method accessor, Record value) {
        try {
            return accessor.invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + accessor, e);
        }
    }
}
