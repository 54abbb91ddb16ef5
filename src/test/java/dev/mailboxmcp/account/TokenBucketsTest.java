// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
    private static final Principal ALICE = new Principal("a");
    private static final Principal BOB = new Principal("b");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final TokenBuckets buckets = new TokenBuckets(3, Duration.ofMinutes(1), now::get);

    @Test
    void aFullBucketGivesAllAtOnceAndThenOneForEachShareOfTheTime() {
        assertThat(taken(ALICE, 4)).isEqualTo(3);
        assertThat(buckets.take(ALICE)).isEqualTo(Duration.ofSeconds(20));

        pass(19);
        assertThat(buckets.take(ALICE)).isEqualTo(Duration.ofSeconds(1));
        pass(1);
        assertThat(taken(ALICE, 2)).isEqualTo(1);
    }

    @Test
    void itNeverHoldsMoreThanItsSize() {
        taken(ALICE, 3);
        pass(3600);

        assertThat(taken(ALICE, 10)).isEqualTo(3);
    }

    @Test
    void aClockThatIsPutBackMakesNobodyWaitForIt() {
        taken(ALICE, 3);
        pass(-7200);

        assertThat(buckets.take(ALICE)).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void eachCallerHasTheirOwn() {
        taken(ALICE, 3);

        assertThat(taken(BOB, 4)).isEqualTo(3);
    }

    @Test
    void manyOthersDoNotFillABucketThatIsInUse() {
        for (int i = 0; i < 30_000; i++) {
            buckets.take(new Principal("other " + i));
            buckets.take(ALICE);
        }

        assertThat(buckets.take(ALICE)).isPositive();
    }

    private int taken(Principal caller, int attempts) {
        int taken = 0;
        for (int i = 0; i < attempts; i++) {
            taken += buckets.take(caller).isZero() ? 1 : 0;
        }
        return taken;
    }

    private void pass(long seconds) {
        now.set(now.get().plusSeconds(seconds));
    }
}
