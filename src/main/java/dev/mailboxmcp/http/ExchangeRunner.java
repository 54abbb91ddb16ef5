// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.call.MemoryBudget;
import dev.mailboxmcp.http.TrafficBudget.Holding;
import dev.mailboxmcp.http.TrafficBudget.Outcome;
import dev.mailboxmcp.observe.CallObserver;
import dev.mailboxmcp.observe.EndedTransfer;
import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.McpHeaders;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.ReplyStream;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs exchanges, each on a virtual thread of its own, and never on one of the container: mail servers are slow. A
 * response that becomes a stream takes a second virtual thread, which writes, also while the server stops. Thread-safe.
 */
public final class ExchangeRunner implements AutoCloseable {
    /** Longest silence on a stream; WildFly cuts one after 90 s, proxies after 60. */
    static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    /** How long calls may take to end at shutdown: a reading ends sooner, a mail that meets slow servers may not. */
    private static final Duration DRAIN = Duration.ofSeconds(60);

    /** How long clients may take after that to read what is still to be written. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    /** The time after which Open Liberty and WildFly have let go of a client that says nothing: 20 and 90 seconds. */
    static final Duration PATIENCE_OF_SERVERS = Duration.ofMinutes(2);

    /** How often what moves too slowly is looked for. */
    private static final Duration SWEEP = Duration.ofSeconds(1);

    /** The answer where there was no stream any more to say it on. */
    static final Answer.Reply NOT_STREAMED = new Answer.Reply(
            503,
            JsonRpcWriter.error(
                    null,
                    new RpcError(RpcError.INTERNAL_ERROR, "The answer could not be streamed. Ask again in a moment.")));

