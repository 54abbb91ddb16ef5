// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import dev.mailboxmcp.call.CallTrail.SentMail;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request that was answered. What clients can fill with anything (method, tool, version) is here only where this server
 * knows it, so that it can name a metric.
 *
 * @param method of JSON-RPC, {@value #UNKNOWN_METHOD} for one that does not exist
 * @param tool null where none was called, or none that exists
 * @param version of MCP, as the request names it; null where it names none that exists
 * @param client what the client calls itself, printable and short; null where the request does not say
 * @param address of the client
 * @param user whose mailbox it was; null where the call got to none
 * @param sent null where no mail was sent
 * @param parent of the caller's trace; null where it named none
 */
public record EndedCall(
        String method,
        @Nullable String tool,
        @Nullable String version,
        @Nullable String client,
        String address,
        @Nullable String user,
        Instant began,
        Duration took,
        Outcome outcome,
        @Nullable SentMail sent,
        @Nullable TraceParent parent) {
    public static final String UNKNOWN_METHOD = "unknown";

    /** How it ended. */
    public sealed interface Outcome {
        /** As the caller wished. */
        record Succeeded() implements Outcome {}

        /** @param code of the result with {@code isError} */
        record ToolFailed(String code) implements Outcome {}

        /** @param code of the error of JSON-RPC */
        record RpcFailed(int code) implements Outcome {}
    }

    @Override
    public String toString() {
        return "EndedCall[" + method + " " + outcome + "]";
    }
}
