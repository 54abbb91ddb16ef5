// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.Era;
import dev.mailboxmcp.protocol.Exchange;
import dev.mailboxmcp.protocol.McpHeaders;
import dev.mailboxmcp.rpc.ClientGoneException;
import dev.mailboxmcp.rpc.JsonRpcMessage;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.JsonRpcReader;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.MalformedMessageException;
import dev.mailboxmcp.rpc.ReplyStream;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Runs exchanges, each on a virtual thread of its own, and never on one of the container: mail servers are slow. A
 * response that becomes a stream takes a second virtual thread, which writes. Thread-safe.
 */
public final class ExchangeRunner implements AutoCloseable {
    /** Longest silence on a stream; WildFly cuts one after 90 s, proxies after 60. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    /** The same where a client's leaving stops work: only a failing write tells, often the third or fourth. */
    private static final Duration PRESENCE_CHECK = Duration.ofMillis(500);

    private final Eras eras;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * What was posted, as far as HTTP goes.
     *
     * @param acceptsStream whether the client can read an event stream
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Posted(Caller caller, McpHeaders headers, byte[] body, boolean acceptsStream) {}

    /** The response, of which exactly one method is called, once, on any thread. */
    interface HttpReply {
        void json(int status, JsonStructure body);

        /** 202 without a body. */
        void accepted();

        /** Writes the body until its end before it returns. */
        void stream(ReplyChannel.Body body);
    }

    public ExchangeRunner(Eras eras) {
        this.eras = eras;
    }

    /**
     * Starts the exchange and returns.
     *
     * @throws java.util.concurrent.RejectedExecutionException after {@link #close}
     */
    void start(Posted posted, HttpReply reply) {
        threads.execute(() -> run(posted, reply));
    }

    /** Interrupts everything that still runs. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void run(Posted posted, HttpReply reply) {
        JsonRpcMessage message;
        try {
            message = JsonRpcReader.read(posted.body());
        } catch (MalformedMessageException e) {
            reply.json(400, JsonRpcWriter.error(e.id(), e.error()));
            return;
        }
        Era era = eras.pick(posted.headers(), message);
        ReplyChannel channel = channel(era, reply);
        ReplyStream replies = posted.acceptsStream() ? channel : ReplyStream.SILENT;
        Answer answer = answer(era, new Exchange(posted.caller(), posted.headers(), message, replies), channel);
        switch (answer) {
            case Answer.Reply(int status, JsonStructure body) -> {
                if (!channel.end(body)) {
                    reply.json(status, body);
                }
            }
            case Answer.Accepted() -> reply.accepted();
        }
    }

    private ReplyChannel channel(Era era, HttpReply reply) {
        Thread worker = Thread.currentThread();
        return new ReplyChannel(
                body -> threads.execute(() -> reply.stream(body)),
                era.leavingCancels() ? PRESENCE_CHECK : KEEP_ALIVE,
                era.leavingCancels() ? worker::interrupt : null);
    }

    /** Never throws: without an answer the client would wait for ever. */
    private static Answer answer(Era era, Exchange exchange, ReplyChannel channel) {
        try {
            return era.handle(exchange);
        } catch (ClientGoneException e) {
            return failure(exchange, e); // nobody will read it
        } catch (Throwable e) {
            return channel.isGone() ? failure(exchange, new ClientGoneException(e)) : failure(exchange, e);
        }
    }

    private static Answer failure(Exchange exchange, Throwable failure) {
        return Answer.error(200, idOf(exchange.message()), Failures.internal(failure));
    }

    private static @Nullable JsonValue idOf(JsonRpcMessage message) {
        return message instanceof Request request ? request.id() : null;
    }
}
