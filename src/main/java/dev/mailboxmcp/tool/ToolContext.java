// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tool;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.rpc.ReplyStream;

/**
 * What a tool may know of the call besides its arguments.
 *
 * @param replies for progress; the first message turns the response into a stream
 */
public record ToolContext(Caller caller, ReplyStream replies) {}
