// SPDX-License-Identifier: MIT
package dev.mailboxmcp.rpc;

import jakarta.json.JsonObject;

/**
 * What a handler may say before its answer: progress, and questions to the user. The first message turns the response
 * into a stream. Thread-safe; this is the one thing that goes up during a call.
 */
public interface ReplyStream {
    /** Discards everything: for a caller that cannot be told anything before the answer. */
    ReplyStream SILENT = message -> {};

    /**
     * Sends a notification or a request to the client at once.
     *
     * @throws ClientGoneException if the client has left
     */
    void send(JsonObject message);
}
