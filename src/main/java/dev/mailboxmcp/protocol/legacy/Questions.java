// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.call.InputRequest;
import dev.mailboxmcp.rpc.JsonRpcMessage.Response;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.ReplyStream;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Requests of the server to the client of one session, and the client's answers. Thread-safe. */
final class Questions {
    /** How long a user may think about a question. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final JsonObject CANCELLED =
            Json.createObjectBuilder().add("action", "cancel").build();

    private final AtomicLong lastId = new AtomicLong();
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
        Map<String, String> ids = new LinkedHashMap<>();
        Map<String, JsonObject> answers = new LinkedHashMap<>();
        try {
            questions.forEach((key, question) -> {
                String id = "server-" + lastId.incrementAndGet();
                ids.put(key, id);
                waiting.put(id, new CompletableFuture<>());
                stream.send(JsonRpcWriter.request(Json.createValue(id), question.method(), question.params()));
            });
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            for (Map.Entry<String, InputRequest> entry : questions.entrySet()) {
                CompletableFuture<Response> answer = waiting.get(ids.get(entry.getKey()));
                answers.put(entry.getKey(), await(entry.getValue(), answer, deadline));
            }
            return answers;
        } finally {
            ids.values().forEach(waiting::remove);
        }
    }

    /** Takes the client's answer; one to no question, or to one that no longer waits, is ignored. */
    void answer(Response response) {
        if (response.id() instanceof JsonString id) {
            CompletableFuture<Response> answer = waiting.get(id.getString());
            if (answer != null) {
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
