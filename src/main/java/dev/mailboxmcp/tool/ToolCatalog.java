// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The tools of this deployment in their fixed order. Thread-safe. */
public final class ToolCatalog {
    private final Map<String, ToolHandler> handlers = new LinkedHashMap<>();
    private final Predicate<ToolHandler> offered;
    private final Map<Listed, JsonArray> lists = new ConcurrentHashMap<>(); // one for each set, and no more

    /** @param signedIn whether for clients that sign in, who have no other credentials to name */
    private record Listed(Set<Permission> permissions, boolean signedIn) {}

    /** A catalog that offers everything, in the order that is given; names must differ. */
    public ToolCatalog(List<? extends ToolHandler> handlers) {
        this(handlers, handler -> true);
    }

    /**
     * A catalog in the order that is given.
     *
     * @param handlers of different names
     * @param offered what the operator leaves on; the others are known, not listed, and refused
     */
    public ToolCatalog(List<? extends ToolHandler> handlers, Predicate<ToolHandler> offered) {
        this.offered = offered;
        for (ToolHandler handler : handlers) {
            if (this.handlers.putIfAbsent(handler.name(), handler) != null) {
                throw new IllegalArgumentException("two tools have the name " + handler.name());
            }
        }
    }

    /**
     * A catalog of annotated tools, in the order that their annotations give.
     *
     * @throws IllegalArgumentException if two have the same name or place
     */
    public static ToolCatalog of(List<RecordTool> tools, Predicate<ToolHandler> offered) {
        Map<Integer, RecordTool> places = new TreeMap<>();
        for (RecordTool tool : tools) {
            RecordTool other = places.putIfAbsent(tool.order(), tool);
            if (other != null) {
                throw new IllegalArgumentException("the tools " + other.name() + " and " + tool.name()
                        + " have one order in their annotations; taken are " + places.keySet());
            }
        }
        return new ToolCatalog(
                tools.stream()
                        .sorted(Comparator.comparingInt(RecordTool::order))
                        .toList(),
                offered);
    }

    /** All entries of {@code tools/list}, for somebody who may do everything; valid in every revision. */
    public JsonArray list() {
        return list(EnumSet.allOf(Permission.class));
    }

    /** The entries for who may do that and no more. */
    public JsonArray list(Set<Permission> permissions) {
        return lists.computeIfAbsent(new Listed(Set.copyOf(permissions), false), this::entries);
    }

    /** The same for a client that signed in: nothing there takes a password or a token. */
    public JsonArray listSignedIn(Set<Permission> permissions) {
        return lists.computeIfAbsent(new Listed(Set.copyOf(permissions), true), this::entries);
    }

    private JsonArray entries(Listed listed) {
        JsonArrayBuilder entries = Json.createArrayBuilder();
        handlers.values().stream()
                .filter(offered)
                .filter(handler ->
                        handler.permission() == null || listed.permissions().contains(handler.permission()))
                .filter(handler -> !(listed.signedIn() && handler.takesPassword()))
                .map(handler -> listed.signedIn() ? handler.descriptionSignedIn() : handler.description())
                .forEach(entries::add);
        return entries.build();
    }

    /**
     * The arguments of a tool with every bound.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public JsonObject inputSchema(String name) {
        ToolHandler handler = find(name);
        if (handler == null) {
            throw new IllegalArgumentException("there is no tool " + name);
        }
        return handler.inputSchema();
    }

    /** The one permission that the tool of that name needs; null if it needs none, or does not exist. */
    public @Nullable Permission permission(String name) {
        ToolHandler handler = find(name);
        return handler == null ? null : handler.permission();
    }

    /** Whether there is a tool of that name, offered or not. */
    public boolean has(String name) {
        return find(name) != null;
    }

    /** The tool of that name, or null if there is none. */
    @Nullable
    ToolHandler find(String name) {
        return handlers.get(name);
    }

    /** Whether the operator leaves it on. */
    boolean offers(ToolHandler handler) {
        return offered.test(handler);
    }
}
