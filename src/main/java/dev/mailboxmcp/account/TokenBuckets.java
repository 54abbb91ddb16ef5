// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for each caller: so many at once, and then one whenever its share of the time has passed. Of a caller it
 * remembers one moment, when the bucket will be full again, under a name that leads back to nobody. Bounded; thread-safe.
 */
public final class TokenBuckets {
    private static final int MAX_CALLERS = 10_000;

    private final Duration share;
    private final Duration whole;
    private final InstantSource clock;
    private final Map<Principal, Instant> fullAgain = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param size of a bucket, 1 or more
     * @param refill how long an empty bucket takes to fill
     */
    public TokenBuckets(int size, Duration refill, InstantSource clock) {
        this.share = refill.dividedBy(size);
        this.whole = share.multipliedBy(size);
        this.clock = clock;
    }

    /**
     * Takes one.
     *
     * @return zero if there was one; else how long to wait for the next, and nothing was taken
     */
    public Duration take(Principal caller) {
        Instant now = clock.instant();
        synchronized (fullAgain) {
            Instant known = fullAgain.get(caller);
            Instant empty = now.plus(whole);
            if (known != null && known.isAfter(empty)) { // the clock was put back meanwhile
                known = empty;
            }
            Instant full = (known == null || known.isBefore(now) ? now : known).plus(share);
            Duration missing = Duration.between(empty, full);
            if (missing.isPositive()) {
                return missing;
            }
            fullAgain.put(caller, full);
            if (fullAgain.size() > MAX_CALLERS) {
                forget(now);
            }
            return Duration.ZERO;
        }
    }

    /** Those whose bucket is full, which is to know nothing of them; where there is none, whoever called longest ago. */
    private void forget(Instant now) {
        if (!fullAgain.values().removeIf(full -> !full.isAfter(now))) {
            fullAgain.remove(fullAgain.keySet().iterator().next());
        }
    }
}
