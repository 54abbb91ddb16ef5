// SPDX-License-Identifier: MIT
package dev.mailboxmcp.access;

import dev.mailboxmcp.settings.Settings;
import dev.mailboxmcp.tool.ToolHandler;
import java.util.Set;

/**
 * Which tools the operator leaves on, of those whose permission is allowed at all. Immutable.
 *
 * @param names the only tools that are on; empty where {@code TOOLS} does not say
 * @param passwords whether tools may take passwords, which then pass through the model
 */
public record ToolSwitches(Set<String> names, boolean passwords) {
    private static final String VARIABLE = "TOOLS";

    /** Reads {@code TOOLS}; one that names nothing is a problem. */
    public static ToolSwitches read(Settings settings, boolean passwords) {
        return new ToolSwitches(Set.copyOf(settings.filledList(VARIABLE, "names of tools between commas")), passwords);
    }

    /** Whether the tool is on. */
    public boolean offers(ToolHandler tool) {
        return (names.isEmpty() || names.contains(tool.name())) && (passwords || !tool.takesPassword());
    }

    /**
     * Makes each name in {@code TOOLS} that no tool has a problem.
     *
     * @param known the names of all tools
     */
    public static void requireKnown(Settings settings, Set<String> known) {
        settings.list(VARIABLE).stream()
                .filter(name -> !known.contains(name))
                .distinct()
                .sorted()
                .forEach(name -> settings.problem(VARIABLE, name, "names of tools, as docs/tools.md has them"));
    }
}
