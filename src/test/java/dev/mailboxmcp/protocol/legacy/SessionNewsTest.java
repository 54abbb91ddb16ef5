// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.account.TestLogins;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.protocol.QueuedStream;
import dev.mailboxmcp.protocol.SampleFeatures;
import dev.mailboxmcp.rpc.ReplyStream;
import dev.mailboxmcp.rpc.StreamEvent;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who waits for whom where a client is told news: nobody for its mail server, nor for a client that reads slowly. */
class SessionNewsTest {
    private static final Caller ALICE = LegacyCalls.caller("alice", "pw");

    private final SampleFeatures sample = new SampleFeatures();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch read = new CountDownLatch(1);
    private StateBudget.Share share;
    private SessionNews news;

    @BeforeEach
    void open() throws Exception {
        share = TestLogins.usualBudget().open(ALICE, StateBudget.Kind.SESSION, 0);
        news = new SessionNews(share);
    }

    @AfterEach
    void stop() {
        read.countDown();
        threads.shutdownNow();
        share.close();
    }

    @Test
    void manySubscriptionsWaitForTheirFirstLooksTogether() throws Exception {
        sample.resources.looked = new CountDownLatch(1);
        for (int i = 0; i < SessionNews.MAX_RESOURCES; i++) {
            assertThat(news.subscribe("test://" + i)).isTrue();
        }
        long began = System.nanoTime();

        listen(new QueuedStream());

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        assertThat(sample.resources.watches("test://99")).isOne();
    }

    @Test
    void whileAClientReadsNothingItIsKnownThatItIsHeardAndItsSubscriptionsMayEnd() throws Exception {
        assertThat(news.subscribe("test://one")).isTrue();
        CountDownLatch sent = new CountDownLatch(1);
        listen(new ReplyStream() {
            @Override
            public void open() {}

            @Override
            public void send(StreamEvent event) {
                sent.countDown();
                try {
                    read.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void close() {}
        });
        threads.execute(() -> news.tell("notifications/of/a/test", JsonValue.EMPTY_JSON_OBJECT));
        sent.await();

        Future<Boolean> heard = threads.submit(() -> news.isHeard());
        threads.execute(() -> news.unsubscribe("test://one"));

        assertThat(heard.get(10, TimeUnit.SECONDS)).isTrue();
        await().until(() -> sample.resources.watches("test://one") == 0);
    }

    private void listen(ReplyStream replies) {
        SessionStream stream = new SessionStream(1, false, share);
        news.listen(stream, stream.connect(replies, 0), sample.features, CallContext.of(ALICE), reason -> {});
    }
}
