// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mime.MessageId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a day what was sent under an idempotency key, so that the same call made again, even at the same moment,
 * gets the first one's result. Holds no content: a digest of it tells another mail under the same key apart. Bounded;
 * thread-safe.
 */
final class SentOnce {
    private static final int MAX_ENTRIES = 10_000;
    private static final Duration MEMORY = Duration.ofDays(1);

    private record Entry(String digest, CompletableFuture<SendResult> result, Instant since) {}

    private final Map<MessageId, Entry> entries = new LinkedHashMap<>();
    private final InstantSource clock;

    SentOnce(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The result of the first call with that id; runs the work only if this is the first. Work that throws is forgotten:
     * nothing was sent, so trying again is right.
     *
     * @throws MailException {@link MailFailure.InvalidArgument} if the key was used for another mail
     */
    SendResult call(MessageId id, Draft draft, Supplier<SendResult> work) {
        Entry mine = new Entry(digest(draft), new CompletableFuture<>(), clock.instant());
        Entry first = putIfFirst(id, mine);
        if (first != null) {
            if (!first.digest().equals(mine.digest())) {
                throw new MailException(new MailFailure.InvalidArgument(
                        "idempotency_key", "was already used for another mail: take a new key for a new mail"));
            }
            return join(first);
        }
        try {
            SendResult result = work.get();
            mine.result().complete(result);
            return result;
        } catch (RuntimeException e) {
            forget(id, mine);
            mine.result().completeExceptionally(e);
            throw e;
        }
    }

    /** Null if mine is the first. */
    private @Nullable Entry putIfFirst(MessageId id, Entry mine) {
        synchronized (entries) {
            Iterator<Entry> oldest = entries.values().iterator();
            while (oldest.hasNext()) {
                boolean expired = oldest.next().since().plus(MEMORY).isBefore(mine.since());
                if (!expired && entries.size() < MAX_ENTRIES) {
                    break;
                }
                oldest.remove();
            }
            return entries.putIfAbsent(id, mine);
        }
    }

    private void forget(MessageId id, Entry entry) {
        synchronized (entries) {
            entries.remove(id, entry);
        }
    }

    private static SendResult join(Entry entry) {
        try {
            return entry.result().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static String digest(Draft draft) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(draft.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
