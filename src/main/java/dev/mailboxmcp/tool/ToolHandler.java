// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import jakarta.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A tool as the protocol sees it: JSON in, JSON out. {@link RecordTool} makes one of every {@link Tool}; only what no
 * record can describe implements it itself. Thread-safe.
 */
public interface ToolHandler {
    /** The entry of {@code tools/list}; the same for all who see it. */
    JsonObject description();

    /** The same without the arguments that name other credentials than those of the request. */
    default JsonObject descriptionSignedIn() {
        return description();
    }

    /** The name in its description. */
    default String name() {
        return description().getString("name");
    }

    /** The schema of its arguments with every bound; the one in its description may tell less. */
    default JsonObject inputSchema() {
        return description().getJsonObject("inputSchema");
    }

    /** What a caller must be allowed to do; null for nothing. */
    default @Nullable Permission permission() {
        return null;
    }

    /** Whether a password is among the arguments. */
    default boolean takesPassword() {
        return false;
    }

    /** Whether it is nothing without links to files. */
    default boolean makesLinks() {
        return false;
    }

    /**
     * Runs the call.
     *
     * @return a CallToolResult
     * @throws ToolFailure if the agent or the user can do something about it
     */
    JsonObject call(JsonObject arguments, CallContext context);
}
