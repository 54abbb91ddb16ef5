// SPDX-License-Identifier: MIT
package dev.mailboxmcp.health;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;

/**
 * Says that the process answers, and that the threads on which calls run do: only a restart helps where they do not. A mail server
 * that is down is no reason to restart this one.
 */
public final class Alive implements HealthCheck {
    /** More than a call computes without giving its thread away. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Executor threads;
    private final Duration patience;

    /** @param threads those on which calls run */
    public Alive(Executor threads) {
        this(threads, PATIENCE);
    }

    Alive(Executor threads, Duration patience) {
        this.threads = threads;
        this.patience = patience;
    }

    @Override
    public HealthCheckResponse call() {
        CountDownLatch ran = new CountDownLatch(1);
        threads.execute(ran::countDown);
        try {
            return ran.await(patience.toMillis(), TimeUnit.MILLISECONDS)
                    ? new HealthCheckResponse("process", Status.UP, Optional.empty())
                    : new HealthCheckResponse(
                            "process",
                            Status.DOWN,
                            Optional.of(Map.of("problem", "no call runs any more: restart it")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new HealthCheckResponse("process", Status.UP, Optional.empty());
        }
    }
}
