// SPDX-License-Identifier: MIT
package dev.mailboxmcp.rpc;

import jakarta.json.JsonStructure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One event on a stream of server-sent events.
 *
 * @param id by which a client can ask for what follows it; null for none
 * @param message null for an event without content, which only tells an id
 * @param retry after which time a client should come back once the connection is closed; null to leave it to the client
 */
public record StreamEvent(
        @Nullable String id,
        @Nullable JsonStructure message,
        @Nullable Duration retry) {
    /** An event that nobody can come back to. */
    public static StreamEvent of(JsonStructure message) {
        return new StreamEvent(null, message, null);
    }
}
