// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.call.MemoryBudget;
import dev.mailboxmcp.http.ExchangeRunner.Head;
import dev.mailboxmcp.http.ExchangeRunner.HttpReply;
import dev.mailboxmcp.http.TrafficBudget.Holding;
import dev.mailboxmcp.http.TrafficBudget.Outcome;
import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.Exchange;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answer of one exchange, as bytes that take their part of the {@link TrafficBudget} until the client has read
 * them. What an answer is made of is let go of before it is written; of a batch one answer is made at a time. Used by one thread.
 */
final class AnswerWriter {
    /** How long an answer waits until this client has read others; only where what it was made of is counted meanwhile. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** An answer up to here is within what its exchange is counted for, and so is never refused. */
    private static final int SHORT_BYTES = TrafficBudget.EXCHANGE_BYTES / 2;

    /** The length of an answer up to here is told, and so it is not dropped while it is written. */
    private static final int WHOLE_BYTES = 64 * 1024;

    private final HttpReply reply;
    private final Holding holding;
    private final MemoryBudget memory;

    /**
     * @param holding of the exchange, whose client the answers are for
     * @param memory for making the answers of a batch
     */
    AnswerWriter(HttpReply reply, Holding holding, MemoryBudget memory) {
        this.reply = reply;
        this.holding = holding;
        this.memory = memory;
    }

    /**
     * Ends an exchange. A batch is worked on only now, and written meanwhile.
     *
     * @return writes what has not been written yet, and holds no more than that
     */
    Runnable ending(Answer answer, Exchange exchange, ReplyChannel channel) {
        return switch (answer) {
            case Answer.Reply single ->
                channel.end(single.body()) ? AnswerWriter::nothing : json(single, exchange.memory());
            case Answer.Batch batch -> {
                channel.end(); // it was not opened: what is in a batch has no stream
                writeBatch(batch, exchange);
                yield AnswerWriter::nothing;
            }
            case Answer.Accepted() -> channel.end() ? AnswerWriter::nothing : reply::accepted;
            case Answer.Streamed() ->
                channel.end() ? AnswerWriter::nothing : json(ExchangeRunner.NOT_STREAMED, exchange.memory());
        };
    }

    private static void nothing() {}

    /** @param used by what the answer was made of */
    Runnable json(Answer.Reply answer, CallMemory used) {
        Pieces rendered = Pieces.json(answer.body());
        boolean whole = rendered.size() <= WHOLE_BYTES;
        Head head = new Head(answer.status(), whole ? rendered.size() : null, answer.sessionId());
        if (rendered.size() <= SHORT_BYTES) {
            return () -> reply.json(head, rendered::writeTo);
        }
        Holding part = holding.another();
        Outcome outcome = take(part, rendered.size(), used);
        if (outcome != Outcome.GRANTED) {
            return refusal(Refusal.ofAnswer(outcome), idOf(answer.body()));
        }
        return () -> {
            try (part) {
                if (!whole) {
                    part.mayBeDropped(rendered::drop);
                }
                reply.json(head, out -> rendered.writeTo(out, part));
            }
        };
    }

    /** Waits only where what the answer was made of is counted meanwhile. */
    private static Outcome take(Holding part, long bytes, CallMemory used) {
        try {
            return used.isCounted() ? part.take(bytes, PATIENCE) : part.take(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.ALL_HAVE_TOO_MUCH;
        }
    }

    /** All of it is done, also when the client has left: MCP 2025-03-26 basic/transports#sending-messages-to-the-server */
    @SuppressWarnings("ThreadPriorityCheck")
    private void writeBatch(Answer.Batch batch, Exchange exchange) {
        Iterator<Answer.Part> rest = batch.parts().iterator();
        reply.json(new Head(200, null, null), out -> {
            char before = '[';
            while (rest.hasNext()) {
                write(before, rest.next(), exchange, out);
                before = ',';
                Thread.yield(); // nobody takes the processor from a virtual thread, and a batch is long
            }
            out.write(']');
        });
        while (rest.hasNext()) {
            try (CallMemory own = memory.open()) {
                response(rest.next(), exchange, own);
            }
        }
    }

    private void write(char before, Answer.Part part, Exchange exchange, OutputStream out) throws IOException {
        try (Holding holdingOfPart = holding.another()) {
            Pieces rendered = rendered(before, part, exchange, holdingOfPart);
            holdingOfPart.mayBeDropped(rendered::drop);
            rendered.writeTo(out, holdingOfPart);
        }
    }

    private Pieces rendered(char before, Answer.Part part, Exchange exchange, Holding holdingOfPart) {
        try (CallMemory own = memory.open()) { // until its bytes are counted
            Pieces rendered = pieces(before, response(part, exchange, own));
            Outcome outcome = take(holdingOfPart, rendered.size(), own);
            return outcome == Outcome.GRANTED
                    ? rendered
                    : pieces(
                            before,
                            Refusal.ofAnswer(outcome).message(part.request().id()));
        }
    }

    private static Pieces pieces(char before, JsonObject response) {
        Pieces pieces = new Pieces();
        pieces.write(before);
        JsonRpcWriter.write(response, pieces);
        return pieces;
    }

    private static JsonObject response(Answer.Part part, Exchange exchange, CallMemory memory) {
        try {
            return part.response().apply(memory);
        } catch (Throwable e) { // the others have their answers nevertheless
            RpcError error = InternalFailure.internal(e);
            exchange.trail().part(part.request()).rpcError(error.code());
            return JsonRpcWriter.error(part.request().id(), error);
        }
    }

    /** Has the client ask its user for more, and come again. */
    Runnable challenge(String challenge, @Nullable JsonValue id) {
        Refusal refusal = new Refusal(
                403,
                "The user has not been asked for this yet: sign in again with the scope that"
                        + " the header WWW-Authenticate names.");
        Pieces message = Pieces.json(refusal.message(id));
        return () -> reply.json(new Head(refusal.status(), message.size(), null, challenge), message::writeTo);
    }

    /** @param id null where it could not be read */
    Runnable refusal(Refusal refusal, @Nullable JsonValue id) {
        Pieces message = Pieces.json(refusal.message(id));
        return () -> reply.json(new Head(refusal.status(), message.size(), null), message::writeTo);
    }

    private static @Nullable JsonValue idOf(JsonStructure answer) {
        return answer instanceof JsonObject object ? object.get("id") : null;
    }
}
