// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    @Test
    void whatIsDoneAgainAndAgainIsDoneAgainWhateverOneRunThrows() {
        AtomicInteger runs = new AtomicInteger();
        try (Watchdog watchdog = new Watchdog()) {
            watchdog.every(Duration.ofMillis(1), () -> {
                switch (runs.incrementAndGet()) {
                    case 1 -> throw new IllegalStateException("of a test");
                    case 2 -> throw new NoClassDefFoundError("of a test");
                    default -> {}
                }
            });

            await().until(() -> runs.get() > 2);
        }
    }
}
