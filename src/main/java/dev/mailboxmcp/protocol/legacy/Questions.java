// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.call.InputRequest;
import dev.mailboxmcp.protocol.RefusedException;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.JsonRpcMessage.Response;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.JsonWeight;
import dev.mailboxmcp.rpc.ReplyStream;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests of the server to the client of one session, and the client's answers. Thread-safe. */
final class Questions {
    /** How long a user may think about a question. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final long MAX_ANSWER_BYTES = 64 * 1024;

    private static final JsonObject CANCELLED =
            Json.createObjectBuilder().add("action", "cancel").build();

    /** A request that was sent; its id is nowhere given twice, so that no other instance takes the answer for one of its own. */
    private record Asked(String id, String key, InputRequest question, CompletableFuture<Response> answer) {}

    private final Map<String, CompletableFuture<Response>> waiting = new ConcurrentHashMap<>();

    /**
     * Asks all at once, and waits for the answers.
     *
     * @param stream of the request that cannot go on without them
     * @return answers by the keys of the questions; a form that was not answered counts as cancelled
     * @throws RpcException if the client cannot answer something that is no form
     */
    Map<String, JsonObject> ask(Map<String, InputRequest> questions, ReplyStream stream)
            throws RpcException, InterruptedException {
        List<Asked> asked = new ArrayList<>();
        Map<String, JsonObject> answers = new LinkedHashMap<>();
        try {
            questions.forEach((key, question) -> {
                Asked one = new Asked("server-" + UUID.randomUUID(), key, question, new CompletableFuture<>());
                asked.add(one);
                waiting.put(one.id(), one.answer());
                stream.send(JsonRpcWriter.request(Json.createValue(one.id()), question.method(), question.params()));
            });
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            for (Asked one : asked) {
                answers.put(one.key(), await(one.question(), one.answer(), deadline));
            }
            return answers;
        } finally {
            asked.forEach(one -> waiting.remove(one.id()));
        }
    }

    /**
     * Takes the client's answer; one to no question, or to one that no longer waits, is ignored.
     *
     * @throws RefusedException if it is so large that it must not be held until the last question is answered
     */
    void answer(Response response) throws RefusedException {
        if (response.id() instanceof JsonString id) {
            CompletableFuture<Response> answer = waiting.get(id.getString());
            if (answer != null) {
                if (response.result() != null && JsonWeight.of(response.result()) > MAX_ANSWER_BYTES) {
                    throw new RefusedException(
                            413,
                            new RpcError(
                                    RpcError.INVALID_REQUEST,
                                    "The answer was not taken, since it is larger than " + MAX_ANSWER_BYTES
                                            + " bytes in memory. Send a shorter one."));
                }
                answer.complete(response);
            }
        }
    }

    private static JsonObject await(InputRequest question, CompletableFuture<Response> answer, long deadline)
            throws RpcException, InterruptedException {
        try {
            Response response = answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (response.result() instanceof JsonObject result && InputRequest.isAnswer(question.method(), result)) {
                return result;
            }
        } catch (TimeoutException e) {
            // as if it had been cancelled
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes it with a failure", e);
        }
        if (question.method().equals(InputRequest.ELICITATION)) {
            return CANCELLED;
        }
        throw new RpcException(RpcError.INTERNAL_ERROR, "The client did not answer " + question.method() + ".");
    }
}
