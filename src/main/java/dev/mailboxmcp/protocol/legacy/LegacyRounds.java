// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.InputRequest;
import dev.mailboxmcp.call.InputRequired;
import dev.mailboxmcp.call.MissingCapability;
import dev.mailboxmcp.call.Signals;
import dev.mailboxmcp.protocol.Exchange;
import dev.mailboxmcp.protocol.RequestSignals;
import dev.mailboxmcp.rpc.ClientGoneException;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.ReplyStream;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Runs a request that may need answers of the user: the server asks on the stream of the request, waits, and runs the
 * handler again, as a client of the stateless era would by itself.
 */
record LegacyRounds(LegacyClient client, ReplyStream stream) {
    /** A handler that asks more often than this is broken. */
    private static final int MAX_ROUNDS = 8;

    private static final String ELICITATION = "elicitation";
    private static final String URL = "url";

    /** The work of one round. */
    @FunctionalInterface
    interface Round {
        /** @throws InputRequired if answers are missing */
        JsonObject run(CallContext context) throws RpcException;
    }

    /** @throws MissingCapability if the client cannot be asked what would have to be asked */
    JsonObject run(Exchange exchange, Request request, Round round) throws RpcException {
        Signals signals = signals(request);
        JsonObject capabilities = capabilities();
        Map<String, JsonObject> answers = Map.of();
        @Nullable JsonObject state = null;
        for (int i = 0; i < MAX_ROUNDS; i++) {
            try {
                return round.run(new CallContext(
                        exchange.caller(), capabilities, signals, exchange.trail(), exchange.memory(), answers, state));
            } catch (InputRequired asked) {
                answers = ask(asked.requests(), capabilities);
                state = asked.state();
            }
        }
        throw new RpcException(RpcError.INTERNAL_ERROR, "The request still asks after " + MAX_ROUNDS + " rounds.");
    }

    private Map<String, JsonObject> ask(Map<String, InputRequest> asked, JsonObject capabilities) throws RpcException {
        if (client.session() == null || stream.isSilent()) {
            throw new RpcException(
                    RpcError.INVALID_REQUEST,
                    "This asks the user, which needs a session and a stream: call initialize, send Mcp-Session-Id, and"
                            + " accept text/event-stream.");
        }
        Map<String, InputRequest> questions = new LinkedHashMap<>();
        for (Map.Entry<String, InputRequest> entry : asked.entrySet()) {
            if (!entry.getValue().isServedBy(capabilities)) {
                throw new MissingCapability(entry.getValue().capability());
            }
            questions.put(entry.getKey(), inThisVersion(client.session(), entry.getValue()));
        }
        try {
            return client.session().questions().ask(questions, stream);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientGoneException(e); // cancelled, or the server stops
        }
    }

    /**
     * What the client can be asked. Before 2025-06-18 users were asked nothing, and before 2025-11-25 there were no pages to open,
     * whatever a client declares; and who hears no
     * stream is told of a page by the result instead.
     */
    private JsonObject capabilities() {
        if (client.session() == null) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        JsonObject declared = client.session().clientCapabilities();
        if (!client.version().hasElicitation()) {
            return Json.createObjectBuilder(declared).remove(ELICITATION).build();
        }
        boolean opensPages = client.version().hasElicitationModes() && !stream.isSilent();
        if (opensPages || !(declared.get(ELICITATION) instanceof JsonObject modes) || !modes.containsKey(URL)) {
            return declared;
        }
        JsonObject others = Json.createObjectBuilder(modes).remove(URL).build();
        boolean asksNothing = client.version().hasElicitationModes() && others.isEmpty();
        JsonObjectBuilder left = Json.createObjectBuilder(declared);
        return (asksNothing ? left.remove(ELICITATION) : left.add(ELICITATION, others)).build();
    }

    private InputRequest inThisVersion(Session session, InputRequest question) {
        if (!question.method().equals(InputRequest.ELICITATION)) {
            return question;
        }
        JsonObjectBuilder params = Json.createObjectBuilder(question.params());
        if (!client.version().hasElicitationModes()) {
            params.remove("mode"); // forms are all that there is
        } else if (question.mode().equals(URL)) {
            String id = UUID.randomUUID().toString();
            session.askedToOpen(question.params().getString(URL), id);
            params.add("elicitationId", id);
        }
        return new InputRequest(question.method(), params.build());
    }

    private Signals signals(Request request) {
        Session session = client.session();
        RequestSignals signals =
                new RequestSignals(request.params(), stream, session == null ? null : session.logLevel());
        return stream instanceof SessionStream own ? new SessionSignals(signals, own) : signals;
    }
}
