// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.OverBudgetException;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.call.MemoryBudget;
import dev.mailboxmcp.observe.CallObserver;
import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.Era;
import dev.mailboxmcp.protocol.Essentials;
import dev.mailboxmcp.protocol.Exchange;
import dev.mailboxmcp.protocol.Leaving;
import dev.mailboxmcp.protocol.McpHeaders;
import dev.mailboxmcp.protocol.RefusedException;
import dev.mailboxmcp.rpc.ClientGoneException;
import dev.mailboxmcp.rpc.JsonRpcMessage;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.JsonRpcReader;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.JsonWeight;
import dev.mailboxmcp.rpc.MalformedMessageException;
import dev.mailboxmcp.rpc.ReplyStream;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs exchanges, each on a virtual thread of its own, and never on one of the container: mail servers are slow. A
 * response that becomes a stream takes a second virtual thread, which writes, also while the server stops. Thread-safe.
 */
public final class ExchangeRunner implements AutoCloseable {
    /** Longest silence on a stream; WildFly cuts one after 90 s, proxies after 60. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    /** The same where a client's leaving stops work: only a failing write tells, often the third or fourth. */
    private static final Duration PRESENCE_CHECK = Duration.ofMillis(500);

    /** How long a call may be silent before its response becomes a stream, on which a client's leaving shows. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    /** How long calls may take to end at shutdown: longer than one that reads, not than a mail that meets slow servers. */
    private static final Duration DRAIN = Duration.ofSeconds(60);

    /** A request at work, with its thread and what the server holds of it, its params apart, in bytes. */
    private static final long CALL_BYTES = 8 * 1024;

    /** How long clients may take after that to read what is still to be written. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final Eras eras;
    private final Predicate<String> tools;
    private final CallObserver observer;
    private final MemoryBudget budget;
    private final StateBudget state;
    private final ReadingTurns turns = new ReadingTurns();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("mailbox-mcp-streams").factory());

    /**
     * What was posted, as far as HTTP goes.
     *
     * @param acceptsStream whether the client can read an event stream
     */
    record Posted(Caller caller, McpHeaders headers, RequestBody body, boolean acceptsStream) {}

    /** The response, of which exactly one method is called, once, on any thread. */
    interface HttpReply {
        /** @param sessionId null for none */
        void json(int status, JsonStructure body, @Nullable String sessionId);

        /** 202 without a body. */
        void accepted();

        /** Writes the body until its end before it returns. */
        void stream(ReplyChannel.Body body);
    }

    /**
     * @param tools whether there is one of that name
     * @param observer is told of every call
     * @param budget for what is large in calls and their responses
     * @param state for what calls hold while they are at work
     */
    public ExchangeRunner(
            Eras eras, Predicate<String> tools, CallObserver observer, MemoryBudget budget, StateBudget state) {
        this.budget = budget;
        this.state = state;
        this.eras = eras;
        this.tools = tools;
        this.observer = observer;
        clock.setRemoveOnCancelPolicy(true);
    }

    /**
     * Starts the exchange and returns.
     *
     * @throws java.util.concurrent.RejectedExecutionException after {@link #close}
     */
    void start(Posted posted, HttpReply reply) {
        threads.execute(() -> run(posted, reply));
    }

    /**
     * Serves a stream that no message asked for, and returns at once.
     *
     * @param listening runs as long as the stream does, and is interrupted when the client leaves
     * @throws java.util.concurrent.RejectedExecutionException after {@link #close}
     */
    void listen(Function<ReplyStream, Answer> listening, HttpReply reply) {
        threads.execute(() -> {
            ReplyChannel channel =
                    new ReplyChannel(writers, reply::stream, KEEP_ALIVE, Thread.currentThread()::interrupt);
            Answer answer;
            try {
                answer = listening.apply(channel);
            } catch (Throwable e) {
                answer = failure(null, e, channel, "");
            }
            finish(answer, channel, reply);
        });
    }

    /** Ends the streams that only wait, takes nothing new, lets calls finish, and interrupts what is left. Can be repeated. */
    @Override
    public void close() {
        eras.close();
        drain(threads, DRAIN);
        drain(writers, LAST_WORDS); // which calls need until their end
        clock.shutdownNow();
    }

