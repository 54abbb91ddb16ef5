// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/** A {@link Tool} in JSON: its description, its binding, its result, all from its records. Immutable and thread-safe. */
final class RecordTool<A extends Record> implements ToolHandler {
    private final Tool<A, ?> tool;
    private final Shape.Members arguments;
    private final Shape.Members result;
    private final JsonObject description;

    RecordTool(Tool<A, ?> tool) {
        this.tool = tool;
        arguments = Shape.of(record(tool, 0));
        result = Shape.of(record(tool, 1));
        McpTool annotation = annotation(tool);
        description = Json.createObjectBuilder()
                .add("name", annotation.name())
                .add("title", annotation.title())
                .add("description", annotation.description())
                .add("inputSchema", RecordSchema.ofArguments(arguments))
                .add("outputSchema", RecordSchema.ofResult(result))
                .add("annotations", annotations(annotation))
                .build();
    }

    private static JsonObjectBuilder annotations(McpTool tool) {
        JsonObjectBuilder hints = Json.createObjectBuilder().add("readOnlyHint", tool.readOnly());
        if (!tool.readOnly()) { // they mean nothing for a tool that changes nothing, and every byte of the list is paid
            // for
            hints.add("destructiveHint", tool.destructive()).add("idempotentHint", tool.idempotent());
        }
        return hints.add("openWorldHint", true);
    }

    @Override
    public JsonObject description() {
        return description;
    }

    @Override
    @SuppressWarnings("unchecked") // the shape of the arguments was read from this very tool
    public JsonObject call(JsonObject json, CallContext context) {
        Record value = tool.call((A) RecordBinder.bind(arguments, json), context);
        JsonObject structured = RecordWriter.write(result, value);
        return Json.createObjectBuilder()
                .add(
                        "content",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add("type", "text")
                                        .add("text", structured.toString())))
                .add("structuredContent", structured)
                .add("isError", false)
                .build();
    }

    static McpTool annotation(Tool<?, ?> tool) {
        McpTool annotation = tool.getClass().getAnnotation(McpTool.class);
        if (annotation == null) {
            throw new IllegalArgumentException(tool.getClass() + " is not annotated with @McpTool");
        }
        return annotation;
    }

    private static Class<? extends Record> record(Tool<?, ?> tool, int parameter) {
        for (Type type : tool.getClass().getGenericInterfaces()) {
            if (type instanceof ParameterizedType parameterized
                    && parameterized.getRawType() == Tool.class
                    && parameterized.getActualTypeArguments()[parameter] instanceof Class<?> argument) {
                return argument.asSubclass(Record.class);
            }
        }
        throw new IllegalArgumentException(tool.getClass() + " must name its records in `implements Tool<A, R>`");
    }
}
