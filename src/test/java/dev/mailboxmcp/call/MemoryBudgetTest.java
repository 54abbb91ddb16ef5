// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final int MEBIBYTE = 1 << 20;

    private final MemoryBudget budget = new MemoryBudget(10 * MEBIBYTE, Duration.ofMillis(20));
    private final CallMemory first = budget.open();
    private final CallMemory second = budget.open();

    @Test
    void callsShareIt() {
        assertThat(first.take(7 * MEBIBYTE)).isNotNull();
        assertThat(second.take(4 * MEBIBYTE)).isNull();
        assertThat(second.take(3 * MEBIBYTE)).isNotNull();
    }

    @Test
    void whatIsLargerThanAllOfItRunsAlone() {
        assertThat(first.take(Long.MAX_VALUE / 2)).isNotNull();
        assertThat(second.take(2 * MEBIBYTE)).isNull();
    }

    @Test
    void whatWasClosedIsThereForOthers() {
        try (CallMemory.Lease lease = first.take(10 * MEBIBYTE)) {
            assertThat(lease).isNotNull();
            assertThat(second.take(2 * MEBIBYTE)).isNull();
        }
        assertThat(second.take(10 * MEBIBYTE)).isNotNull();
    }

    @Test
    void closingALeaseTwiceGivesBackOnce() {
        CallMemory.Lease lease = Objects.requireNonNull(first.take(5 * MEBIBYTE));
        lease.close();
        lease.close();

        assertThat(second.take(10 * MEBIBYTE)).isNotNull();
        assertThat(second.take(2 * MEBIBYTE)).isNull();
    }

    @Test
    void whatIsSmallNeverWaits() {
        assertThat(first.take(10 * MEBIBYTE)).isNotNull();

        assertThat(second.take(MEBIBYTE)).isNotNull();
    }

    @Test
    void aPartOfALeaseCanBeGivenBack() {
        CallMemory.Lease lease = Objects.requireNonNull(first.take(10 * MEBIBYTE));
        lease.keep(6 * MEBIBYTE);
        lease.keep(8 * MEBIBYTE);

        assertThat(second.take(5 * MEBIBYTE)).isNull();
        assertThat(second.take(4 * MEBIBYTE)).isNotNull();
        first.close();
        assertThat(second.take(6 * MEBIBYTE)).isNotNull();
    }

    @Test
    void theEndOfACallGivesBackWhatItStillHas() {
        assertThat(first.take(6 * MEBIBYTE)).isNotNull();
        assertThat(first.take(4 * MEBIBYTE)).isNotNull();
        first.close();

        assertThat(second.take(10 * MEBIBYTE)).isNotNull();
    }

    @Test
    void aCallWhoseResponseIsStillWrittenHasNotEnded() {
        assertThat(first.take(10 * MEBIBYTE)).isNotNull();
        first.share();
        first.close();
        assertThat(second.take(2 * MEBIBYTE)).isNull();

        first.close();
        assertThat(second.take(2 * MEBIBYTE)).isNotNull();
    }

    @Test
    void whoWaitsGetsItOnceItIsFree() {
        MemoryBudget patient = new MemoryBudget(2 * MEBIBYTE, Duration.ofSeconds(20));
        CallMemory holder = patient.open();
        assertThat(holder.take(2 * MEBIBYTE)).isNotNull();
        CompletableFuture<Boolean> got = new CompletableFuture<>();
        Thread waiting =
                Thread.ofVirtual().start(() -> got.complete(patient.open().take(2 * MEBIBYTE) != null));
        Awaitility.await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        holder.close();

        assertThat(got.join()).isTrue();
    }

    @Test
    void anInterruptedCallGetsNone() {
        assertThat(first.take(10 * MEBIBYTE)).isNotNull();
        Thread.currentThread().interrupt();

        assertThat(second.take(2 * MEBIBYTE)).isNull();
        assertThat(Thread.interrupted()).isTrue();
    }
}
