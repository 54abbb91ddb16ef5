// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.call.CallTrail;
import dev.mailboxmcp.rpc.JsonRpcMessage;
import dev.mailboxmcp.rpc.ReplyStream;
import dev.mailboxmcp.rpc.RpcError;

/**
 * One body a client posted, with what came along.
 *
 * @param replies towards the client before the answer; {@link ReplyStream#SILENT} where it accepts no stream
 * @param trail takes what operators may know of it
 * @param memory for what is large in it; whoever made it closes it
 */
public record Exchange(
        Caller caller,
        McpHeaders headers,
        JsonRpcMessage message,
        ReplyStream replies,
        CallTrail trail,
        CallMemory memory) {
    /** One that has told nothing yet. */
    public Exchange(Caller caller, McpHeaders headers, JsonRpcMessage message, ReplyStream replies, CallMemory memory) {
        this(caller, headers, message, replies, new CallTrail(), memory);
    }

    /**
     * Checks the headers for methods that reach for mail. Discovery and lists work whatever the credentials, so that a
     * client connects and can show this; and the status is never 401 or 403, which would make clients start OAuth.
     *
     * @throws RefusedException with status 400 if the headers with the credentials are half or malformed
     */
    public void requireSoundCredentials() throws RefusedException {
        String problem = caller.credentialsProblem();
        if (problem != null) {
            throw new RefusedException(400, new RpcError(RpcError.INVALID_PARAMS, problem));
        }
    }
}
