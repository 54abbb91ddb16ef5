// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import jakarta.json.JsonObject;

/**
 * Something only the client can answer.
 *
 * @param method {@code elicitation/create}, {@code sampling/createMessage} or {@code roots/list}
 * @param params as the method wants them
 */
public record InputRequest(String method, JsonObject params) {}
