// SPDX-License-Identifier: MIT
package dev.mailboxmcp.access;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.account.TokenBuckets;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * A budget of calls for each user and kind of call: a minute's worth at once, then as many as come back with time. Kept by
 * user and login, so that nobody uses up the budget of another with a wrong password; a token has the budget of its
 * mailbox. Bounded and thread-safe; takes about a microsecond, most of it for the hash.
 */
public final class CallBudgets {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final CallLimits limits;
    private final Map<CallKind, TokenBuckets> buckets = new EnumMap<>(CallKind.class);
    private final LongAdder throttled = new LongAdder();

    public CallBudgets(CallLimits limits, InstantSource clock) {
        this.limits = limits;
        for (CallKind kind : CallKind.values()) {
            if (limits.of(kind) > 0) {
                buckets.put(kind, new TokenBuckets(limits.of(kind), MINUTE, clock));
            }
        }
    }

    /** How many calls were refused since the start. */
    public long throttled() {
        return throttled.sum();
    }

    /**
     * Takes one call off the budget.
     *
     * @throws MailException {@link MailFailure.Throttled} where nothing is left
     */
    public void take(Credentials credentials, CallKind kind) {
        TokenBuckets ofKind = buckets.get(kind);
        if (ofKind == null) {
            return;
        }
        Duration wait = ofKind.take(Principal.of(credentials));
        if (wait.isPositive()) {
            throttled.increment();
            throw new MailException(new MailFailure.Throttled(
                    "more than " + limits.of(kind) + " " + kind.words() + " in a minute by this user",
                    wait.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS)));
        }
    }
}
