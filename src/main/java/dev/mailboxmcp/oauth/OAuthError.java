// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonObject;

/**
 * A refusal in the words of OAuth. RFC 6749 5.2, RFC 7591 3.2.2, RFC 8707 2
 *
 * @param status of HTTP where it is not told by a redirect
 * @param code such as {@code invalid_grant}
 * @param description one sentence in ASCII without quotes, which says what to do next and repeats nothing of the request
 */
record OAuthError(int status, String code, String description) {
    static OAuthError invalidRequest(String description) {
        return new OAuthError(400, "invalid_request", description);
    }

    static OAuthError invalidGrant(String description) {
        return new OAuthError(400, "invalid_grant", description);
    }

    static OAuthError invalidTarget() {
        return new OAuthError(400, "invalid_target", "The resource must be the URL of this MCP server.");
    }

    /** Clients that hear this register anew. */
    static OAuthError invalidClient() {
        return new OAuthError(401, "invalid_client", "The client_id is not known here. Register again.");
    }

    /** Too much is asked for at once. */
    static OAuthError notNow() {
        return new OAuthError(
                503, "temporarily_unavailable", "Too many clients are looked up now. Try again in a minute.");
    }

    JsonObject toJson() {
        return Json.createObjectBuilder()
                .add("error", code)
                .add("error_description", description)
                .build();
    }
}
