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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The folders that are watched: each is looked at once for a login and what it is granted, however many watch it. Thread-safe. */
final class FolderWatches {
    private static final Duration FIRST_LOOK = Duration.ofMillis(200);

    private final ExecutorService threads;
    private final Duration interval;
    private final Map<Key, Watched> watched = new HashMap<>(); // guarded by this

    private record Key(Principal login, Grant grant, FolderPath folder) {}

    /** One folder with those who watch it. All fields are guarded by the outer object but the first. */
    private static final class Watched {
        final FolderWatch watch;
        final List<Watcher> watchers = new ArrayList<>();

        @Nullable
        Future<?> thread;

        Watched(FolderWatch watch) {
            this.watch = watch;
        }
    }

    /**
     * @param threads virtual ones: each folder that is watched takes one
     * @param interval from one look to the next
     */
    FolderWatches(ExecutorService threads, Duration interval) {
        this.threads = threads;
        this.interval = interval;
    }

    /** @param readings of these credentials, one for each look */
    Watch add(Credentials credentials, FolderPath folder, Supplier<Reading> readings, Watcher watcher) {
        Key key = new Key(Principal.of(credentials), credentials.grant(), folder);
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
        Watched one;
        synchronized (this) {
            one = watched.get(key);
            if (one == null) {
                one = new Watched(new FolderWatch(readings, folder, interval));
                start(key, one);
            }
            one.watchers.add(own);
        }
        one.watch.awaitFirstLook(FIRST_LOOK);
        Watched added = one;
        return () -> remove(key, added, own);
    }

    private void start(Key key, Watched one) {
        watched.put(key, one);
        one.thread = threads.submit(() -> one.watch.run(
                () -> watchers(one).forEach(Watcher::changed),
                reason -> end(key, one).forEach(watcher -> watcher.failed(reason))));
    }

    private synchronized List<Watcher> watchers(Watched one) {
        return List.copyOf(one.watchers);
    }

    /** Who comes after this begins anew. */
    private synchronized List<Watcher> end(Key key, Watched one) {
        watched.remove(key, one);
        List<Watcher> watchers = List.copyOf(one.watchers);
        one.watchers.clear();
        return watchers;
    }

    private synchronized void remove(Key key, Watched one, Watcher watcher) {
        if (one.watchers.remove(watcher) && one.watchers.isEmpty()) {
            watched.remove(key, one);
            if (one.thread != null) {
                one.thread.cancel(true);
            }
        }
    }
}
