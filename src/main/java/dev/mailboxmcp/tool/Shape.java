// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonValue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a value may look like, read once from a record class: the one source of schema, binding and writing, so that the
 * three cannot differ. Immutable.
 */
sealed interface Shape {
    /** A string of so many characters. */
    record Text(int minLength, int maxLength) implements Shape {}

    /** A whole number, both ends included. */
    record Whole(long min, long max, boolean isInt) implements Shape {}

    /** True or false. */
    record Flag() implements Shape {}

    /** One constant of an enum, in lower case on the wire. */
    record Choice(List<? extends Enum<?>> constants) implements Shape {}

    /** A date and time with offset. */
    record Timestamp() implements Shape {}

    /** A list; {@code maxItems} is {@link Integer#MAX_VALUE} where nothing bounds it. */
    record Many(Shape element, int minItems, int maxItems) implements Shape {}

    /** An object with these members and no others. */
    record Members(Constructor<? extends Record> constructor, List<Member> members) implements Shape {}

    /** The accessors of what stands beside the members of a result: its {@link ImageContent}. */
    static List<Method> images(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(Shape::isImage)
                .map(Shape::accessor)
                .toList();
    }

    private static boolean isImage(RecordComponent component) {
        return component.getType() == ImageContent.class;
    }

    /**
     * A member of an object.
     *
     * @param name snake_case, as on the wire
     * @param required whether it must be there: neither {@code @Nullable} nor with a {@link Fallback}
     * @param fallback what takes the place of a missing value; null for none
     * @param header see {@link MirroredInHeader}; null for none
     */
    record Member(
            String name,
            Shape shape,
            boolean required,
            @Nullable JsonValue fallback,
            @Nullable String description,
            @Nullable String header,
            Method accessor) {}

    /**
     * The shape of a record.
     *
     * @throws IllegalArgumentException if a component has a type that no JSON value is bound to
     */
    static Members of(Class<? extends Record> type) {
        return new Members(
                constructor(type),
                Arrays.stream(type.getRecordComponents())
                        .filter(component -> !isImage(component))
                        .map(Shape::member)
                        .toList());
    }

    private static Constructor<? extends Record> constructor(Class<? extends Record> type) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has one", e);
        }
    }

    private static Method accessor(RecordComponent component) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        return accessor;
    }

    private static Member member(RecordComponent component) {
        Fallback fallback = component.getAnnotation(Fallback.class);
        Doc doc = component.getAnnotation(Doc.class);
        MirroredInHeader header = component.getAnnotation(MirroredInHeader.class);
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return new Member(
                snakeCase(component.getName()),
                // constraints are not declared for record components: the compiler copies them to the accessor
                shape(component.getAnnotatedType(), component.getAccessor()),
                !nullable && fallback == null,
                fallback == null ? null : Json.parse(fallback.value()),
                doc == null ? null : doc.value(),
                header == null ? null : header.value(),
                accessor(component));
    }

    private static Shape shape(AnnotatedType annotated, AnnotatedElement constraints) {
        if (annotated instanceof AnnotatedParameterizedType list && isList(list)) {
            AnnotatedType element = list.getAnnotatedActualTypeArguments()[0];
            Size size = constraints.getAnnotation(Size.class);
            return new Many(
                    shape(element, element),
                    size == null ? 0 : size.min(),
                    size == null ? Integer.MAX_VALUE : size.max());
        }
        if (!(annotated.getType() instanceof Class<?> type)) {
            throw new IllegalArgumentException("no JSON value is bound to " + annotated.getType());
        }
        if (type == String.class) {
            Size size = constraints.getAnnotation(Size.class);
            return new Text(size == null ? 0 : size.min(), size == null ? Integer.MAX_VALUE : size.max());
        }
        if (type == boolean.class || type == Boolean.class) {
            return new Flag();
        }
        if (type == int.class || type == Integer.class) {
            return new Whole(min(constraints, Integer.MIN_VALUE), max(constraints, Integer.MAX_VALUE), true);
        }
        if (type == long.class || type == Long.class) {
            return new Whole(min(constraints, Long.MIN_VALUE), max(constraints, Long.MAX_VALUE), false);
        }
        if (type == OffsetDateTime.class) {
            return new Timestamp();
        }
        if (type.isEnum()) {
            return new Choice(Arrays.stream(type.getEnumConstants())
                    .map(constant -> (Enum<?>) constant)
                    .toList());
        }
        if (type.isRecord()) {
            return of(type.asSubclass(Record.class));
        }
        throw new IllegalArgumentException("no JSON value is bound to " + type);
    }

    private static boolean isList(AnnotatedParameterizedType annotated) {
        return annotated.getType() instanceof java.lang.reflect.ParameterizedType parameterized
                && parameterized.getRawType() == List.class;
    }

    private static long min(AnnotatedElement constraints, long otherwise) {
        Min min = constraints.getAnnotation(Min.class);
        return min == null ? otherwise : min.value();
    }

    private static long max(AnnotatedElement constraints, long otherwise) {
        Max max = constraints.getAnnotation(Max.class);
        return max == null ? otherwise : max.value();
    }

    /** A constant's name on the wire. */
    static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** A word that Java keeps for itself, such as {@code new}, ends in an underscore in the record. */
    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "_$1").replaceFirst("_$", "").toLowerCase(Locale.ROOT);
    }
}
