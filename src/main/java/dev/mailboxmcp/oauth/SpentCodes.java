// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.account.ProcessHash;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What may be used once, such as codes, was used in this process, and is not over yet; as hashes. Bounded; thread-safe.
 */
final class SpentCodes {
    private static final int MAX_CODES = 20_000; // each took a login, or the signature of a known client, minutes ago

    private final Duration lifetime;
    private final InstantSource clock;
    private final ProcessHash hash = new ProcessHash();
    private final Map<String, Instant> overAt = new LinkedHashMap<>(); // guarded by this; the oldest first

    /** @param lifetime after which it is refused anyway */
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
