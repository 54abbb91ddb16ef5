// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.PoolKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Slots are granted without any network: connections are told apart by their keys alone. */
class PoolSlotsTest {
    private static final PoolKey ANNA = new PoolKey("anna/secret", "anna");
    private static final PoolKey BELA = new PoolKey("bela/secret", "bela");
    private static final PoolKey CORA = new PoolKey("cora/secret", "cora");

    private Instant now = Instant.parse("2026-11-20T10:00:00Z");

    @Test
    void whoCameFirstIsServedFirst() {
        PoolSlots slots = new PoolSlots(2, 2, () -> now);
        List<PoolSlots.Ticket> tickets = new ArrayList<>();
        for (PoolKey key : List.of(ANNA, BELA, CORA, ANNA)) {
            tickets.add(slots.enqueue(key));
        }

        assertThat(slots.grant()).containsExactly(tickets.get(0), tickets.get(1));
        slots.free(BELA);
        assertThat(slots.grant()).containsExactly(tickets.get(2));
        slots.free(ANNA);
        assertThat(slots.grant()).containsExactly(tickets.get(3));
    }

    @Test
    void aCallThatIsAtItsOwnCapHoldsUpNobodyBehindIt() {
        PoolSlots slots = new PoolSlots(5, 1, () -> now);
        PoolSlots.Ticket first = slots.enqueue(ANNA);
        PoolSlots.Ticket second = slots.enqueue(ANNA);
        PoolSlots.Ticket other = slots.enqueue(BELA);

        assertThat(slots.grant()).containsExactly(first, other);
        assertThat(second.granted).isFalse();
    }

    @Test
    void aConnectionGoesToItsOwnLoginWhileNobodyHasWaitedLong() {
        PoolSlots slots = new PoolSlots(1, 1, () -> now);
        PooledConnection annas = open(slots, ANNA);
        PoolSlots.Ticket bela = slots.enqueue(BELA);
        PoolSlots.Ticket anna = slots.enqueue(ANNA);

        slots.putBack(annas);
        assertThat(slots.grant()).containsExactly(anna);
        assertThat(anna.connection).isSameAs(annas);

        now = now.plus(PoolSlots.PATIENCE).plus(Duration.ofMillis(1));
        PoolSlots.Ticket annaAgain = slots.enqueue(ANNA);
        slots.putBack(annas);
        assertThat(slots.grant()).containsExactly(bela);
        assertThat(bela.evicted).isSameAs(annas);
        assertThat(annaAgain.granted).isFalse();
    }

    @Test
    void roomIsMadeByTheConnectionThatWasIdleTheLongest() {
        PoolSlots slots = new PoolSlots(2, 2, () -> now);
        PooledConnection annas = open(slots, ANNA);
        PooledConnection belas = open(slots, BELA);
        slots.putBack(belas);
        slots.putBack(annas);

        PoolSlots.Ticket cora = slots.enqueue(CORA);
        assertThat(slots.grant()).containsExactly(cora);
        assertThat(cora.evicted).isSameAs(belas);
        assertThat(slots.state(0)).isEqualTo(new PoolState(2, 1, 0, 0, 2));
    }

    @Test
    void everyUserGetsItsTurnWhereFourTimesAsManyCallAsThereAreSlots() {
        int users = 200;
        PoolSlots slots = new PoolSlots(50, 4, () -> now);
        int[] served = new int[users];
        for (int i = 0; i < users; i++) {
            slots.enqueue(new PoolKey("login" + i, "user" + i));
        }
        List<PooledConnection> working = new ArrayList<>();
        for (int calls = 0; calls < 20_000; calls++) {
            for (PoolSlots.Ticket ticket : slots.grant()) {
                working.add(ticket.connection != null ? ticket.connection : connection(ticket.key));
            }
            PooledConnection done = working.removeFirst();
            served[Integer.parseInt(done.key.user().substring("user".length()))]++;
            now = now.plusMillis(2);
            slots.putBack(done);
            slots.enqueue(done.key); // calls again at once
        }

        assertThat(Arrays.stream(served).boxed())
                .allSatisfy(calls -> assertThat(calls).isBetween(50, 200)); // 100 each if all were equal
    }

    private PooledConnection open(PoolSlots slots, PoolKey key) {
        PoolSlots.Ticket ticket = slots.enqueue(key);
        assertThat(slots.grant()).containsExactly(ticket);
        return connection(key);
    }

    @SuppressWarnings("NullAway") // the book-keeping never touches the connection
    private PooledConnection connection(PoolKey key) {
        return new PooledConnection(key, null, now, 0);
    }
}
