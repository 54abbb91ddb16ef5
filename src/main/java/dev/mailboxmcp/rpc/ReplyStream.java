// SPDX-License-Identifier: MIT
package dev.mailboxmcp.rpc;

import jakarta.json.JsonObject;

/**
 * What a handler may say before its answer: progress, and questions to the user. The first event turns the response into
 * a stream. Thread-safe; this is the one thing that goes up during a call.
 */
public interface ReplyStream {
    /** Discards everything: for a caller that cannot be told anything before the answer. */
    ReplyStream SILENT = new ReplyStream() {
        @Override
        public void open() {}

        @Override
        public void send(StreamEvent event) {}

        @Override
        public void close() {}

        @Override
        public boolean isSilent() {
            return true;
        }
    };

    /** Turns the response into a stream now, if it is none yet. */
    void open();

    /**
     * Sends an event to the client at once.
     *
     * @throws ClientGoneException if the client has left, and its leaving cancels the work
     */
    void send(StreamEvent event);

    /** Sends a notification or a request to the client at once. */
    default void send(JsonObject message) {
        send(StreamEvent.of(message));
    }

    /** Ends the response after what was sent, without an answer; what is sent later is discarded. */
    void close();

    /** Whether nothing said here reaches the client. */
    default boolean isSilent() {
        return false;
    }
}
