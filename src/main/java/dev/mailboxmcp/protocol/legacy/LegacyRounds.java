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

    /** The work of one round. */
    @FunctionalInterface
    interface Round {
        /** @throws InputRequired if answers are missing */
        JsonObject run(CallContext context) throws RpcException;
    }

    /** @throws MissingCapability if the client cannot be asked what would have to be asked */
    JsonObject run(Exchange exchange, Request request, Round round) throws RpcException {
        Signals signals = signals(request);
        JsonObject capabilities = client.session() == null
                ? JsonValue.EMPTY_JSON_OBJECT
                : client.session().clientCapabilities();
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
            questions.put(entry.getKey(), inThisVersion(entry.getValue()));
        }
        try {
            return client.session().questions().ask(questions, stream);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientGoneException(e); // cancelled, or the server stops
        }
    }

    private InputRequest inThisVersion(InputRequest question) {
        boolean page = question.mode().equals("url");
        if (!question.method().equals(InputRequest.ELICITATION)
                || client.version().hasElicitationModes() && !page) {
            return question;
        }
        if (page && client.version().hasElicitationModes()) {
            return new InputRequest(
                    question.method(),
                    Json.createObjectBuilder(question.params())
                            .add("elicitationId", UUID.randomUUID().toString())
                            .build());
        }
        if (!question.mode().equals("form")) {
            throw new MissingCapability(question.capability());
        }
        return new InputRequest(
                question.method(),
                Json.createObjectBuilder(question.params()).remove("mode").build());
    }

    private Signals signals(Request request) {
        Session session = client.session();
        RequestSignals signals =
                new RequestSignals(request.params(), stream, session == null ? null : session.logLevel());
        return stream instanceof SessionStream own ? new SessionSignals(signals, own) : signals;
    }
}
