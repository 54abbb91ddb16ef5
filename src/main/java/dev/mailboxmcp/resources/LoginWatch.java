// SPDX-License-Identifier: MIT
package dev.mailboxmcp.resources;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderState;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mailbox.Reading;
import dev.mailboxmcp.resource.ResourceProvider.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the folders that are watched with one login, again and again, and tells when one is not as it was, or cannot be
 * looked at any more. All of them are one question to the mail server. A connection is borrowed for each look only, so that
 * somebody who watches holds none, and each look is one of the reads that its user may do in a minute. Thread-safe;
 * {@link #run} is for one thread.
 */
final class LoginWatch {
    private static final FolderState GONE = new FolderState(0, 0, 0, 0, 0);

    private volatile Supplier<Reading> readings;
    private final Duration interval;
    private final Map<FolderPath, Watched> folders = new LinkedHashMap<>(); // guarded by this
    private final Semaphore added = new Semaphore(0);
    private long due; // in System.nanoTime; of the thread that runs it

    /** @param readings gives one for each look */
    LoginWatch(Supplier<Reading> readings, Duration interval) {
        this.readings = readings;
        this.interval = interval;
    }

    /** One folder with those who watch it. */
    private static final class Watched {
        final FolderPath folder;
        final List<Watcher> watchers = new ArrayList<>(); // guarded by the outer object
        final CountDownLatch looked = new CountDownLatch(1);

        @Nullable
        FolderState before; // of the thread that runs it

        Watched(FolderPath folder) {
            this.folder = folder;
        }
    }

    /** Looks with these readings from now on: of all who share a login, who came last has the newest access token. */
    void renew(Supplier<Reading> newest) {
        readings = newest;
    }

    /** Watches a folder, too; gives what is counted down when it is known what a change would be a change of. */
    synchronized CountDownLatch add(FolderPath folder, Watcher watcher) {
        Watched one = folders.computeIfAbsent(folder, Watched::new);
        one.watchers.add(watcher);
        added.release();
        return one.looked;
    }

    /** @return whether nobody watches anything any more */
    synchronized boolean remove(FolderPath folder, Watcher watcher) {
        Watched one = folders.get(folder);
        if (one != null && one.watchers.remove(watcher) && one.watchers.isEmpty()) {
            folders.remove(folder);
        }
        return folders.isEmpty();
    }

    /** Those who watch; none does any more. */
    synchronized List<Watcher> end() {
        List<Watcher> all = new ArrayList<>();
        for (Watched one : folders.values()) {
            all.addAll(one.watchers);
            one.looked.countDown();
        }
        folders.clear();
        return all;
    }

    /**
     * Looks until the thread is interrupted, or nobody watches any more.
     *
     * @throws RuntimeException where a look is refused for good: what is refused now is refused later, and asking again and
     *     again could lock the account
     */
    void run() {
        try {
            for (List<Watched> some = next(); !some.isEmpty(); some = next()) {
                look(some);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until it is time to look: at folders that nobody has looked at yet, or at all of them; at none where none is left. */
    private List<Watched> next() throws InterruptedException {
        while (true) {
            if (Thread.interrupted()) { // a look that fails need not say so
                throw new InterruptedException();
            }
            List<Watched> all = all();
            List<Watched> fresh =
                    all.stream().filter(one -> one.looked.getCount() > 0).toList();
            long now = System.nanoTime();
            if (fresh.size() == all.size() || now - due >= 0) {
                due = now + interval.toNanos();
                return all;
            }
            if (!fresh.isEmpty()) {
                return fresh;
            }
            if (added.tryAcquire(due - now, TimeUnit.NANOSECONDS)) {
                added.drainPermits();
            }
        }
    }

    private synchronized List<Watched> all() {
        return List.copyOf(folders.values());
    }

    private void look(List<Watched> some) {
        Map<FolderPath, FolderState> told = some.size() == 1 ? Map.of() : together(some);
        for (Watched one : some) {
            FolderState now = told == null ? one.before : told.get(one.folder);
            take(one, told == null || now != null ? now : alone(one));
        }
    }

    private void take(Watched one, @Nullable FolderState now) {
        if (one.before != null && !one.before.equals(now)) {
            watchers(one).forEach(Watcher::changed);
        }
        one.before = now;
        one.looked.countDown();
    }

    private synchronized List<Watcher> watchers(Watched one) {
        return List.copyOf(one.watchers);
    }

    /** The states of those folders that the server tells of with the others; null where it could not be asked. */
    private @Nullable Map<FolderPath, FolderState> together(List<Watched> some) {
        try {
            return readings.get()
                    .folderStates(some.stream().map(one -> one.folder).toList());
        } catch (MailException e) {
            if (e.failure().kind() == MailFailure.Kind.REFUSED) {
                throw e;
            }
            return null;
        }
    }

    /** The state as it is now, or as it was before where the mail server could not be asked. */
    private @Nullable FolderState alone(Watched one) {
        try {
            return readings.get().folderState(one.folder);
        } catch (MailException e) {
            return switch (e.failure().kind()) {
                case REFUSED -> throw e;
                case GONE -> GONE;
                case NOT_ASKED, ARGUMENT -> one.before;
            };
        }
    }
}
