// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.call.CallContext;
import jakarta.json.JsonObject;

/**
 * A tool as the protocol sees it: JSON in, JSON out. {@link RecordTool} makes one of every {@link Tool}; only what no
 * record can describe implements it itself. Thread-safe.
 */
public interface ToolHandler {
    /** The entry of {@code tools/list}; the same for everybody. */
    JsonObject description();

    /**
     * Runs the call.
     *
     * @return a CallToolResult
     * @throws ToolFailure if the agent or the user can do something about it
     */
    JsonObject call(JsonObject arguments, CallContext context);
}
