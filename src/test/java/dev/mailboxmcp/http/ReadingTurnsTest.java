// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.rpc.JsonRpcMessage;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadingTurnsTest {
    private static final JsonRpcMessage READ = new JsonRpcMessage.Notification("n", JsonValue.EMPTY_JSON_OBJECT);

    private final ReadingTurns turns = new ReadingTurns();

    @Test
    void bodiesOfOneAddressAreInNobodyElsesWay() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger reading = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<JsonRpcMessage>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(threads.submit(() -> turns.take(new Caller(null, "192.0.2.1"), () -> {
                    reading.incrementAndGet();
                    awaitUninterrupted(mayEnd);
                    return READ;
                })));
            }
            await().until(() -> reading.get() == 1);

            Future<JsonRpcMessage> other = threads.submit(() -> turns.take(new Caller(null, "192.0.2.2"), () -> READ));

            assertThat(other.get(10, TimeUnit.SECONDS)).isSameAs(READ);
            assertThat(reading).hasValue(1);
            mayEnd.countDown();
            for (Future<JsonRpcMessage> one : all) {
                assertThat(one.get(10, TimeUnit.SECONDS)).isSameAs(READ);
            }
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