    private final Eras eras;
    private final TrafficBudget traffic;
    private final int maxRequestBytes;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(ExchangeRunner::thread);
    private final ExecutorService writers = Executors.newThreadPerTaskExecutor(ExchangeRunner::thread);
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("mailbox-mcp-streams").factory());
    private final PostedExchange.Services services;

    /**
     * What was posted, as far as HTTP goes.
     *
     * @param acceptsStream whether the client can read an event stream
     */
    record Posted(Caller caller, McpHeaders headers, boolean acceptsStream) {}

    /**
     * What stands before the body of a response.
     *
     * @param bytes of the body; null where they are not promised
     * @param sessionId null for none
     * @param challenge what the client has to be asked for ({@code WWW-Authenticate}); null for nothing
     */
    record Head(
            int status,
            @Nullable Long bytes,
            @Nullable String sessionId,
            @Nullable String challenge) {
        Head(int status, @Nullable Long bytes, @Nullable String sessionId) {
            this(status, bytes, sessionId, null);
        }
    }

    /** The response, of which exactly one method is called, once, on a thread that may block. */
    interface HttpReply {
        /** Writes the body, which is JSON, until its end before it returns. */
        void json(Head head, ReplyChannel.Body body);

        /** 202 without a body. */
        void accepted();

        /** Writes the body, which is a stream of events, until its end before it returns. */
        void stream(ReplyChannel.Body body);
    }

    /**
     * @param tools whether there is one of that name
     * @param observer is told of every call
     * @param budget for what is large in calls
     * @param state for what calls hold while they are at work
     * @param traffic for requests and answers on their way
     * @param maxRequestBytes of one body
     */
    public ExchangeRunner(
            Eras eras,
            Predicate<String> tools,
            CallObserver observer,
            MemoryBudget budget,
            StateBudget state,
            TrafficBudget traffic,
            int maxRequestBytes) {
        this(eras, tools, ScopeCheck.NONE, observer, budget, state, traffic, maxRequestBytes);
    }

    /** @param scopes what clients that signed in may do; the rest is as above */
    public ExchangeRunner(
            Eras eras,
            Predicate<String> tools,
            ScopeCheck scopes,
            CallObserver observer,
            MemoryBudget budget,
            StateBudget state,
            TrafficBudget traffic,
            int maxRequestBytes) {
        this.eras = eras;
        this.traffic = traffic;
        this.maxRequestBytes = maxRequestBytes;
        services = new PostedExchange.Services(
                eras, tools, scopes, observer, budget, state, new ReadingTurns(), writers, clock);
        clock.setRemoveOnCancelPolicy(true);
        Future<?> unused =
                clock.scheduleWithFixedDelay(this::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Never throws, since it would not be called again. */
    private void sweep() {
        try {
            traffic.sweep();
        } catch (Throwable e) {
            InternalFailure.internal(e);
        }
    }

    /**
     * Starts the exchange and returns. The request must be asynchronous already.
     *
     * @param body is read from now on
     */
    void start(Posted posted, ServletInputStream body, HttpReply reply) {
        read(
                posted.caller(),
                body,
                maxRequestBytes,
                reply,
                (all, holding, content) -> new PostedExchange(services, posted, all, holding, content, reply));
    }

    /** What is done with a body that has come; it closes both holdings in the end. */
    private interface Work {
        Runnable on(byte[] body, Holding exchange, Holding content);
    }

    /**
     * Reads a body that is no message, and returns. The request must be asynchronous already.
     *
     * @param work answers, unless the body is refused; on a thread that may block
     */
    void read(Caller caller, ServletInputStream body, int maxBytes, HttpReply reply, Consumer<byte[]> work) {
        read(caller, body, maxBytes, reply, (all, holding, content) -> () -> {
            try (holding;
                    content) {
                work.accept(all);
            }
        });
    }

    private void read(Caller caller, ServletInputStream body, int maxBytes, HttpReply reply, Work work) {
        Holding holding = traffic.open(caller).arriving();
        Outcome outcome = holding.take(TrafficBudget.ARRIVING_BYTES);
        if (outcome != Outcome.GRANTED) {
            UnreadBody.close(body);
            refuse(Refusal.of(outcome), reply);
            return;
        }
        Holding content = holding.another();
        RequestBody.Receiver receiver = new RequestBody.Receiver() {
            @Override
            public void received(byte[] all) {
                holding.arrived();
                Outcome outcome = holding.take(TrafficBudget.EXCHANGE_BYTES - TrafficBudget.ARRIVING_BYTES);
                if (outcome != Outcome.GRANTED) {
                    content.close();
                    refused(Refusal.of(outcome));
                    return;
                }
                try {
                    threads.execute(work.on(all, holding, content));
                } catch (RejectedExecutionException e) {
                    content.close();
                    refused(Refusal.SHUTTING_DOWN);
                }
            }

            @Override
            public void refused(Refusal refusal) {
                holding.close();
                refuse(refusal, reply);
            }

            @Override
            public void dropped(Runnable giveUp) {
                Future<?> unused =
                        clock.schedule(() -> write(giveUp), PATIENCE_OF_SERVERS.toMillis(), TimeUnit.MILLISECONDS);
            }
        };
        if (RequestBody.mustBlock(body)) {
            write(() -> RequestBody.readBlocking(body, maxBytes, content, receiver));
            return;
        }
        try {
            RequestBody.read(body, maxBytes, content, receiver);
        } catch (IllegalStateException e) { // the client has left already, as some servers tell it
            content.close();
            holding.close();
            throw e;
        }
    }

    /** Tells what became of a file. */
    void transferred(EndedTransfer transfer) {
        services.observer().transferred(transfer);
    }

    /** What gives or takes a file. */
    @FunctionalInterface
    interface Transfer {
        /**
         * Prepares it, on the thread of the server.
         *
         * @param holding has what the transfer costs, until that ends
         * @return what is done on a thread that may block
         */
        Runnable prepare(Holding holding) throws IOException;
    }

    /**
     * Starts what gives or takes a file, and returns. The request must be asynchronous already.
     *
     * @param bytes what it costs, besides what every exchange does
     * @return null where it was started
     */
    @Nullable
    Refusal transfer(Caller caller, int bytes, Transfer transfer) throws IOException {
        Holding holding = traffic.open(caller);
        Outcome outcome = holding.take(TrafficBudget.EXCHANGE_BYTES + bytes);
        if (outcome != Outcome.GRANTED) {
            return Refusal.of(outcome);
        }
        try {
            Runnable prepared = transfer.prepare(holding);
            threads.execute(() -> {
                try (holding) {
                    prepared.run();
                }
            });
            return null;
        } catch (RejectedExecutionException e) {
            holding.close();
            return Refusal.SHUTTING_DOWN;
        } catch (IOException | RuntimeException e) {
            holding.close();
            throw e;
        }
    }

    /** Answers what is not worked on, and returns. */
    void refuse(Refusal refusal, HttpReply reply) {
        write(() -> {
            Pieces message = Pieces.json(refusal.message(null));
            reply.json(new Head(refusal.status(), message.size(), null), message::writeTo);
        });
    }

    /** Has a short answer written, which may wait for its client, and returns. */
    void write(Runnable answer) {
        try {
            writers.execute(answer);
        } catch (RejectedExecutionException e) {
            answer.run(); // there is no other thread any more
        }
    }

    /**
     * Serves a stream that no message asked for, and returns at once.
     *
     * @param listening runs as long as the stream does, and is interrupted when the client leaves
     */
    void listen(Caller caller, Function<ReplyStream, Answer> listening, HttpReply reply) {
        try {
            threads.execute(() -> {
                ReplyChannel channel = new ReplyChannel(
                        writers, reply::stream, KEEP_ALIVE, Thread.currentThread()::interrupt, traffic.open(caller));
                Answer answer;
                try {
                    answer = listening.apply(channel);
                } catch (Throwable e) {
                    answer = PostedExchange.failure(null, e, channel, "");
                }
                end(answer, channel, reply);
            });
        } catch (RejectedExecutionException e) {
            refuse(Refusal.SHUTTING_DOWN, reply);
        }
    }

    private static void end(Answer answer, ReplyChannel channel, HttpReply reply) {
        Answer.Reply last = answer instanceof Answer.Reply single ? single : NOT_STREAMED;
        if (answer instanceof Answer.Reply ? channel.end(last.body()) : channel.end()) {
            return;
        }
        Pieces message = Pieces.json(last.body());
        reply.json(new Head(last.status(), message.size(), last.sessionId()), message::writeTo);
    }

    /**
     * A virtual thread that lets go of its task when it begins with it.
     * QUIRK: Payara 6.2025.10 serves the next request that a client sent in a row on the thread that ended the one before, and
     * remembers that thread as long as the next one lasts: the whole row would stay in memory, each request by the next.
     */
    private static Thread thread(Runnable task) {
        AtomicReference<@Nullable Runnable> once = new AtomicReference<>(task);
        return Thread.ofVirtual().unstarted(() -> {
            Runnable begun = once.getAndSet(null);
            if (begun != null) {
                begun.run();
            }
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
}
