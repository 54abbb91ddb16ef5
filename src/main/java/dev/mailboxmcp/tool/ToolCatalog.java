// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The tools of this deployment in their fixed order. Immutable and thread-safe. */
public final class ToolCatalog {
    private final Map<String, ToolHandler> handlers;
    private final JsonArray list;

    /** @param handlers in the order of the list; names must differ */
    public ToolCatalog(List<? extends ToolHandler> handlers) {
        this.handlers = new LinkedHashMap<>();
        JsonArrayBuilder descriptions = Json.createArrayBuilder();
        for (ToolHandler handler : handlers) {
            String name = handler.description().getString("name");
            if (this.handlers.putIfAbsent(name, handler) != null) {
                throw new IllegalArgumentException("two tools have the name " + name);
            }
            descriptions.add(handler.description());
        }
        list = descriptions.build();
    }

    /**
     * The catalog of annotated tools, in the order their annotations give.
     *
     * @param submission whether a submission server is configured; without it the tools that need one are left out
     */
    public static ToolCatalog of(Iterable<? extends Tool<?, ?>> tools, boolean submission) {
        return new ToolCatalog(StreamSupport.stream(tools.spliterator(), false)
                .filter(tool -> submission || !RecordTool.annotation(tool).needsSubmission())
                .sorted(Comparator.comparingInt(
                        tool -> RecordTool.annotation(tool).order()))
                .map(ToolCatalog::handler)
                .toList());
    }

    /** The entries of {@code tools/list}; schemas have object roots and so are valid in every revision. */
    public JsonArray list() {
        return list;
    }

    /** Whether there is a tool of that name. */
    public boolean has(String name) {
        return find(name) != null;
    }

    /** The tool of that name, or null if there is none. */
    @Nullable
    ToolHandler find(String name) {
        return handlers.get(name);
    }

    private static <A extends Record> ToolHandler handler(Tool<A, ?> tool) {
        return new RecordTool<>(tool);
    }
}
