// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

/** How one family of protocol revisions is spoken. Thread-safe. */
public interface Era {
    /**
     * Serves what a client sent, on a thread that may block. Whatever the client did wrong comes back as an answer; only
     * what is our own fault is thrown.
     *
     * @throws dev.mailboxmcp.rpc.ClientGoneException if the client left while it was told something
     */
    Answer handle(Exchange exchange);

    /** Whether a client that closes its response thereby cancels the work behind it, which is then interrupted. */
    boolean leavingCancels();
}
