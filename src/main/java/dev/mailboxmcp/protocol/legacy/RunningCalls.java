// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.Map;

/**
 * The requests of a session that are at work, so that the client can cancel them by id. Thread-safe.
 * MCP 2025-11-25 basic/utilities/cancellation
 */
final class RunningCalls {
    private final Map<JsonValue, Call> calls = new HashMap<>();

    /** A request at work on the thread that began it, until it is closed there. */
    final class Call implements AutoCloseable {
        private final JsonValue id;
        private final Thread thread = Thread.currentThread();
        private boolean cancelled;

        private Call(JsonValue id) {
            this.id = id;
        }

        boolean isCancelled() {
            synchronized (calls) {
                return cancelled;
            }
        }

        /** Ends the call: nothing cancels it any more, and no interruption of a cancellation is left. */
        @Override
        public void close() {
            synchronized (calls) {
                calls.remove(id);
                if (cancelled) {
                    Thread.interrupted();
                }
            }
        }
    }

    /** @throws RpcException if a request with this id is at work already */
    Call begin(JsonValue id) throws RpcException {
        Call call = new Call(id);
        synchronized (calls) {
            if (calls.putIfAbsent(id, call) != null) {
                throw new RpcException(RpcError.INVALID_REQUEST, "A request with this id is still at work.");
            }
        }
        return call;
    }

    boolean isEmpty() {
        synchronized (calls) {
            return calls.isEmpty();
        }
    }

    /** Interrupts the request of that id; nothing happens where there is none, as for one that just ended. */
    void cancel(JsonValue id) {
        synchronized (calls) {
            Call call = calls.get(id);
            if (call != null) {
                call.cancelled = true;
                call.thread.interrupt();
            }
        }
    }
}
