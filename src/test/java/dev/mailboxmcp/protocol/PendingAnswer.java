// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The answer to a request that still runs on another thread. */
public record PendingAnswer(Future<Answer> future) {
    /** Waits for it. */
    public Answer get() throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(10, TimeUnit.SECONDS);
    }

    public boolean isDone() {
        return future.isDone();
    }
}
