// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

import dev.mailboxmcp.rpc.JsonRpcMessage;

/** How one family of protocol revisions is spoken. Thread-safe. */
public interface Era {
    /**
     * Serves what a client sent, on a thread that may block. Whatever the client did wrong comes back as an answer; only
     * what is our own fault is thrown.
     *
     * @throws dev.mailboxmcp.rpc.ClientGoneException if the client left while it was told something
     */
    Answer handle(Exchange exchange);

    /** What it means that the client leaves before the answer to this message; where it stops work, that is interrupted. */
    Leaving leaving(JsonRpcMessage message);
}
