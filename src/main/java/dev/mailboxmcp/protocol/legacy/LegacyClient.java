// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.protocol.RefusedException;
import dev.mailboxmcp.rpc.RpcError;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking, as far as this era knows.
 *
 * @param session null for a client that named none
 */
record LegacyClient(LegacyVersion version, @Nullable Session session) {
    /** @throws RefusedException with status 400 if there is none */
    Session requireSession() throws RefusedException {
        if (session == null) {
            throw new RefusedException(
                    400,
                    new RpcError(
                            RpcError.INVALID_REQUEST,
                            "This needs a session: send the Mcp-Session-Id that the answer to initialize carried."));
        }
        return session;
    }

    LegacyClient withoutSession() {
        return new LegacyClient(version, null);
    }
}