    private static void drain(ExecutorService executor, Duration patience) {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void run(Posted posted, HttpReply reply) {
        try (RequestBody body = posted.body();
                CallMemory memory = budget.open()) {
            run(posted, body, memory, reply);
        }
    }

    private void run(Posted posted, RequestBody body, CallMemory memory, HttpReply reply) {
        try (StateBudget.Share share = state.open(posted.caller(), StateBudget.Kind.CALL, CALL_BYTES)) {
            JsonRpcMessage message;
            try {
                message = read(posted.caller(), body, share);
            } catch (RuntimeException | StackOverflowError e) { // not known to happen; clients would wait for an answer
                reply.json(500, JsonRpcWriter.error(null, InternalFailure.internal(e)), null);
                return;
            }
            boolean large = body.isLarge();
            body.close(); // what is left of it is counted by now, and must keep nobody waiting while the user is asked
            serve(posted, message, large, memory, reply);
        } catch (RequestBody.RefusedException e) {
            reply.json(e.status(), JsonRpcWriter.error(null, new RpcError(RpcError.INVALID_REQUEST, e.reason())), null);
        } catch (OverBudgetException e) {
            RefusedException refused = RefusedException.of(e);
            reply.json(refused.status(), JsonRpcWriter.error(null, refused.error()), null);
        } catch (MalformedMessageException e) {
            reply.json(400, JsonRpcWriter.error(e.id(), e.error()), null);
        }
    }

    /** In a frame of its own: one that stays as long as the request does would hold the bytes. */
    private JsonRpcMessage read(Caller caller, RequestBody body, StateBudget.Share share)
            throws RequestBody.RefusedException, OverBudgetException, MalformedMessageException {
        byte[] bytes = body.read(share);
        JsonRpcMessage message = turns.take(caller, () -> Essentials.of(JsonRpcReader.read(bytes)));
        share.shrink(2L * bytes.length);
        share.grow(JsonWeight.of(message));
        return message;
    }

    private void serve(Posted posted, JsonRpcMessage message, boolean large, CallMemory memory, HttpReply reply) {
        Era era = eras.pick(posted.headers(), message);
        Leaving leaving = era.leaving(message);
        if (leaving == Leaving.ENDS_STREAM && large) { // it would be held for as long as its client likes
            RpcError error = new RpcError(
                    RpcError.INVALID_REQUEST,
                    "A request that listens must not be larger than " + RequestBody.LARGE_BYTES + " bytes.");
            reply.json(413, JsonRpcWriter.error(idOf(message), error), null);
            return;
        }
        ReplyChannel channel = channel(leaving, memory, reply);
        ReplyStream replies = posted.acceptsStream() ? channel : ReplyStream.SILENT;
        Future<?> opening = leaving == Leaving.STOPS_WORK && posted.acceptsStream()
                ? clock.schedule(channel::open, SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                : null;
        Exchange exchange = new Exchange(posted.caller(), posted.headers(), message, replies, memory);
        ObservedCall call = new ObservedCall(exchange, tools);
        Answer answer = answer(era, exchange, channel, call.trace());
        if (opening != null) {
            opening.cancel(false);
        }
        try {
            call.end(answer, observer);
        } finally { // whatever an observer throws, which may be any library of the server's
            finish(answer, channel, reply);
        }
    }

    private static void finish(Answer answer, ReplyChannel channel, HttpReply reply) {
        switch (answer) {
            case Answer.Reply(int status, JsonStructure body, String sessionId) -> {
                if (!channel.end(body)) {
                    reply.json(status, body, sessionId);
                }
            }
            case Answer.Accepted() -> {
                if (!channel.end()) {
                    reply.accepted();
                }
            }
            case Answer.Streamed() -> {
                if (!channel.end()) { // there was no stream any more to say it on
                    RpcError error = new RpcError(RpcError.INTERNAL_ERROR, "The answer could not be streamed.");
                    reply.json(503, JsonRpcWriter.error(null, error), null);
                }
            }
        }
    }

    private ReplyChannel channel(Leaving leaving, CallMemory memory, HttpReply reply) {
        Thread worker = Thread.currentThread();
        return new ReplyChannel(
                writing -> write(writing, memory),
                reply::stream,
                leaving == Leaving.STOPS_WORK ? PRESENCE_CHECK : KEEP_ALIVE,
                leaving == Leaving.IS_IGNORED ? null : worker::interrupt);
    }

    /** On another thread, which holds the memory of the call as well. */
    private void write(Runnable writing, CallMemory memory) {
        memory.share();
        try {
            writers.execute(() -> {
                try (memory) {
                    writing.run();
                }
            });
        } catch (RejectedExecutionException e) {
            memory.close();
            throw e;
        }
    }

    /** Never throws: without an answer the client would wait for ever. */
    private static Answer answer(Era era, Exchange exchange, ReplyChannel channel, String trace) {
        try {
            return era.handle(exchange);
        } catch (Throwable e) {
            return failure(idOf(exchange.message()), e, channel, trace);
        }
    }

    private static Answer failure(@Nullable JsonValue id, Throwable failure, ReplyChannel channel, String trace) {
        Throwable reason = channel.isGone() && !(failure instanceof ClientGoneException)
                ? new ClientGoneException(failure) // and so was interrupted, or could not be told
                : failure;
        return Answer.error(200, id, InternalFailure.internal(reason, trace));
    }

    private static @Nullable JsonValue idOf(JsonRpcMessage message) {
        return message instanceof Request request ? request.id() : null;
    }
}
