// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What a tool tells clients about its effects; all four hints are always said, since a missing one means the worst. */
record ToolHints(String title, boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {
    static ToolHints of(McpTool tool, @Nullable Permission permission) {
        return switch (permission) {
            case null -> new ToolHints(tool.title(), true, false, tool.idempotent(), tool.openWorld());
            case READ -> new ToolHints(tool.title(), true, false, true, tool.openWorld());
            case ORGANIZE -> new ToolHints(tool.title(), false, false, true, tool.openWorld());
            case DELETE -> new ToolHints(tool.title(), false, true, true, tool.openWorld());
            case DRAFT -> new ToolHints(tool.title(), false, false, tool.idempotent(), tool.openWorld());
            case SEND -> new ToolHints(tool.title(), false, false, tool.idempotent(), true);
        };
    }

    /** A ToolAnnotations of every revision. */
    JsonObject toJson() {
        return Json.createObjectBuilder()
                .add("title", title)
                .add("readOnlyHint", readOnly)
                .add("destructiveHint", destructive)
                .add("idempotentHint", idempotent)
                .add("openWorldHint", openWorld)
                .build();
    }
}
