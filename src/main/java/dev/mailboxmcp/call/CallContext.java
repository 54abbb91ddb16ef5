// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import dev.mailboxmcp.account.Caller;
import jakarta.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call as its handler sees it.
 *
 * @param clientCapabilities as the client declared them, for this request or at the handshake
 * @param signals tells the client something before the result
 * @param answers what the client answered to {@link InputRequired}, by key; empty on the first round
 * @param trail takes what operators may know of the call
 * @param memory for what is large
 * @param state what the handler gave to {@link InputRequired} in the round before, unaltered; null on the first round
 */
public record CallContext(
        Caller caller,
        JsonObject clientCapabilities,
        Signals signals,
        CallTrail trail,
        CallMemory memory,
        Map<String, JsonObject> answers,
        @Nullable JsonObject state) {
    public CallContext {
        answers = Map.copyOf(answers);
    }

    /** A first round of a client that declared nothing and can be told nothing. */
    public static CallContext of(Caller caller) {
        return new CallContext(
                caller,
                JsonObject.EMPTY_JSON_OBJECT,
                Signals.SILENT,
                new CallTrail(),
                CallMemory.endless(),
                Map.of(),
                null);
    }
}
