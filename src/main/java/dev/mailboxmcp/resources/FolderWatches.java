// SPDX-License-Identifier: MIT
package dev.mailboxmcp.resources;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mailbox.Reading;
import dev.mailboxmcp.resource.ResourceProvider.Watch;
import dev.mailboxmcp.resource.ResourceProvider.Watcher;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The folders that are watched: they are looked at together for a login and what it is granted, however many watch them. Thread-safe. */
final class FolderWatches {
    private static final Duration FIRST_LOOK = Duration.ofMillis(200);

    private final ExecutorService threads;
    private final Duration interval;
    private final Map<Key, Login> logins = new HashMap<>(); // guarded by this

    private record Key(Principal login, Grant grant) {}

    /** A login that watches folders. The thread is guarded by the outer object. */
    private static final class Login {
        final LoginWatch watch;

        @Nullable
        Future<?> thread;

        Login(LoginWatch watch) {
            this.watch = watch;
        }
    }

    /**
     * @param threads virtual ones: each login that watches takes one
     * @param interval from one look to the next
     */
    FolderWatches(ExecutorService threads, Duration interval) {
        this.threads = threads;
        this.interval = interval;
    }

    /** @param readings of these credentials, one for each look */
    Watch add(Credentials credentials, FolderPath folder, Supplier<Reading> readings, Watcher watcher) {
        Key key = new Key(Principal.of(credentials), credentials.grant());
        Watcher own = new Watcher() { // the same one may come twice
                    @Override
                    public void changed() {
                        watcher.changed();
                    }

                    @Override
                    public void failed(RuntimeException reason) {
                        watcher.failed(reason);
                    }
                };
        Login one;
        CountDownLatch looked;
        synchronized (this) {
            one = logins.get(key);
            if (one == null) {
                one = new Login(new LoginWatch(readings, interval));
                looked = one.watch.add(folder, own);
                start(key, one);
            } else {
                one.watch.renew(readings);
                looked = one.watch.add(folder, own);
            }
        }
        awaitFirstLook(looked);
        Login added = one;
        return () -> remove(key, added, folder, own);
    }

    /** Waits until it is known what a change would be a change of, but not for a slow mail server. */
    private static void awaitFirstLook(CountDownLatch looked) {
        try {
            looked.await(FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void start(Key key, Login one) {
        logins.put(key, one);
        one.thread = threads.submit(() -> {
            try {
                one.watch.run();
            } catch (RuntimeException e) {
                end(key, one).forEach(watcher -> watcher.failed(e));
            }
        });
    }

    /** Who comes after this begins anew. */
    private synchronized List<Watcher> end(Key key, Login one) {
        logins.remove(key, one);
        return one.watch.end();
    }

    private synchronized void remove(Key key, Login one, FolderPath folder, Watcher watcher) {
        if (one.watch.remove(folder, watcher) && one.thread != null) {
            logins.remove(key, one);
            one.thread.cancel(true);
        }
    }
}
