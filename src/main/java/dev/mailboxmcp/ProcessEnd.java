// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import java.time.Duration;

/**
 * Ends a server that has no other application and cannot serve this one, since whoever watches the process takes one that lives
 * for one that serves. See docs/adr/0050-a-process-that-cannot-serve-ends.md.
 */
final class ProcessEnd {
    /** EX_CONFIG of sysexits(3): starting again does not help. */
    static final int WRONG_CONFIGURATION = 78;

    /** Starting again may help. */
    static final int NOT_REACHED = 1;

    private static final Duration TIME_FOR_THE_LINE = Duration.ofSeconds(2);

    private ProcessEnd() {}

    /** Ends the process in a moment, and by another thread: the server waits for this one, and has a line to write. */
    static void with(int code) {
        Thread.ofPlatform().daemon().name("mailbox-mcp-exit").start(() -> {
            try {
                Thread.sleep(TIME_FOR_THE_LINE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            System.exit(code);
        });
    }
}
