// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.OverBudgetException;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.call.MemoryBudget;
import dev.mailboxmcp.http.ExchangeRunner.HttpReply;
import dev.mailboxmcp.http.ExchangeRunner.Posted;
import dev.mailboxmcp.http.TrafficBudget.Holding;
import dev.mailboxmcp.observe.CallObserver;
import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.Era;
import dev.mailboxmcp.protocol.Essentials;
import dev.mailboxmcp.protocol.Exchange;
import dev.mailboxmcp.protocol.Leaving;
import dev.mailboxmcp.rpc.ClientGoneException;
import dev.mailboxmcp.rpc.JsonRpcMessage;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.JsonRpcReader;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.JsonWeight;
import dev.mailboxmcp.rpc.MalformedMessageException;
import dev.mailboxmcp.rpc.ReplyStream;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One exchange, from its body to the end of its answer. What was asked, and what the answer is made of, are let go of before
 * the answer is written: clients may read slowly. For one thread, and one more where the answer is a stream.
 */
final class PostedExchange implements Runnable {
    /** Longest silence on a stream where a client's leaving stops work: only a failing write tells, often the third or fourth. */
    private static final Duration PRESENCE_CHECK = Duration.ofMillis(500);

    /** How long a call may be silent before its response becomes a stream, on which a client's leaving shows. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    /** A request at work, with its thread and what the server holds of it, its params apart. */
    private static final long CALL_BYTES = 8 * 1024;

    /** The bytes of a request that listens, and stays in memory meanwhile. */
    private static final int LISTENING_BYTES = 64 * 1024;

    /**
     * What all exchanges use.
     *
     * @param tools whether there is one of that name
     * @param writers for what is written while the work goes on
     */
    record Services(
            Eras eras,
            Predicate<String> tools,
            ScopeCheck scopes,
            CallObserver observer,
            MemoryBudget memory,
            StateBudget state,
            ReadingTurns turns,
            ExecutorService writers,
            ScheduledExecutorService clock) {}

    private final Services services;
    private final Posted posted;
    private final Holding holding;
    private final Holding content;
    private final HttpReply reply;
    private final AnswerWriter answers;
    private final AtomicInteger threads = new AtomicInteger(1);
    private byte @Nullable [] body;

    /**
     * @param holding of the exchange as such; closed here
     * @param content of what was asked; closed here
     */
    PostedExchange(Services services, Posted posted, byte[] body, Holding holding, Holding content, HttpReply reply) {
        this.services = services;
        this.posted = posted;
        this.body = body;
        this.holding = holding;
        this.content = content;
        this.reply = reply;
        this.answers = new AnswerWriter(reply, holding, services.memory());
    }

    @Override
    public void run() {
        try {
            answering().run();
        } finally {
            release();
        }
    }

    /** Releases what the exchange holds; this thread does it, or the one that writes the stream, whichever is the last. */
    private void release() {
        if (threads.decrementAndGet() == 0) {
            holding.close();
        }
    }

    /** Does the work. What it returns writes the answer, and holds nothing else. */
    private Runnable answering() {
        try (content;
                CallMemory memory = services.memory().open();
                StateBudget.Share share = services.state().open(posted.caller(), StateBudget.Kind.CALL, CALL_BYTES)) {
            int size = body == null ? 0 : body.length;
            JsonRpcMessage message;
            try {
                message = read(share);
            } catch (RuntimeException | StackOverflowError e) { // not known to happen; clients would wait for an answer
                return answers.json(
                        new Answer.Reply(500, JsonRpcWriter.error(null, InternalFailure.internal(e))), memory);
            }
            content.close(); // what is made of it is counted by now
            return answering(message, size, memory);
        } catch (OverBudgetException e) {
            return answers.refusal(Refusal.of(e), null);
        } catch (MalformedMessageException e) {
            return answers.json(new Answer.Reply(400, JsonRpcWriter.error(e.id(), e.error())), CallMemory.endless());
        }
    }

    /** Reads the message in a frame of its own: one that stays as long as the request does would hold the bytes. */
    private JsonRpcMessage read(StateBudget.Share share) throws OverBudgetException, MalformedMessageException {
        byte[] bytes = body == null ? new byte[0] : body;
        body = null;
        share.grow(2L * bytes.length); // as it came, and as text
        JsonRpcMessage message = services.turns().take(posted.caller(), () -> Essentials.of(JsonRpcReader.read(bytes)));
        share.shrink(2L * bytes.length);
        share.grow(JsonWeight.of(message));
        return message;
    }

    private Runnable answering(JsonRpcMessage message, int size, CallMemory memory) {
        String challenge = services.scopes().challenge(posted.caller(), message);
        if (challenge != null) {
            return answers.challenge(challenge, idOf(message));
        }
        Era era = services.eras().pick(posted.headers(), message);
        Leaving leaving = era.leaving(message);
        if (leaving == Leaving.ENDS_STREAM) {
            if (size > LISTENING_BYTES) { // it would be held for as long as its client likes
                return answers.refusal(
                        new Refusal(
                                413, "A request that listens must not be larger than " + LISTENING_BYTES + " bytes."),
                        idOf(message));
            }
            holding.close(); // it is counted among those that are kept
        }
        ReplyChannel channel = channel(leaving);
        ReplyStream replies = posted.acceptsStream() ? channel : ReplyStream.SILENT;
        Future<?> opening = leaving == Leaving.STOPS_WORK && posted.acceptsStream()
                ? services.clock().schedule(channel::open, SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                : null;
        Exchange exchange = new Exchange(posted.caller(), posted.headers(), message, replies, memory);
        ObservedCall call = new ObservedCall(exchange, services.tools());
        Answer answer = answer(era, exchange, channel, call.trace());
        if (opening != null) {
            opening.cancel(false);
        }
        if (!(answer instanceof Answer.Batch)) {
            tell(call, answer); // before its client can know
            return answers.ending(answer, exchange, channel);
        }
        Runnable ending = answers.ending(answer, exchange, channel);
        tell(call, answer);
        return ending;
    }

    private void tell(ObservedCall call, Answer answer) {
        try {
            call.end(answer, services.observer());
        } catch (RuntimeException | LinkageError e) { // of whatever library of the server's, which keeps no answer back
            InternalFailure.internal(e);
        }
    }

    private ReplyChannel channel(Leaving leaving) {
        Thread worker = Thread.currentThread();
        return new ReplyChannel(
                this::write,
                reply::stream,
                leaving == Leaving.STOPS_WORK ? PRESENCE_CHECK : ExchangeRunner.KEEP_ALIVE,
                leaving == Leaving.IS_IGNORED ? null : worker::interrupt,
                holding.another());
    }

    private void write(Runnable stream) {
        threads.incrementAndGet();
        try {
            services.writers().execute(() -> {
                try {
                    stream.run();
                } finally {
                    release();
                }
            });
        } catch (RejectedExecutionException e) {
            release();
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

    /** The answer to a defect of ours, or to a client that left. */
    static Answer failure(@Nullable JsonValue id, Throwable failure, ReplyChannel channel, String trace) {
        Throwable reason = channel.isGone() && !(failure instanceof ClientGoneException)
                ? new ClientGoneException(failure) // and so was interrupted, or could not be told
                : failure;
        return Answer.error(200, id, InternalFailure.internal(reason, trace));
    }

    private static @Nullable JsonValue idOf(JsonRpcMessage message) {
        return message instanceof Request request ? request.id() : null;
    }
}
