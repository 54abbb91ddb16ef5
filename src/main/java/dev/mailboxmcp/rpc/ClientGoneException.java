// SPDX-License-Identifier: MIT
package dev.mailboxmcp.rpc;

/** The client closed the response: nobody waits for the answer any more. */
public final class ClientGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClientGoneException(Throwable cause) {
        super("the client closed the response", cause);
    }
}
