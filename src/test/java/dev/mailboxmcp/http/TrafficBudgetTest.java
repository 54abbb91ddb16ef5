// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.http.TrafficBudget.Holding;
import dev.mailboxmcp.http.TrafficBudget.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TrafficBudgetTest {
    private static final int BYTES = 3200;
    private static final int LITTLE = 100;

    private long now;
    private final TrafficBudget budget = new TrafficBudget(BYTES, () -> now);
    private final List<String> dropped = new ArrayList<>();

    @Test
    void nobodyHasMoreThanHalfOfIt() {
        assertThat(client(1).take(1000)).isEqualTo(Outcome.GRANTED);
        assertThat(client(1).take(601)).isEqualTo(Outcome.CLIENT_HAS_TOO_MUCH);
        assertThat(client(1).take(600)).isEqualTo(Outcome.GRANTED);
        assertThat(client(2).take(1600)).isEqualTo(Outcome.GRANTED);
    }

    @Test
    void whoHasNothingIsForgotten() {
        Holding nothing = client(1);
        nothing.take(0);
        nothing.close();
        client(2).close();
        Holding arriving = client(3).arriving();
        arriving.arrived();
        arriving.close();
        assertThat(budget.owners()).isZero();

        Holding something = client(4).arriving();
        something.take(10);
        something.arrived();
        assertThat(budget.owners()).isPositive();
        something.give(10);
        something.take(0);
        something.close();
        assertThat(budget.owners()).isZero();
    }

    @Test
    void whatIsLargeAloneMayHaveMore() {
        assertThat(client(1).take(3000)).isEqualTo(Outcome.GRANTED);
        assertThat(client(1).take(200)).isEqualTo(Outcome.CLIENT_HAS_TOO_MUCH);
    }

    @Test
    void bodiesOfOneClientThatHaveNotAllComeTakeAnEighth() {
        Holding first = client(1).arriving();
        assertThat(first.take(300)).isEqualTo(Outcome.GRANTED);
        assertThat(client(1).arriving().take(101)).isEqualTo(Outcome.CLIENT_HAS_TOO_MUCH);
        assertThat(client(1).take(1000)).isEqualTo(Outcome.GRANTED);
        assertThat(client(2).arriving().take(400)).isEqualTo(Outcome.GRANTED);

        first.mayBeDropped(() -> dropped.add("first"));
        assertThat(first.arrived()).isTrue();

        assertThat(client(1).arriving().take(300)).isEqualTo(Outcome.GRANTED);
        assertThat(client(1).take(1)).isEqualTo(Outcome.CLIENT_HAS_TOO_MUCH); // the first is still there
    }

    @Test
    void aBodyThatComesAloneMayTakeMoreBesideWhatItsRequestCosts() {
        Holding request = client(1).arriving();
        request.take(16);
        assertThat(request.another().take(1500)).isEqualTo(Outcome.GRANTED);
        assertThat(client(1).arriving().take(101)).isEqualTo(Outcome.CLIENT_HAS_TOO_MUCH);
    }

    @Test
    void aBodyThatStoodStillForLongGivesWayToAnotherOfItsClient() {
        Holding answer = client(1);
        answer.take(1000);
        answer.mayBeDropped(() -> dropped.add("answer"));
        Holding body = client(1).arriving();
        body.take(300);
        body.mayBeDropped(() -> dropped.add("body"));
        pass(TrafficBudget.STALLED_FOR_ITS_OWN);

        assertThat(client(1).arriving().take(300)).isEqualTo(Outcome.GRANTED);
        assertThat(dropped).containsExactly("body");
        assertThat(body.arrived()).isFalse();
    }

    @Test
    void aLoginIsCountedAtAllItsAddresses() {
        assertThat(budget.open(user("ann", 1)).take(1000)).isEqualTo(Outcome.GRANTED);
        assertThat(budget.open(user("ann", 2)).take(1000)).isEqualTo(Outcome.CLIENT_HAS_TOO_MUCH);
        assertThat(budget.open(user("bob", 2)).take(1000)).isEqualTo(Outcome.GRANTED);
    }

    @Test
    void addressesOfOneNetworkOfIpv6AreOneClient() {
        assertThat(budget.open(new Caller(null, "2001:db8::1")).take(1000)).isEqualTo(Outcome.GRANTED);
        assertThat(budget.open(new Caller(null, "2001:db8::2")).take(1000)).isEqualTo(Outcome.CLIENT_HAS_TOO_MUCH);
        assertThat(budget.open(new Caller(null, "2001:db8:0:1::2")).take(1000)).isEqualTo(Outcome.GRANTED);
    }

    @Test
    void whoHasLittleIsNeverRefused() {
        client(1).take(1600);
        client(2).take(1600);

        assertThat(client(3).take(LITTLE)).isEqualTo(Outcome.GRANTED);
        assertThat(client(3).take(1)).isEqualTo(Outcome.ALL_HAVE_TOO_MUCH);
        assertThat(client(4).take(LITTLE)).isEqualTo(Outcome.GRANTED);
    }

    @Test
    void manyWhoHaveLittleHaveHalfAsMuchAgain() {
        client(1).take(1600);
        client(2).take(1600);
        for (int number = 3; number < 3 + BYTES / 2 / LITTLE; number++) {
            assertThat(client(number).take(LITTLE)).isEqualTo(Outcome.GRANTED);
        }

        assertThat(client(100).take(LITTLE)).isEqualTo(Outcome.ALL_HAVE_TOO_MUCH);
    }

    @Test
    void whereAllOfItIsUsedWhoeverHasMostLosesWhatStoodStillForLongest() {
        droppable("first", 1, 700);
        pass(Duration.ofSeconds(1));
        droppable("second", 1, 800);
        droppable("other", 2, 1200);
        pass(TrafficBudget.STALLED);

        assertThat(client(3).take(600)).isEqualTo(Outcome.GRANTED);

        assertThat(dropped).containsExactly("first");
        assertThat(client(1).take(100))
                .as("what was dropped is counted no more")
                .isEqualTo(Outcome.GRANTED);
    }

    @Test
    void whatMovesIsNotDroppedForOthers() {
        Holding moving = droppable("moving", 1, 1600);
        client(2).take(1600);
        pass(TrafficBudget.STALLED);
        moving.moved(TrafficBudget.BYTES_A_SECOND);

        assertThat(client(3).take(200)).isEqualTo(Outcome.ALL_HAVE_TOO_MUCH);
        assertThat(dropped).isEmpty();
    }

    @Test
    void whatTricklesStandsStill() {
        Holding trickling = droppable("trickling", 1, 1600);
        client(2).take(1600);
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofMillis(100));
            trickling.moved(1);
        }

        assertThat(client(3).take(200)).isEqualTo(Outcome.GRANTED);
        assertThat(dropped).containsExactly("trickling");
    }

    @Test
    void whatStoodStillForLongGivesWayToNewerOnesOfTheSameClient() {
        droppable("old", 1, 1000);
        pass(TrafficBudget.STALLED);
        assertThat(client(1).take(1000)).isEqualTo(Outcome.CLIENT_HAS_TOO_MUCH);

        pass(TrafficBudget.STALLED_FOR_ITS_OWN);

        assertThat(client(1).take(1000)).isEqualTo(Outcome.GRANTED);
        assertThat(dropped).containsExactly("old");
    }

    @Test
    void whatIsPinnedIsNotDropped() {
        Holding pinned = droppable("pinned", 1, 1600);
        assertThat(pinned.pin()).isTrue();
        client(2).take(1600);
        pass(Duration.ofMinutes(5));

        assertThat(client(3).take(200)).isEqualTo(Outcome.ALL_HAVE_TOO_MUCH);
        assertThat(dropped).isEmpty();
    }

    @Test
    void oneThatCannotBeDroppedKeepsNoOtherFromBeingTold() {
        Holding broken = client(1);
        broken.take(100);
        broken.mayBeDropped(() -> {
            throw new StackOverflowError("of a test");
        });
        droppable("other", 2, 100);

        pass(TrafficBudget.SILENCE.plusSeconds(1));

        assertThat(dropped).containsExactly("other");
    }

    @Test
    void whatWasDroppedCannotBePinnedAndHasNothingToGiveBack() {
        Holding holding = droppable("silent", 1, 1600);
        pass(TrafficBudget.SILENCE.plusSeconds(1));

        assertThat(dropped).containsExactly("silent");
        assertThat(holding.pin()).isFalse();
        holding.give(1600);
        holding.close();
        assertThat(client(2).take(1600)).isEqualTo(Outcome.GRANTED);
        assertThat(client(3).take(1600)).isEqualTo(Outcome.GRANTED);
        assertThat(client(4).take(LITTLE + 1)).isEqualTo(Outcome.ALL_HAVE_TOO_MUCH);
    }

    @Test
    void whatMovesTooSlowlyOnTheWholeIsDropped() {
        Holding slow = droppable("slow", 1, 1600);
        Holding slower = droppable("slower", 2, 1600);
        for (int second = 0; second < 65; second++) {
            pass(Duration.ofSeconds(1));
            slow.moved(TrafficBudget.BYTES_A_SECOND);
            slower.moved(10);
        }

        assertThat(dropped).containsExactly("slower");
    }

    @Test
    void whoWaitsGetsItWhenOthersOfHisHaveEnded() {
        Holding first = client(1);
        first.take(1600);
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread waiting = Thread.ofVirtual().start(() -> outcome.complete(patiently(client(1), Duration.ofSeconds(30))));
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        first.close();

        assertThat(outcome.join()).isEqualTo(Outcome.GRANTED);
    }

    @Test
    void whoWaitsInVainIsRefused() {
        client(1).take(1600);

        assertThat(patiently(client(1), Duration.ofMillis(20))).isEqualTo(Outcome.CLIENT_HAS_TOO_MUCH);
    }

    /** 20,000 steps of three clients, drawn from a fixed seed, so that a failure comes again. */
    @Test
    void whateverClientsDoNobodyHoldsMoreThanHalfAndNothingIsLeft() {
        Random random = new Random(17);
        List<List<Holding>> clients = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

        for (int step = 0; step < 20_000; step++) {
            int number = random.nextInt(clients.size());
            List<Holding> open = clients.get(number);
            if (open.isEmpty() || random.nextInt(4) == 0) {
                open.add(client(number));
            }
            act(random, open);
            for (List<Holding> one : clients) {
                long held = one.stream().mapToLong(Holding::bytes).sum();
                long inUse = one.stream().filter(holding -> holding.bytes() > 0).count();
                assertThat(held).as("step %d", step).isLessThanOrEqualTo(inUse > 1 ? BYTES / 2 : BYTES);
            }
            assertThat(held(clients)).as("all, step %d", step).isLessThanOrEqualTo(BYTES + BYTES / 2);
        }

        clients.forEach(open -> open.forEach(Holding::close));
        assertThat(client(9).take(BYTES)).isEqualTo(Outcome.GRANTED);
        assertThat(client(8).take(LITTLE + 1)).isEqualTo(Outcome.ALL_HAVE_TOO_MUCH);
    }

    /** Something that an exchange can do, by one of these. */
    private void act(Random random, List<Holding> open) {
        Holding holding = open.get(random.nextInt(open.size()));
        switch (random.nextInt(7)) {
            case 0, 1 -> holding.take(1 + random.nextInt(BYTES / 4));
            case 2 -> holding.give(random.nextInt(BYTES));
            case 3 -> holding.mayBeDropped(() -> dropped.add("one"));
            case 4 -> holding.moved(random.nextInt(2 * TrafficBudget.BYTES_A_SECOND));
            case 5 -> {
                holding.close();
                open.remove(holding);
            }
            default -> pass(Duration.ofMillis(random.nextInt(4000)));
        }
    }

    private static long held(List<List<Holding>> clients) {
        return clients.stream().flatMap(List::stream).mapToLong(Holding::bytes).sum();
    }

    private static Outcome patiently(Holding holding, Duration patience) {
        try {
            return holding.take(1000, patience);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Holding droppable(String name, int client, int bytes) {
        Holding holding = client(client);
        assertThat(holding.take(bytes)).isEqualTo(Outcome.GRANTED);
        holding.mayBeDropped(() -> dropped.add(name));
        return holding;
    }

    private Holding client(int number) {
        return budget.open(new Caller(null, "192.0.2." + number));
    }

    private static Caller user(String name, int address) {
        return new Caller(new Credentials(name, new Secret("secret")), "192.0.2." + address);
    }

    private void pass(Duration time) {
        now += time.toNanos();
        budget.sweep();
    }
}
