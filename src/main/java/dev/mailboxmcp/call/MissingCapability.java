// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import jakarta.json.JsonObject;

/** Thrown by a handler that the client cannot serve: it did not declare what the call needs. */
public final class MissingCapability extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient JsonObject required;

    /** @param required a ClientCapabilities object, such as {@code {"elicitation":{"form":{}}}} */
    public MissingCapability(JsonObject required) {
        super("the client lacks a capability that this call needs", null, false, false);
        this.required = required;
    }

    public JsonObject required() {
        return required;
    }
}
