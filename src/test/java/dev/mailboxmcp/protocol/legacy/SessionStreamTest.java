// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.account.TestLogins;
import dev.mailboxmcp.rpc.ReplyStream;
import dev.mailboxmcp.rpc.StreamEvent;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SessionStreamTest {
    /** A client that reads nothing until it is told to. */
    private static final class SlowClient implements ReplyStream {
        private final CountDownLatch sending = new CountDownLatch(1);
        private final CountDownLatch reads = new CountDownLatch(1);

        @Override
        public void open() {}

        @Override
        public void send(StreamEvent event) {
            sending.countDown();
            try {
                assertThat(reads.await(1, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {}
    }

    /** Each new stream of a session asks that of the older ones, while others of the session wait for it. */
    @Test
    @Timeout(20)
    void whoAsksWhetherAStreamIsDesertedDoesNotWaitForItsClient() throws Exception {
        SlowClient client = new SlowClient();
        try (StateBudget.Share share =
                TestLogins.usualBudget().open(new Caller(null, "127.0.0.1"), StateBudget.Kind.SESSION, 0)) {
            SessionStream stream = new SessionStream(1, false, share);
            SessionStream.Connection unused = stream.connect(client, 0);
            CompletableFuture<Void> sent = CompletableFuture.runAsync(
                    () -> stream.send(StreamEvent.of(JsonValue.EMPTY_JSON_OBJECT)), Thread::startVirtualThread);
            client.sending.await();

            assertThat(stream.isDeserted()).isFalse();

            client.reads.countDown();
            sent.get();
            stream.close();
            assertThat(stream.isDeserted()).isTrue();
            assertThat(unused.awaitEnd(Duration.ZERO)).isTrue();
        }
    }
}
