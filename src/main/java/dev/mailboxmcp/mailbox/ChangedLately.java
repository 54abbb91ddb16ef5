// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.ProcessHash;
import dev.mailboxmcp.mail.Organized;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a few minutes what calls that move mails came to. A client whose answer was lost calls again (MCP 2026-07-28
 * basic/transports), and would be told that none of the mails is there, without a way back. Holds hashes and results, no
 * mail. Bounded and thread-safe.
 */
final class ChangedLately {
    private static final Duration MEMORY = Duration.ofMinutes(5);
    private static final int MAX_ENTRIES = 2_000;

    private final ProcessHash hash = new ProcessHash();
    private final InstantSource clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>(); // oldest first; guarded by itself

    private record Entry(Organized result, Instant since) {}

    ChangedLately(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The result of that call, which is done unless it was done a moment ago.
     *
     * @param call all that makes it this call and no other
     */
    Organized call(Credentials credentials, List<String> call, Supplier<Organized> work) {
        String key = hash.of(credentials.user(), credentials.password().reveal(), String.join("\0", call));
        Organized known = find(key);
        if (known != null) {
            return known;
        }
        Organized result = work.get();
        if (result.done() > 0) {
            keep(key, result);
        }
        return result;
    }

    private @Nullable Organized find(String key) {
        synchronized (entries) {
            Entry entry = entries.get(key);
            return entry == null || entry.since().plus(MEMORY).isBefore(clock.instant()) ? null : entry.result();
        }
    }

    private void keep(String key, Organized result) {
        synchronized (entries) {
            entries.remove(key);
            entries.put(key, new Entry(result, clock.instant()));
            if (entries.size() > MAX_ENTRIES) {
                entries.remove(entries.keySet().iterator().next());
            }
        }
    }
}
