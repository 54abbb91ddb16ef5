// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import dev.mailboxmcp.mail.Uninterrupted;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Runs what looks into the jars of the application on a thread of the platform, as Jakarta Mail does for each session, each
 * multipart and each encoder that it makes. A virtual thread that waits for a lock of the class loader leaves its carrier to
 * others. These may be loading classes, for which they keep their carriers while they wait for the same lock; once all carriers
 * are taken that way, none is left for the one that would let it go. See docs/adr/0054-jars-are-looked-into-by-platform-threads.md.
 */
public final class PlatformThread {
    private PlatformThread() {}

    /**
     * The result of the work, which sees the context class loader of the caller. A caller who is interrupted waits for it all the
     * same, and stays interrupted.
     */
    public static <T> T call(Supplier<T> work) {
        if (!Thread.currentThread().isVirtual()) {
            return work.get();
        }
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread.ofPlatform().daemon().name("mailbox-mcp-jakarta-mail").start(task);
        return Uninterrupted.resultOf(task, () -> {});
    }
}
