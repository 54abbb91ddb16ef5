// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import jakarta.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler that cannot go on without an answer. The era asks the client, in its own way, and runs the handler
 * again from the start with {@link CallContext#answers()} and {@link CallContext#state()}; so nothing that cannot be
 * repeated may happen before. A handler never asks again after a decline.
 */
public final class InputRequired extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, InputRequest> requests;
    private final transient @Nullable JsonObject state;
    private final boolean takesEarlyAnswers;

    /**
     * Asks for all of these at once.
     *
     * @param requests by key; the client's answers come back under the same keys. May be empty if there is a state
     * @param state comes back unaltered; the client cannot read or change it. Null for none
     */
    public InputRequired(Map<String, InputRequest> requests, @Nullable JsonObject state) {
        this(requests, state, false);
    }

    private InputRequired(Map<String, InputRequest> requests, @Nullable JsonObject state, boolean takesEarlyAnswers) {
        super("input required", null, false, false); // control flow: nobody reads a stack trace
        this.requests = new LinkedHashMap<>(requests);
        this.state = state;
        this.takesEarlyAnswers = takesEarlyAnswers;
    }

    /**
     * Asks for values, which a client may know already and send along unasked. Never for consent: consent answers the
     * question that was asked.
     */
    public static InputRequired values(Map<String, InputRequest> requests) {
        return new InputRequired(requests, null, true);
    }

    public Map<String, InputRequest> requests() {
        return requests;
    }

    public @Nullable JsonObject state() {
        return state;
    }

    /** Whether answers count that the client gave before it was asked. */
    public boolean takesEarlyAnswers() {
        return takesEarlyAnswers;
    }
}
