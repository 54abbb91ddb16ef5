// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A {@link Tool} in JSON: its description, its binding, its result, all from its records. Immutable and thread-safe. */
public final class RecordTool implements ToolHandler {
    /** The arguments that a {@link PlainTool} has besides its own. */
    private record NoMore() {}

    /** What is done with the arguments. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does the work, on a thread that may block.
         *
         * @param common the arguments that the tool shares with all of its kind
         */
        Record run(Record arguments, Record common, CallContext context);
    }

    private final McpTool annotation;
    private final @Nullable Permission permission;
    private final Work work;
    private final Shape.Members arguments;
    private final Shape.Members common;
    private final Shape.Members result;
    private final List<Method> images;
    private final JsonObject description;
    private final JsonObject descriptionSignedIn;

    /**
     * A tool of some kind.
     *
     * @param common the record of the arguments that follow the tool's own
     * @throws IllegalArgumentException if the class is not annotated, or does not name its records
     */
    public RecordTool(Tool<?, ?> tool, Class<? extends Record> common, Work work) {
        this.annotation = annotation(tool);
        this.permission = permission(tool);
        this.work = work;
        this.arguments = Shape.of(record(tool, 2));
        this.common = Shape.of(common);
        this.result = Shape.of(record(tool, 1));
        this.images = Shape.images(record(tool, 1));
        description = entry(all());
        descriptionSignedIn = entry(arguments);
    }

    private JsonObject entry(Shape.Members listed) {
        JsonObjectBuilder entry = Json.createObjectBuilder()
                .add("name", annotation.name())
                .add("title", annotation.title())
                .add("description", annotation.description())
                .add("inputSchema", RecordSchema.ofListedArguments(listed))
                .add("outputSchema", RecordSchema.ofResult(result))
                .add("annotations", ToolHints.of(annotation, permission).toJson());
        JsonObject meta = meta(annotation);
        return (meta.isEmpty() ? entry : entry.add("_meta", meta)).build();
    }

    /** What Claude's clients read, and others pass over. */
    private static JsonObject meta(McpTool tool) {
        JsonObjectBuilder meta = Json.createObjectBuilder();
        if (tool.alwaysLoad()) {
            meta.add("anthropic/alwaysLoad", true);
        }
        if (tool.maxResultChars() > 0) {
            meta.add("anthropic/maxResultSizeChars", tool.maxResultChars());
        }
        return meta.build();
    }

    /** A tool that works on nobody's mailbox. */
    @SuppressWarnings("unchecked") // the shape of the arguments was read from this very tool
    public static <A extends Record> RecordTool of(PlainTool<A, ?> tool) {
        return new RecordTool(tool, NoMore.class, (arguments, none, context) -> tool.call((A) arguments, context));
    }

    @Override
    public JsonObject description() {
        return description;
    }

    @Override
    public JsonObject descriptionSignedIn() {
        return descriptionSignedIn;
    }

    @Override
    public JsonObject inputSchema() {
        return RecordSchema.ofArguments(all());
    }

    @Override
    public @Nullable Permission permission() {
        return permission;
    }

    @Override
    public boolean takesPassword() {
        return annotation.takesPassword();
    }

    @Override
    public boolean makesLinks() {
        return annotation.makesLinks();
    }

    /** Place in the list. */
    int order() {
        return annotation.order();
    }

    @Override
    public JsonObject call(JsonObject json, CallContext context) {
        List<Record> bound = RecordBinder.bind(List.of(arguments, common), json);
        Record done = work.run(bound.get(0), bound.get(1), context);
        JsonObject structured = RecordWriter.write(result, done);
        JsonArrayBuilder content = Json.createArrayBuilder()
                .add(Json.createObjectBuilder().add("type", "text").add("text", structured.toString()));
        for (ImageContent image : RecordWriter.images(images, done)) {
            content.add(image.toJson());
        }
        return Json.createObjectBuilder()
                .add("content", content)
                .add("structuredContent", structured)
                .add("isError", false)
                .build();
    }

    /** The one permission that the tool needs; null if it needs none. */
    public static @Nullable Permission permission(Tool<?, ?> tool) {
        Permission[] named = annotation(tool).permission();
        if (named.length > 1) {
            throw new IllegalArgumentException(tool.getClass() + " needs more than one permission");
        }
        return named.length == 0 ? null : named[0];
    }

    /** What the class says of itself. */
    public static McpTool annotation(Tool<?, ?> tool) {
        McpTool annotation = tool.getClass().getAnnotation(McpTool.class);
        if (annotation == null) {
            throw new IllegalArgumentException(tool.getClass() + " is not annotated with @McpTool");
        }
        return annotation;
    }

    private Shape.Members all() {
        return new Shape.Members(
                arguments.constructor(),
                Stream.concat(arguments.members().stream(), common.members().stream())
                        .toList());
    }

    /** @param fromLast 1 for the last parameter of the interface, which is the result */
    private static Class<? extends Record> record(Tool<?, ?> tool, int fromLast) {
        for (Type type : tool.getClass().getGenericInterfaces()) {
            if (type instanceof ParameterizedType parameterized
                    && parameterized.getRawType() instanceof Class<?> raw
                    && Tool.class.isAssignableFrom(raw)) {
                Type[] types = parameterized.getActualTypeArguments();
                if (types[types.length - fromLast] instanceof Class<?> argument) {
                    return argument.asSubclass(Record.class);
                }
            }
        }
        throw new IllegalArgumentException(
                tool.getClass() + " must name its records where it implements its kind of tool");
    }
}
