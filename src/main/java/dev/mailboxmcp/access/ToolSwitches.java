// SPDX-License-Identifier: MIT
package dev.mailboxmcp.access;

import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.settings.Settings;
import dev.mailboxmcp.tool.ToolHandler;
import java.util.List;
import java.util.Set;

/**
 * Which tools the operator leaves on. Immutable.
 *
 * @param allowed what may be done to a mailbox at all
 * @param names the only tools that are on; empty where {@code TOOLS} does not say
 * @param passwords whether tools may take passwords, which then pass through the model
 */
public record ToolSwitches(Set<Permission> allowed, Set<String> names, boolean passwords) {
    /** Reads {@code TOOLS}; one that names nothing is a problem. */
    public static ToolSwitches read(Settings settings, Set<Permission> allowed, boolean passwords) {
        return new ToolSwitches(
                allowed, Set.copyOf(settings.filledList("TOOLS", "names of tools between commas")), passwords);
    }

    /** Whether the tool is on. */
    public boolean offers(ToolHandler tool) {
        return (tool.permission() == null || allowed.contains(tool.permission()))
                && (names.isEmpty() || names.contains(tool.name()))
                && (passwords || !tool.takesPassword());
    }

    /**
     * The names in {@code TOOLS} that no tool has.
     *
     * @param known the names of all tools
     */
    public List<String> unknown(Set<String> known) {
        return names.stream().filter(name -> !known.contains(name)).sorted().toList();
    }
}
