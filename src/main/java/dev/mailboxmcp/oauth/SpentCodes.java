// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.ProcessHash;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The codes that were used in this process and are not over yet, as hashes. Bounded; thread-safe. */
final class SpentCodes {
    private static final int MAX_CODES = 20_000; // each took a login at the mail server a minute ago

    private final Duration lifetime;
    private final InstantSource clock;
    private final ProcessHash hash = new ProcessHash();
    private final Map<String, Instant> overAt = new LinkedHashMap<>(); // guarded by this; the oldest first

    /** @param lifetime of a code */
    SpentCodes(Duration lifetime, InstantSource clock) {
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /** @return false if it was spent before */
    synchronized boolean spend(String code) {
        Instant now = clock.instant();
        Iterator<Instant> oldest = overAt.values().iterator();
        while (oldest.hasNext() && (oldest.next().isBefore(now) || overAt.size() >= MAX_CODES)) {
            oldest.remove();
        }
        return overAt.putIfAbsent(hash.of(code), now.plus(lifetime)) == null;
    }
}
