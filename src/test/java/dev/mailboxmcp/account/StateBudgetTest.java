// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailboxmcp.account.StateBudget.Kind;
import dev.mailboxmcp.account.StateBudget.Scope;
import dev.mailboxmcp.account.StateBudget.Share;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateBudgetTest {
    /** All, strangers, client, user; streams, of a client, of a user. */
    private static final StateLimits LIMITS = new StateLimits(4000, 1000, 400, 800, 20, 4, 8);

    private static final String HERE = "192.0.2.1";
    private static final String THERE = "192.0.2.2";

    private final TestLogins logins = new TestLogins();
    private Instant now = Instant.EPOCH;
    private final StateBudget budget = new StateBudget(LIMITS, logins, () -> now);

    @Test
    void strangersAtOneAddressHaveOneBudgetWhateverLoginsTheyMakeUp() throws Exception {
        for (int i = 0; i < 4; i++) {
            budget.open(caller("made-up-" + i, HERE), Kind.CALL, 100);
        }

        assertThat(refused(caller("made-up-9", HERE), Kind.CALL, 100)).isEqualTo(Scope.CLIENT);
        assertThat(refused(nobody(HERE), Kind.CALL, 1)).isEqualTo(Scope.CLIENT);
        budget.open(nobody(THERE), Kind.CALL, 400);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:2:ffff::7, CLIENT",
        "2001:db8:1:2::1, 2001:db8:1:3::1,",
        "192.0.2.1, ::ffff:192.0.2.1, CLIENT",
        "192.0.2.1, 192.0.2.9,"
    })
    void anAddressIsOneClientAndOfIpv6ItsNetwork(String one, String other, @Nullable Scope refusal) throws Exception {
        budget.open(nobody(one), Kind.CALL, 400);

        assertThat(refused(nobody(other), Kind.CALL, 1)).isEqualTo(refusal);
    }

    @Test
    void strangersTogetherHaveABudgetInWhichNoUserIs() throws Exception {
        Caller alice = known("alice", HERE);
        budget.open(nobody("192.0.2.3"), Kind.CALL, 400);
        budget.open(nobody("192.0.2.4"), Kind.CALL, 400);

        assertThat(refused(nobody(HERE), Kind.CALL, 300)).isEqualTo(Scope.STRANGERS);
        budget.open(alice, Kind.CALL, 800);
    }

    @Test
    void aUserHasOneBudgetFromWhereverAndHoweverTheNameIsWritten() throws Exception {
        budget.open(known("alice@example.org", HERE), Kind.CALL, 800);

        assertThat(refused(known("Alice@Example.org ", THERE), Kind.CALL, 1)).isEqualTo(Scope.USER);
        budget.open(known("bob@example.org", HERE), Kind.CALL, 800);
    }

    @Test
    void whoHoldsAllStreamsCanStillCallAndOpenSessions() throws Exception {
        openUntilRefused(nobody(HERE), Kind.STREAM, 20);

        assertThat(refused(nobody(HERE), Kind.STREAM, 20)).isEqualTo(Scope.CLIENT);
        budget.open(nobody(HERE), Kind.SESSION, 50);
        budget.open(nobody(HERE), Kind.CALL, 50);
    }

    @Test
    void streamsAndSessionsHaveAPartOfTheBytes() throws Exception {
        budget.open(nobody(HERE), Kind.STREAM, 200);
        budget.open(nobody(HERE), Kind.SESSION, 100);

        assertThat(refused(nobody(HERE), Kind.STREAM, 1)).isEqualTo(Scope.CLIENT);
        assertThat(refused(nobody(HERE), Kind.SESSION, 1)).isEqualTo(Scope.CLIENT);
        budget.open(nobody(HERE), Kind.CALL, 100);
    }

    @Test
    void noAddressHasMoreThanHalfHoweverManyUsersItHas() {
        int streams = 0;
        for (int i = 0; i < 5; i++) {
            streams += openUntilRefused(known("user" + i, HERE), Kind.STREAM, 1).size();
        }

        assertThat(streams).isEqualTo(10);
        assertThat(refused(known("another", HERE), Kind.STREAM, 1)).isEqualTo(Scope.ADDRESS);
        assertThat(refused(known("another", THERE), Kind.STREAM, 1)).isNull();
    }

    @Test
    void allTogetherHaveNoMoreThanThereIs() {
        for (int i = 0; i < 5; i++) {
            openUntilRefused(known("user" + i, "192.0.2." + i), Kind.CALL, 800);
        }

        assertThat(refused(known("another", THERE), Kind.CALL, 1)).isEqualTo(Scope.ALL);
        assertThat(budget.bytes()).isEqualTo(4000);
    }

    @Test
    void whoseLoginIsAcceptedMeanwhileMakesRoomForOthersAtTheAddress() throws Exception {
        Caller alice = caller("alice", HERE);
        Share call = budget.open(alice, Kind.CALL, 400);
        assertThat(refused(nobody(HERE), Kind.CALL, 1)).isEqualTo(Scope.CLIENT);
        assertThat(call.isOfKnownLogin()).isFalse();

        logins.accepted(alice);
        now = now.plusSeconds(1); // it does not look more often

        budget.open(nobody(HERE), Kind.CALL, 400);
        assertThat(call.isOfKnownLogin()).isTrue();
    }

    /** Many users behind one proxy do so, after the server was started anew. */
    @Test
    void aStreamIsNotRefusedForItsAddressIfTheMailServerAcceptsTheLogin() throws Exception {
        openUntilRefused(nobody(HERE), Kind.STREAM, 1);
        Caller alice = caller("alice", HERE);
        logins.accepting(alice);

        budget.open(alice, Kind.STREAM, 1);
        budget.open(alice, Kind.STREAM, 1);

        assertThat(logins.asked()).isEqualTo(1);
        assertThat(refused(caller("made up", HERE), Kind.STREAM, 1)).isEqualTo(Scope.CLIENT);
        assertThat(logins.asked()).isEqualTo(2);
    }

    @Test
    void forACallNobodyIsAsked() throws Exception {
        openUntilRefused(nobody(HERE), Kind.CALL, 400);
        Caller alice = caller("alice", HERE);
        logins.accepting(alice);

        assertThat(refused(alice, Kind.CALL, 1)).isEqualTo(Scope.CLIENT);
        assertThat(logins.asked()).isZero();
    }

    @Test
    void whatIsClosedIsGivenBackOnce() throws Exception {
        Share first = budget.open(nobody(HERE), Kind.CALL, 300);
        Share second = budget.open(nobody(HERE), Kind.CALL, 100);

        first.close();
        first.close();
        first.grow(1000);
        first.shrink(1000);

        assertThat(budget.bytes()).isEqualTo(100);
        assertThat(budget.count(Kind.CALL)).isEqualTo(1);
        second.close();
        assertThat(budget.bytes()).isZero();
    }

    @Test
    void whatCannotGrowStaysAsItWas() throws Exception {
        Share share = budget.open(nobody(HERE), Kind.CALL, 300);

        assertThat(share.tryGrow(101)).isFalse();
        assertThat(budget.bytes()).isEqualTo(300);
        assertThat(share.tryGrow(100)).isTrue();
        share.shrink(400);
        assertThat(budget.bytes()).isZero();
    }

    @Test
    void aRefusalSaysWhatThereIsAndWhatToDo() {
        openUntilRefused(nobody(HERE), Kind.STREAM, 1);

        OverBudgetException refusal =
                catchThrowableOfType(OverBudgetException.class, () -> budget.open(nobody(HERE), Kind.STREAM, 1));

        assertThat(refusal).hasMessageContaining("hold 4 streams").hasMessageContaining("try again");
    }

    @Test
    void nothingIsLeftWhenAllHaveEnded() throws Exception {
        StateBudget large = TestLogins.usualBudget();
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Caller caller = i % 2 == 0 ? nobody("192.0.2." + i) : caller("user" + i, HERE);
            work.add(() -> {
                for (int k = 0; k < 2000; k++) {
                    try (Share share = large.open(caller, k % 2 == 0 ? Kind.CALL : Kind.STREAM, 100 + k)) {
                        share.grow(50);
                        share.shrink(20);
                    }
                }
                return null;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        }

        assertThat(large.bytes()).isZero();
        assertThat(large.count(Kind.STREAM)).isZero();
    }

    private List<Share> openUntilRefused(Caller caller, Kind kind, long bytes) {
        List<Share> shares = new ArrayList<>();
        try {
            while (true) {
                shares.add(budget.open(caller, kind, bytes));
            }
        } catch (OverBudgetException e) {
            return shares;
        }
    }

    /** Null if it was not; then it is given back. */
    private @Nullable Scope refused(Caller caller, Kind kind, long bytes) {
        try (Share share = budget.open(caller, kind, bytes)) {
            return null;
        } catch (OverBudgetException e) {
            return e.scope();
        }
    }

    private Caller known(String user, String address) {
        Caller caller = caller(user, address);
        logins.accepted(caller);
        return caller;
    }

    private static Caller nobody(String address) {
        return new Caller(null, address);
    }

    private static Caller caller(String user, String address) {
        return new Caller(new Credentials(user, new Secret("pw")), address);
    }
}
