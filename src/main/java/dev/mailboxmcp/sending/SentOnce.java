// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mime.MessageId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a while what was sent, so that the same call made again, even at the same moment, gets the first one's
 * result. Holds no content, only hashes of it. Bounded; thread-safe.
 */
final class SentOnce {
    private static final int MAX_ENTRIES = 10_000;

    /** @param login of the caller: nobody learns of a mail without the password that sent it */
    private record Key(String login, String id) {
        /** The key has no domain, which of mails under a key is that of whoever sends, where the user has no address. */
        static Key of(String login, MessageId id) {
            return new Key(login, CallIds.local(id));
        }
    }

    private record Entry(String content, CompletableFuture<SendResult> result, Instant since) {}

    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private final InstantSource clock;
    private final Duration memory;

    SentOnce(InstantSource clock, Duration memory) {
        this.clock = clock;
        this.memory = memory;
    }

    /**
     * The result of the first call with one of the ids; runs the work only if this is the first. Work that throws is
     * forgotten, since nothing was sent: a call that waited for it does its own work then.
     *
     * @param login tells callers apart, their passwords included
     * @throws MailException {@link MailFailure.InvalidArgument} if the key was used for another mail
     */
    SendResult call(String login, CallIds ids, Supplier<SendResult> work) {
        Entry mine = new Entry(ids.content(), new CompletableFuture<>(), clock.instant());
        while (true) {
            Entry first = putIfFirst(login, ids, mine);
            if (first == null) {
                return run(Key.of(login, ids.fresh()), mine, work);
            }
            if (!first.content().equals(mine.content())) {
                throw keyOfAnotherMail();
            }
            try {
                return first.result().join().again();
            } catch (CompletionException | CancellationException e) {
                // forgotten before it completed: the next round finds it gone
            }
        }
    }

    /** What is remembered of a call with that id that has ended; null for nothing. */
    @Nullable
    SendResult known(String login, MessageId id) {
        Entry entry;
        synchronized (entries) {
            entry = entries.get(Key.of(login, id));
        }
        boolean ended =
                entry != null && entry.result().isDone() && !entry.result().isCompletedExceptionally();
        return entry != null && ended ? entry.result().join().again() : null;
    }

    static MailException keyOfAnotherMail() {
        return new MailException(new MailFailure.InvalidArgument(
                "idempotency_key", "was already used for another mail: take a new key for a new mail"));
    }

    private SendResult run(Key key, Entry mine, Supplier<SendResult> work) {
        try {
            SendResult result = work.get();
            mine.result().complete(result);
            return result;
        } catch (RuntimeException | Error e) {
            synchronized (entries) {
                entries.remove(key, mine);
            }
            mine.result().completeExceptionally(e);
            throw e;
        }
    }

    /** Null if mine is the first. */
    private @Nullable Entry putIfFirst(String login, CallIds ids, Entry mine) {
        synchronized (entries) {
            Iterator<Entry> oldest = entries.values().iterator();
            while (oldest.hasNext()) {
                boolean expired = oldest.next().since().plus(memory).isBefore(mine.since());
                if (!expired && entries.size() < MAX_ENTRIES) {
                    break;
                }
                oldest.remove();
            }
            for (MessageId id : ids.all()) {
                Entry first = entries.get(Key.of(login, id));
                if (first != null) {
                    return first;
                }
            }
            entries.put(Key.of(login, ids.fresh()), mine);
            return null;
        }
    }
}
