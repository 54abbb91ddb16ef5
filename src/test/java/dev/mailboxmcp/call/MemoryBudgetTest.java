// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Principal;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final int MEBIBYTE = 1 << 20;
    private static final Principal ANN = new Principal("ann");
    private static final Principal BOB = new Principal("bob");

    private final MemoryBudget budget = new MemoryBudget(10 * MEBIBYTE, Duration.ofMillis(20));
    private final CallMemory first = budget.open();
    private final CallMemory second = budget.open();

    @Test
    void callsShareIt() {
        assertThat(first.take(ANN, 7 * MEBIBYTE)).isNotNull();
        assertThat(second.take(BOB, 4 * MEBIBYTE)).isNull();
        assertThat(second.take(BOB, 3 * MEBIBYTE)).isNotNull();
    }

    @Test
    void whatIsLargerThanAllOfItRunsAlone() {
        assertThat(first.take(ANN, Long.MAX_VALUE / 2)).isNotNull();
        assertThat(second.take(BOB, 2 * MEBIBYTE)).isNull();
    }

    @Test
    void whatWasClosedIsThereForOthers() {
        try (CallMemory.Lease lease = first.take(ANN, 10 * MEBIBYTE)) {
            assertThat(lease).isNotNull();
            assertThat(second.take(BOB, 2 * MEBIBYTE)).isNull();
        }
        assertThat(second.take(BOB, 10 * MEBIBYTE)).isNotNull();
    }

    @Test
    void closingALeaseTwiceGivesBackOnce() {
        CallMemory.Lease lease = Objects.requireNonNull(first.take(ANN, 5 * MEBIBYTE));
        lease.close();
        lease.close();

        assertThat(second.take(BOB, 10 * MEBIBYTE)).isNotNull();
        assertThat(second.take(BOB, 2 * MEBIBYTE)).isNull();
    }

    @Test
    void whatIsSmallNeverWaits() {
        assertThat(first.take(ANN, 10 * MEBIBYTE)).isNotNull();

        assertThat(second.take(BOB, MEBIBYTE)).isNotNull();
    }

    @Test
    void aPartOfALeaseCanBeGivenBack() {
        CallMemory.Lease lease = Objects.requireNonNull(first.take(ANN, 10 * MEBIBYTE));
        lease.keep(6 * MEBIBYTE);
        lease.keep(8 * MEBIBYTE);

        assertThat(second.take(BOB, 5 * MEBIBYTE)).isNull();
        assertThat(second.take(BOB, 4 * MEBIBYTE)).isNotNull();
        first.close();
        assertThat(second.take(BOB, 6 * MEBIBYTE)).as("of one call").isNotNull();
    }

    @Test
    void theEndOfACallGivesBackWhatItStillHas() {
        assertThat(first.take(ANN, 6 * MEBIBYTE)).isNotNull();
        assertThat(first.take(ANN, 4 * MEBIBYTE)).isNotNull();
        first.close();

        assertThat(second.take(BOB, 10 * MEBIBYTE)).isNotNull();
    }

    @Test
    void whatIsSmallAddsUpWithinACall() {
        assertThat(first.take(ANN, 9 * MEBIBYTE)).isNotNull();
        CallMemory.Lease half = Objects.requireNonNull(second.take(BOB, MEBIBYTE / 2));
        assertThat(second.take(BOB, MEBIBYTE / 2)).isNotNull();
        assertThat(second.isCounted()).isFalse();

        assertThat(second.take(BOB, MEBIBYTE / 2)).isNotNull();
        assertThat(second.isCounted()).isTrue();
        assertThat(second.take(BOB, MEBIBYTE)).as("there is half of one left").isNull();
        half.close();
        assertThat(second.take(BOB, MEBIBYTE / 2)).isNotNull();
    }

    @Test
    void whoHasSomeAndWouldHaveMoreThanHalfWaitsForHisOwn() {
        assertThat(first.take(ANN, 4 * MEBIBYTE)).isNotNull();

        assertThat(budget.open().take(ANN, 2 * MEBIBYTE)).isNull();
        assertThat(second.take(BOB, 6 * MEBIBYTE)).as("the first that he has").isNotNull();
    }

    @Test
    void whoWaitsForHisOwnKeepsNobodyElseWaiting() throws InterruptedException {
        MemoryBudget patient = new MemoryBudget(10 * MEBIBYTE, Duration.ofSeconds(20));
        CallMemory holder = patient.open();
        assertThat(holder.take(ANN, 4 * MEBIBYTE)).isNotNull();
        CompletableFuture<Boolean> got = new CompletableFuture<>();
        Thread waiting =
                Thread.ofVirtual().start(() -> got.complete(patient.open().take(ANN, 3 * MEBIBYTE) != null));
        Awaitility.await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        assertThat(patient.open().take(BOB, 5 * MEBIBYTE)).isNotNull();

        assertThat(got).isNotDone();
        holder.close();
        assertThat(got.join()).isTrue();
    }

    @Test
    void whoWaitsGetsItOnceItIsFree() {
        MemoryBudget patient = new MemoryBudget(2 * MEBIBYTE, Duration.ofSeconds(20));
        CallMemory holder = patient.open();
        assertThat(holder.take(ANN, 2 * MEBIBYTE)).isNotNull();
        CompletableFuture<Boolean> got = new CompletableFuture<>();
        Thread waiting =
                Thread.ofVirtual().start(() -> got.complete(patient.open().take(BOB, 2 * MEBIBYTE) != null));
        Awaitility.await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        holder.close();

        assertThat(got.join()).isTrue();
    }

    @Test
    void anInterruptedCallGetsNone() {
        assertThat(first.take(ANN, 10 * MEBIBYTE)).isNotNull();
        Thread.currentThread().interrupt();

        assertThat(second.take(BOB, 2 * MEBIBYTE)).isNull();
        assertThat(Thread.interrupted()).isTrue();
    }
}
