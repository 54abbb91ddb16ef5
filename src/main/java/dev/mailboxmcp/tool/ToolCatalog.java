// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The tools of this deployment in their fixed order, each with the schemas read from its records. Immutable and
 * thread-safe.
 */
public final class ToolCatalog {
    /**
     * A tool as the catalog holds it.
     *
     * @param description the entry of {@code tools/list}
     */
    record Entry(Tool<?, ?> tool, Shape.Members arguments, Shape.Members result, JsonObject description) {}

    private final Map<String, Entry> entries;
    private final JsonArray list;

    /**
     * Reads the tools' annotations and records.
     *
     * @param submission whether a submission server is configured; without it the tools that need one are left out
     */
    public ToolCatalog(Iterable<? extends Tool<?, ?>> tools, boolean submission) {
        Map<String, Entry> found = new LinkedHashMap<>();
        StreamSupport.stream(tools.spliterator(), false)
                .filter(tool -> submission || !annotation(tool).needsSubmission())
                .sorted(Comparator.comparingInt(tool -> annotation(tool).order()))
                .forEach(tool -> found.put(annotation(tool).name(), entry(tool)));
        entries = found;
        JsonArrayBuilder descriptions = Json.BUILDERS.createArrayBuilder();
        found.values().forEach(entry -> descriptions.add(entry.description()));
        list = descriptions.build();
    }

    /** The entries of {@code tools/list}; schemas have object roots and so are valid in every revision. */
    public JsonArray list() {
        return list;
    }

    /** The tool of that name, or null if there is none. */
    @Nullable
    Entry find(String name) {
        return entries.get(name);
    }

    private static Entry entry(Tool<?, ?> tool) {
        McpTool annotation = annotation(tool);
        Shape.Members arguments = Shape.of(record(tool, 0));
        Shape.Members result = Shape.of(record(tool, 1));
        JsonObject description = Json.BUILDERS
                .createObjectBuilder()
                .add("name", annotation.name())
                .add("title", annotation.title())
                .add("description", annotation.description())
                .add("inputSchema", RecordSchema.ofArguments(arguments))
                .add("outputSchema", RecordSchema.ofResult(result))
                .add(
                        "annotations",
                        Json.BUILDERS
                                .createObjectBuilder()
                                .add("readOnlyHint", annotation.readOnly())
                                .add("destructiveHint", annotation.destructive())
                                .add("idempotentHint", annotation.idempotent())
                                .add("openWorldHint", true))
                .build();
        return new Entry(tool, arguments, result, description);
    }

    private static McpTool annotation(Tool<?, ?> tool) {
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
