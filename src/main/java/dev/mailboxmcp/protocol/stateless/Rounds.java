// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.stateless;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.InputRequest;
import dev.mailboxmcp.call.InputRequired;
import dev.mailboxmcp.call.MissingCapability;
import dev.mailboxmcp.call.Signals.LogLevel;
import dev.mailboxmcp.protocol.Exchange;
import dev.mailboxmcp.protocol.RefusedException;
import dev.mailboxmcp.protocol.RequestMeta;
import dev.mailboxmcp.protocol.RequestSignals;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.Params;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a request that may need answers of the user: the result asks for them, and the client sends the request again
 * with the answers and the sealed state. Thread-safe. MCP 2026-07-28 basic/patterns/mrtr
 */
final class Rounds {
    private final RequestStates states;

    /** The work of one round. */
    @FunctionalInterface
    interface Round {
        /** @throws InputRequired if answers are missing */
        JsonObject run(CallContext context) throws RpcException;
    }

    Rounds(RequestStates states) {
        this.states = states;
    }

    /**
     * Runs the round that the request is.
     *
     * @return what the round gives, or an {@code input_required} result
     * @throws MissingCapability if the client cannot be asked what would have to be asked
     * @throws RefusedException if the caller has ended more rounds lately than can be remembered
     */
    JsonObject run(Exchange exchange, Request request, Round round) throws RefusedException, RpcException {
        String sealed = Params.optionalText(request.params(), "requestState");
        JsonObject responses = Params.object(request.params(), "inputResponses");
        if (sealed == null) {
            return firstRound(exchange, request, round, responses);
        }
        RequestStates.Opened opened = states.open(exchange.caller(), request, sealed);
        CallContext context = context(exchange, request, answers(opened.methods(), responses), opened.state());
        states.claim(exchange.caller(), opened);
        try {
            return round.run(context);
        } catch (InputRequired asked) {
            states.release(opened);
            return ask(exchange, request, asked);
        }
    }

    static CallContext firstRound(Exchange exchange, Request request) {
        return context(exchange, request, Map.of(), null);
    }

    /** Nothing was asked yet, so answers count only where the handler takes early ones. */
    private JsonObject firstRound(Exchange exchange, Request request, Round round, JsonObject responses)
            throws RpcException {
        try {
            return round.run(firstRound(exchange, request));
        } catch (InputRequired asked) {
            Map<String, JsonObject> early = asked.takesEarlyAnswers() ? answers(methods(asked), responses) : Map.of();
            if (early.isEmpty()) {
                return ask(exchange, request, asked);
            }
            try {
                return round.run(context(exchange, request, early, null));
            } catch (InputRequired askedForMore) {
                return ask(exchange, request, askedForMore);
            }
        }
    }

    private static Map<String, String> methods(InputRequired asked) {
        Map<String, String> methods = new HashMap<>();
        asked.requests().forEach((key, question) -> methods.put(key, question.method()));
        return methods;
    }

    private JsonObject ask(Exchange exchange, Request request, InputRequired asked) {
        JsonObject capabilities = RequestMeta.meta(request.params()).getJsonObject(RequestMeta.CLIENT_CAPABILITIES);
        JsonObjectBuilder questions = Json.createObjectBuilder();
        for (Map.Entry<String, InputRequest> entry : asked.requests().entrySet()) {
            InputRequest question = entry.getValue();
            if (!question.isServedBy(capabilities)) {
                throw new MissingCapability(question.capability());
            }
            questions.add(
                    entry.getKey(),
                    Json.createObjectBuilder().add("method", question.method()).add("params", question.params()));
        }
        JsonObjectBuilder result = Json.createObjectBuilder().add("resultType", "input_required");
        if (!asked.requests().isEmpty()) {
            result.add("inputRequests", questions);
        }
        return result.add("requestState", states.seal(exchange.caller(), request, asked))
                .build();
    }

    /**
     * The answers to what was asked; others are ignored.
     *
     * @param questions the method of each, by its key
     */
    private static Map<String, JsonObject> answers(Map<String, String> questions, JsonObject responses)
            throws RpcException {
        Map<String, JsonObject> answers = new HashMap<>();
        for (Map.Entry<String, String> asked : questions.entrySet()) {
            JsonValue response = responses.get(asked.getKey());
            if (response == null) {
                continue; // the handler will ask for it again
            }
            if (!(response instanceof JsonObject answer) || !InputRequest.isAnswer(asked.getValue(), answer)) {
                throw new RpcException(
                        RpcError.INVALID_PARAMS,
                        "params.inputResponses holds an answer that has not the form of one to " + asked.getValue()
                                + ".");
            }
            answers.put(asked.getKey(), answer);
        }
        return answers;
    }

    private static CallContext context(
            Exchange exchange, Request request, Map<String, JsonObject> answers, @Nullable JsonObject state) {
        JsonObject meta = RequestMeta.meta(request.params());
        LogLevel level =
                meta.get(RequestMeta.LOG_LEVEL) instanceof JsonString name ? LogLevel.of(name.getString()) : null;
        return new CallContext(
                exchange.caller(),
                meta.getJsonObject(RequestMeta.CLIENT_CAPABILITIES),
                new RequestSignals(request.params(), exchange.replies(), level),
                exchange.trail(),
                exchange.memory(),
                answers,
                state);
    }
}
