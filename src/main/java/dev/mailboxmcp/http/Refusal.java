// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.OverBudgetException;
import dev.mailboxmcp.http.TrafficBudget.Outcome;
import dev.mailboxmcp.protocol.RefusedException;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Why a request is not answered as it wants, with a status of HTTP. */
record Refusal(int status, RpcError error) {
    static final Refusal SHUTTING_DOWN =
            busy("BUSY", 503, "The server is shutting down. Send the request again in a moment.");

    /** @param reason one sentence that says what to do next */
    Refusal(int status, String reason) {
        this(status, new RpcError(RpcError.INVALID_REQUEST, reason));
    }

    /** The refusal of a request for which there is no room in the {@link TrafficBudget}. */
    static Refusal of(Outcome outcome) {
        return switch (outcome) {
            case GRANTED -> throw new IllegalArgumentException("that is no refusal");
            case CLIENT_HAS_TOO_MUCH ->
                busy(
                        "THROTTLED",
                        429,
                        "Too much of this client is on its way. Let its requests end, read their answers, and send this one"
                                + " again.");
            case ALL_HAVE_TOO_MUCH ->
                busy("BUSY", 503, "Too much of all clients is on its way. Send this request again later.");
        };
    }

    /** The same of an answer, before which what was asked for has been done. */
    static Refusal ofAnswer(Outcome outcome) {
        Refusal refusal = of(outcome);
        return busy(
                refusal.status() == 429 ? "THROTTLED" : "BUSY",
                refusal.status(),
                "The request was carried out, but there is no room for its answer: too much is on its way that clients have not"
                        + " read yet. Read the other answers, then ask for less at once.");
    }

    /** The refusal of a client that has to wait until less is at work. */
    static Refusal of(OverBudgetException over) {
        RefusedException refused = RefusedException.of(over);
        return new Refusal(refused.status(), refused.error());
    }

    private static Refusal busy(String code, int status, String reason) {
        JsonObject data = Json.createObjectBuilder()
                .add("code", code)
                .add("retryAfterMs", OverBudgetException.RETRY_AFTER.toMillis())
                .build();
        return new Refusal(status, new RpcError(RpcError.INTERNAL_ERROR, reason, data));
    }

    /** @param id null where it could not be read */
    JsonObject message(@Nullable JsonValue id) {
        return JsonRpcWriter.error(id, error);
    }
}
