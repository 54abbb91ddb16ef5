// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.http.TrafficBudget.Holding;
import dev.mailboxmcp.rpc.ClientGoneException;
import dev.mailboxmcp.rpc.StreamEvent;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplyChannelTest {
    private static final Duration NEVER = Duration.ofMinutes(10);
    private static final Duration AT_ONCE = Duration.ofMillis(5);
    private static final int BUDGET = 1 << 20;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final TrafficBudget budget = new TrafficBudget(BUDGET, System::nanoTime);
    private final Holding holding = budget.open(new Caller(null, "192.0.2.1"));
    private final Wire wire = new Wire();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private final CountDownLatch written = new CountDownLatch(1);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void anAnswerWithoutAMessageBeforeIsNotOfTheStream() {
        ReplyChannel channel = channel(NEVER);

        assertThat(channel.end(message(1))).isFalse();

        assertThat(opened).hasValue(0);
    }

    @Test
    void theFirstMessageOpensTheStreamAndTheAnswerEndsIt() throws Exception {
        ReplyChannel channel = channel(NEVER);

        channel.send(message(1));
        channel.send(message(2));
        assertThat(channel.end(message(3))).isTrue();

        assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(wire.text()).isEqualTo(event(1) + event(2) + event(3));
        assertThat(opened).hasValue(1);
        assertThat(left).hasValue(0);
    }

    @Test
    void everyEventIsFlushedAndTheHeadBeforeThem() throws Exception {
        ReplyChannel channel = channel(NEVER);

        channel.send(message(1));
        channel.end(message(2));

        assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(wire.flushes()).isEqualTo(3);
    }

    @Test
    void aMessageIsWrittenWhileTheWorkGoesOn() {
        ReplyChannel channel = channel(NEVER);

        channel.send(message(1));

        await().until(() -> wire.text().contains("{\"n\":1}\n\n"));
    }

    @Test
    void anOpenStreamIsKeptAliveWithComments() {
        ReplyChannel channel = channel(AT_ONCE);

        channel.send(message(1));

        await().until(() -> wire.text().contains(": keepalive\n\n: keepalive\n\n"));
    }

    @Test
    void theWorkIsToldOnceThatTheClientLeft() {
        ReplyChannel channel = channel(AT_ONCE);
        channel.send(message(1));

        wire.breakDown();

        await().until(channel::isGone);
        assertThatThrownBy(() -> channel.send(message(2))).isInstanceOf(ClientGoneException.class);
        assertThat(channel.end(message(3))).isTrue();
        assertThat(left).hasValue(1);
    }

    @Test
    void whereLeavingCancelsNothingTheWorkGoesOnUnheard() {
        ReplyChannel channel = channel(AT_ONCE, null);
        channel.send(message(1));

        wire.breakDown();

        await().until(channel::isGone);
        channel.send(message(2));
        assertThat(channel.end(message(3))).isTrue();
    }

    @Test
    void aClientThatLeftAfterTheAnswerInterruptsNobody() throws Exception {
        ReplyChannel channel = channel(NEVER);
        CountDownLatch go = wire.holdWrites();
        channel.send(message(1));
        channel.end(message(2));

        wire.breakDown();
        go.countDown();

        assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(left).hasValue(0);
    }

    @Test
    void nothingFollowsTheAnswer() throws Exception {
        ReplyChannel channel = channel(NEVER);
        channel.send(message(1));
        channel.end(message(2));

        channel.send(message(3));
        assertThat(channel.end(message(4))).isTrue();

        assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(wire.text()).isEqualTo(event(1) + event(2));
    }

    @Test
    void aStreamCanBeOpenedBeforeThereIsAnythingToSay() {
        ReplyChannel channel = channel(AT_ONCE);

        channel.open();
        channel.open();

        await().until(() -> wire.text().contains(": keepalive\n\n"));
        assertThat(opened).hasValue(1);
    }

    @Test
    void aResponseThatWasAnsweredIsNotOpenedAnyMore() {
        ReplyChannel channel = channel(NEVER);
        channel.end(message(1));

        channel.open();

        assertThat(opened).hasValue(0);
    }

    @Test
    void aClosedStreamEndsWithoutAnAnswer() throws Exception {
        ReplyChannel channel = channel(NEVER);
        channel.send(new StreamEvent("1-1", null, Duration.ofSeconds(1)));
        channel.send(new StreamEvent("1-2", message(1), null));

        channel.close();

        assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(wire.text())
                .isEqualTo("retry: 1000\nid: 1-1\ndata: \n\nid: 1-2\nevent: message\ndata: {\"n\":1}\n\n");
        assertThat(channel.end()).isTrue();
    }

    @Test
    void whereNoThreadWritesAnyMoreTheAnswerIsAllThatIsSaid() {
        ReplyChannel channel = channel(NEVER);
        threads.shutdown();

        channel.open();
        channel.send(message(1));
        channel.close();

        assertThat(channel.end(message(2))).isFalse();
        assertThat(channel.isGone()).isFalse();
    }

    @Test
    void aResponseThatWantsNoBodyIsAClientThatLeft() {
        ReplyChannel channel = channel(body -> {}, NEVER, left::incrementAndGet);

        channel.open();

        await().until(channel::isGone);
        assertThat(left).hasValue(1);
        assertThatThrownBy(() -> channel.send(message(1))).isInstanceOf(ClientGoneException.class);
    }

    @Test
    void aResponseThatFailsIsAClientThatLeft() {
        IllegalStateException failure = new IllegalStateException("recycled");
        ReplyChannel channel = channel(
                body -> {
                    throw failure;
                },
                NEVER,
                left::incrementAndGet);

        channel.open();

        await().until(channel::isGone);
        assertThat(left).hasValue(1);
        assertThatThrownBy(() -> channel.send(message(1))).hasCause(failure);
    }

    @Test
    void whatWaitsForTheClientIsCountedAndGivenBack() throws Exception {
        ReplyChannel channel = channel(NEVER);
        CountDownLatch go = wire.holdWrites();

        channel.send(large(100_000));
        channel.send(large(200_000));
        await().until(() -> holding.bytes() > 300_000);
        channel.end(message(1));
        go.countDown();

        assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(wire.text()).hasSizeGreaterThan(300_000).endsWith(event(1));
        assertThat(holding.bytes()).isZero();
    }

    @Test
    void aClientThatLeavesTooMuchUnreadIsGone() {
        ReplyChannel channel = channel(NEVER);
        wire.holdWrites();
        channel.send(large(700_000));

        assertThatThrownBy(() -> channel.send(large(400_000))).isInstanceOf(ClientGoneException.class);

        assertThat(channel.isGone()).isTrue();
        assertThat(left).hasValue(1);
        assertThat(holding.bytes()).isZero();
    }

    @Test
    void aClientThatReadsTooSlowlyIsGoneAndWhatWaitedForItToo() {
        AtomicLong now = new AtomicLong();
        TrafficBudget slow = new TrafficBudget(BUDGET, now::get);
        Holding unread = slow.open(new Caller(null, "192.0.2.1"));
        CountDownLatch go = wire.holdWrites();
        ReplyChannel channel = channel(this::write, NEVER, left::incrementAndGet, unread);
        channel.send(large(100_000));
        channel.send(large(200_000));
        await().untilAsserted(() -> {
            now.addAndGet(TrafficBudget.SILENCE.plusSeconds(1).toNanos());
            slow.sweep();
            assertThat(channel.isGone()).isTrue();
        });

        assertThat(unread.bytes()).isZero();
        assertThat(left).hasValue(1);
        go.countDown();
        await().until(() -> written.getCount() == 0);
        assertThat(wire.text()).as("no more than what the server had already").hasSizeLessThan(Pieces.PIECE_BYTES + 1);
    }

    private static JsonObject large(int size) {
        return Json.createObjectBuilder().add("text", "x".repeat(size)).build();
    }

    private void write(ReplyChannel.Body body) {
        try {
            body.writeTo(wire);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        written.countDown();
    }

    private ReplyChannel channel(Duration keepAlive) {
        return channel(keepAlive, left::incrementAndGet);
    }

    private ReplyChannel channel(Duration keepAlive, @Nullable Runnable cancel) {
        return channel(this::write, keepAlive, cancel);
    }

    private ReplyChannel channel(Consumer<ReplyChannel.Body> response, Duration keepAlive, @Nullable Runnable cancel) {
        return channel(response, keepAlive, cancel, holding);
    }

    private ReplyChannel channel(
            Consumer<ReplyChannel.Body> response, Duration keepAlive, @Nullable Runnable cancel, Holding unread) {
        return new ReplyChannel(
                task -> {
                    threads.execute(task);
                    opened.incrementAndGet();
                },
                response,
                keepAlive,
                cancel,
                unread);
    }

    private static JsonObject message(int n) {
        return Json.createObjectBuilder().add("n", n).build();
    }

    private static String event(int n) {
        return "event: message\ndata: " + message(n) + "\n\n";
    }
}
