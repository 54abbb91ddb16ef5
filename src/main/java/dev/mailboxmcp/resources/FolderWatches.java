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
        synchronized (this) {
            Login one = logins.get(key);
            if (one == null) {
                one = new Login(new LoginWatch(readings, interval));
                CountDownLatch looked = one.watch.add(folder, own);
                start(key, one);
                return new Added(key, one, folder, own, looked);
            }
            one.watch.renew(readings);
            return new Added(key, one, folder, own, one.watch.add(folder, own));
        }
    }

    /** One watcher of one folder. */
    private final class Added implements Watch {
        private final Key key;
        private final Login login;
        private final FolderPath folder;
        private final Watcher watcher;
        private final CountDownLatch looked;

        Added(Key key, Login login, FolderPath folder, Watcher watcher, CountDownLatch looked) {
            this.key = key;
            this.login = login;
            this.folder = folder;
            this.watcher = watcher;
            this.looked = looked;
        }

        @Override
        public void awaitFirstLook(Duration patience) throws InterruptedException {
            looked.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void close() {
            remove(key, login, folder, watcher);
        }
    }

    private void start(Key key, Login one) {
        one.thread = threads.submit(() -> {
            try {
                one.watch.run();
            } catch (RuntimeException e) {
                end(key, one).forEach(watcher -> watcher.failed(e));
            } catch (Error e) { // what nobody looks at any more must not be taken for watched
                end(key, one).forEach(watcher -> watcher.failed(new IllegalStateException("the looks broke off", e)));
                throw e;
            }
        });
        logins.put(key, one);
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
