// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.account.ProcessHash;
import dev.mailboxmcp.mail.ChangeResult;
import dev.mailboxmcp.mail.Organized;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a few minutes what calls that change mails came to. A client whose answer was lost calls again (MCP
 * 2026-07-28 basic/transports), and would be told that none of the mails is there, without a way back. The same call at the
 * same moment waits for the first one. Holds hashes and results, no mail. Bounded and thread-safe.
 */
final class ChangedLately {
    private static final Duration MEMORY = Duration.ofMinutes(5);
    private static final int MAX_ENTRIES = 2_000;

    private final ProcessHash hash = new ProcessHash();
    private final InstantSource clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>(); // oldest first; guarded by itself

    private record Entry(CompletableFuture<ChangeResult> result, Instant since) {}

    ChangedLately(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The result of that call, which is done unless it was done a moment ago. What surely changed nothing is not remembered.
     *
     * @param call all that makes it this call and no other
     */
    ChangeResult call(Credentials credentials, List<String> call, Supplier<? extends ChangeResult> work) {
        return call(credentials, call, false, work);
    }

    /** The same of a call that is to be made again for what it left: what surely left some is not remembered. */
    ChangeResult callUntilDone(Credentials credentials, List<String> call, Supplier<? extends ChangeResult> work) {
        return call(credentials, call, true, work);
    }

    private ChangeResult call(
            Credentials credentials, List<String> call, boolean goesOn, Supplier<? extends ChangeResult> work) {
        String key = key(credentials, call);
        Entry mine = new Entry(new CompletableFuture<>(), clock.instant());
        while (true) {
            Entry first = putIfFirst(key, mine);
            if (first == null) {
                return run(key, mine, goesOn, work);
            }
            try {
                return first.result().join();
            } catch (CompletionException | CancellationException e) {
                // forgotten before it completed: the next round finds it gone
            }
        }
    }

    /** Remembers what that call came to, if it changed anything, in the place of what is remembered of it. */
    ChangeResult put(Credentials credentials, List<String> call, ChangeResult result) {
        synchronized (entries) {
            entries.remove(key(credentials, call));
        }
        return call(credentials, call, () -> result);
    }

    /** What that call came to a moment ago; null where that is not known, or is not known yet. */
    @Nullable
    ChangeResult known(Credentials credentials, List<String> call) {
        synchronized (entries) {
            Entry entry = entries.get(key(credentials, call));
            return entry != null
                            && !entry.since().plus(MEMORY).isBefore(clock.instant())
                            && entry.result().isDone()
                            && !entry.result().isCompletedExceptionally()
                    ? entry.result().join()
                    : null;
        }
    }

    /** Forgets the calls that gave this undo: what they came to is so no more, and the same call is a new one. */
    void undone(String undo) {
        synchronized (entries) {
            entries.values()
                    .removeIf(entry -> entry.result().isDone()
                            && !entry.result().isCompletedExceptionally()
                            && entry.result().join() instanceof Organized made
                            && undo.equals(made.undo()));
        }
    }

    private String key(Credentials credentials, List<String> call) {
        return hash.of(Principal.of(credentials).digest(), String.join("\0", call));
    }

    private ChangeResult run(String key, Entry mine, boolean goesOn, Supplier<? extends ChangeResult> work) {
        try {
            ChangeResult result = work.get();
            if (!(result instanceof Organized made && isKept(made, goesOn))) {
                forget(key, mine);
            }
            mine.result().complete(result);
            return result;
        } catch (RuntimeException | Error e) {
            forget(key, mine);
            mine.result().completeExceptionally(e);
            throw e;
        }
    }

    /** Whether mails were changed, or may be, that the same call must not change again. */
    private static boolean isKept(Organized made, boolean goesOn) {
        boolean sureOfTheRest = made.doubled() == 0 && made.status() != Organized.Status.UNKNOWN;
        return (made.done() > 0 || made.doubled() > 0) && !(goesOn && made.left() > 0 && sureOfTheRest);
    }

    private void forget(String key, Entry mine) {
        synchronized (entries) {
            entries.remove(key, mine);
        }
    }

    /** Null if mine is the first. */
    private @Nullable Entry putIfFirst(String key, Entry mine) {
        synchronized (entries) {
            Iterator<Entry> oldest = entries.values().iterator();
            while (oldest.hasNext()) {
                boolean expired = oldest.next().since().plus(MEMORY).isBefore(mine.since());
                if (!expired && entries.size() < MAX_ENTRIES) {
                    break;
                }
                oldest.remove();
            }
            return entries.putIfAbsent(key, mine);
        }
    }
}
