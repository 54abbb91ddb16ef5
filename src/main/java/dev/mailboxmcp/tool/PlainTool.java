// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.call.CallContext;

/** A tool that works on nobody's mailbox. */
public interface PlainTool<A extends Record, R extends Record> extends Tool<A, R> {
    /**
     * Does the work, on a thread that may block.
     *
     * @throws ToolFailure if the agent or the user can do something about it
     */
    R call(A arguments, CallContext context);
}
