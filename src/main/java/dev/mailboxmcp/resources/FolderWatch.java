// SPDX-License-Identifier: MIT
package dev.mailboxmcp.resources;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderState;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mailbox.Reading;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a folder again and again and tells when it is not as it was, or cannot be looked at any more. A connection is
 * borrowed for each look only, so that somebody who watches holds none, and each look is one of the reads that its user may
 * do in a minute.
 */
final class FolderWatch {
    private static final FolderState GONE = new FolderState(0, 0, 0, 0, 0);

    private final Supplier<Reading> readings;
    private final FolderPath folder;
    private final Duration interval;
    private final CountDownLatch looked = new CountDownLatch(1);
    private @Nullable FolderState before; // of the thread that runs it

    /** @param readings gives one for each look */
    FolderWatch(Supplier<Reading> readings, FolderPath folder, Duration interval) {
        this.readings = readings;
        this.folder = folder;
        this.interval = interval;
    }

    /** Waits until it is known what a change would be a change of, but not for a slow mail server. */
    void awaitFirstLook(Duration patience) {
        try {
            looked.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Looks until the thread is interrupted, or a look is refused.
     *
     * @param changed is told each time
     * @param refused is told once, and then it ends: what is refused now is refused later, and asking again and again could
     *     lock the account
     */
    void run(Runnable changed, Consumer<RuntimeException> refused) {
        try {
            before = look();
            looked.countDown();
            while (true) {
                Thread.sleep(interval);
                FolderState now = look();
                if (before != null && !before.equals(now)) {
                    changed.run();
                }
                before = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            refused.accept(e);
        } finally {
            looked.countDown();
        }
    }

    /** The state as it is now, or as it was before where the mail server could not be asked. */
    private @Nullable FolderState look() {
        try {
            return readings.get().folderState(folder);
        } catch (MailException e) {
            return switch (e.failure().kind()) {
                case REFUSED -> throw e;
                case GONE -> GONE;
                case NOT_ASKED, ARGUMENT -> before;
            };
        }
    }
}
