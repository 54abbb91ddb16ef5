// SPDX-License-Identifier: MIT
package dev.mailboxmcp.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.account.UserNames;
import dev.mailboxmcp.login.LoginGuard.Server;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginGuardTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final LoginGuard guard = new LoginGuard(LoginSettings.USUAL, UserNames.hidden(), () -> now);
    private final PasswordList imap = new PasswordList();

    /** Knows one password for each user; can be in trouble. Counts what reaches it. */
    private static final class PasswordList {
        final AtomicInteger asked = new AtomicInteger();
        final ConcurrentHashMap<String, String> passwords = new ConcurrentHashMap<>();
        volatile @Nullable MailFailure trouble;

        String login(Credentials credentials) {
            asked.incrementAndGet();
            MailFailure failure = trouble;
            if (failure != null) {
                throw new MailException(failure);
            }
            if (!credentials.login().secret().reveal().equals(passwords.get(credentials.user()))) {
                throw new MailException(
                        credentials.login() instanceof Login.AccessToken
                                ? new MailFailure.LoginFailed(MailFailure.LoginFailed.Wanted.TOKEN_OVER)
                                : new MailFailure.LoginFailed());
            }
            return credentials.user();
        }
    }

    @Test
    void aPasswordThatWasRefusedIsRefusedHereForFiveMinutes() {
        Credentials stale = credentials("alice", "old");
        for (int i = 0; i < 1000; i++) {
            assertThat(attempt(stale)).isInstanceOf(MailFailure.LoginFailed.class);
        }
        assertThat(imap.asked).hasValue(1);

        imap.passwords.put("alice", "old"); // the user set it at the mail server
        now = now.plus(Duration.ofMinutes(5));
        assertThat(attempt(stale)).isNull();
    }

    @Test
    void guessesForAUserStopAfterFiveFailures() {
        for (int i = 0; i < 5; i++) {
            assertThat(attempt(credentials("alice", "guess " + i))).isInstanceOf(MailFailure.LoginFailed.class);
        }

        assertThat(attempt(credentials("alice", "guess 5")))
                .isEqualTo(new MailFailure.TooManyFailedLogins(Duration.ofMinutes(15)));
        assertThat(attempt(credentials(" ALICE ", "guess 6"))).isInstanceOf(MailFailure.TooManyFailedLogins.class);
        assertThat(attempt(credentials("bob", "guess"))).isInstanceOf(MailFailure.LoginFailed.class);
        assertThat(imap.asked).hasValue(6);
    }

    @Test
    void aTokenThatIsOverStopsNobodyAndTheNextOneIsTried() {
        imap.passwords.put("alice", "token.20");
        for (int i = 0; i < 20; i++) {
            assertThat(attempt(token("alice", "token." + i))).isInstanceOf(MailFailure.LoginFailed.class);
            assertThat(attempt(token("alice", "token." + i)))
                    .isEqualTo(new MailFailure.LoginFailed(MailFailure.LoginFailed.Wanted.TOKEN_OVER));
        }
        assertThat(imap.asked).hasValue(20);

        assertThat(attempt(token("alice", "token.20"))).isNull();
        assertThat(attempt(token("alice", "token.21"))).isInstanceOf(MailFailure.LoginFailed.class);
        assertThat(attempt(token("alice", "token.20"))).isNull();
        imap.passwords.put("alice", "right");
        assertThat(attempt(credentials("alice", "right"))).isNull();
    }

    @Test
    void aClientThatMakesTokensUpIsStoppedAndNobodyElseIs() {
        imap.passwords.put("alice", "token.good");
        assertThat(attempt(unvouched("alice", "token.good").from("192.0.2.1"))).isNull();
        for (int i = 0; i < 100; i++) {
            assertThat(attempt(unvouched("user" + i, "made-up." + i).from("192.0.2.1")))
                    .isInstanceOf(MailFailure.LoginFailed.class);
        }

        assertThat(attempt(unvouched("alice", "made-up.100").from("192.0.2.1")))
                .isEqualTo(new MailFailure.TooManyFailedLogins(Duration.ofMinutes(15)));
        assertThat(imap.asked).hasValue(101);
        assertThat(attempt(unvouched("user0", "made-up.0").from("192.0.2.1")))
                .isEqualTo(new MailFailure.LoginFailed(MailFailure.LoginFailed.Wanted.TOKEN_OVER));
        assertThat(attempt(unvouched("alice", "token.good").from("192.0.2.1"))).isNull();
        assertThat(attempt(unvouched("alice", "made-up.101").from("192.0.2.2")))
                .isInstanceOf(MailFailure.LoginFailed.class);
        imap.passwords.put("bob", "token.new");
        assertThat(attempt(unvouched("bob", "token.new").from("192.0.2.2"))).isNull();
        now = now.plus(Duration.ofMinutes(15));
        assertThat(attempt(unvouched("bob", "token.new").from("192.0.2.1"))).isNull();
    }

    @Test
    void tokensThatThisServerVouchesForCountForNobody() {
        for (int i = 0; i < 101; i++) {
            Login.AccessToken refreshed = new Login.AccessToken(new Secret("refreshed." + i), "an authorization");
            assertThat(attempt(new Credentials("alice", refreshed).from("192.0.2.1")))
                    .isInstanceOf(MailFailure.LoginFailed.class);
        }

        assertThat(attempt(unvouched("alice", "made-up").from("192.0.2.1")))
                .isInstanceOf(MailFailure.LoginFailed.class);
    }

    @Test
    void aClientThatShowsTokensToAServerWhichTakesNoneIsStopped() {
        imap.trouble = new MailFailure.NotAllowed("the mail server offers no login by access token");
        for (int i = 0; i < 100; i++) {
            assertThat(attempt(unvouched("alice", "made-up." + i).from("192.0.2.1")))
                    .isEqualTo(imap.trouble);
        }

        assertThat(attempt(unvouched("alice", "made-up.0").from("192.0.2.1")))
                .isInstanceOf(MailFailure.TooManyFailedLogins.class);
        assertThat(imap.asked).hasValue(100);
    }

    @Test
    void oneTokenThatIsShownAgainAndAgainStopsNobody() {
        imap.trouble = new MailFailure.NotAllowed("the mail server offers no login by access token");
        for (int i = 0; i < 200; i++) {
            assertThat(attempt(unvouched("alice", "made-up").from("192.0.2.1"))).isEqualTo(imap.trouble);
        }
        imap.trouble = null;
        imap.passwords.put("bob", "right");

        assertThat(attempt(credentials("bob", "right").from("192.0.2.1"))).isNull();
    }

    @Test
    void aTokenThatWasGoodCountsNeitherWhenItsTimeIsOverNorLater() {
        Credentials alice = unvouched("alice", "of-an-hour").from("192.0.2.1");
        imap.passwords.put("alice", "of-an-hour");
        imap.passwords.put("bob", "right");
        assertThat(attempt(alice)).isNull();
        imap.passwords.remove("alice");
        for (int i = 0; i < 150; i++) {
            assertThat(attempt(alice)).isInstanceOf(MailFailure.LoginFailed.class);
            now = now.plus(Duration.ofMinutes(6)); // longer than its refusal is remembered
        }

        assertThat(attempt(credentials("bob", "right").from("192.0.2.1"))).isNull();
    }

    @Test
    void whoGuessesThePasswordOfADelegateIsStoppedWhateverMailboxItIsTriedFor() {
        for (int i = 0; i < 5; i++) {
            assertThat(attempt(credentials("user" + i, "guess " + i).by("master")))
                    .isInstanceOf(MailFailure.LoginFailed.class);
        }

        assertThat(attempt(credentials("another", "guess").by("master")))
                .isInstanceOf(MailFailure.TooManyFailedLogins.class);
        assertThat(attempt(credentials("user1", "guess"))).isInstanceOf(MailFailure.LoginFailed.class);
    }

    /** One that a header brings: this server knows nothing of it but itself. */
    private static Credentials unvouched(String user, String token) {
        return new Credentials(user, new Login.AccessToken(new Secret(token), null));
    }

    private static Credentials token(String user, String token) {
        return new Credentials(user, new Login.AccessToken(new Secret(token), "authorization of " + user));
    }

    @Test
    void aStoppedUserLooksTheSameWhetherItExistsOrNot() {
        imap.passwords.put("alice", "right");
        for (int i = 0; i < 5; i++) {
            assertThat(attempt(credentials("alice", "guess " + i)))
                    .isEqualTo(attempt(credentials("nobody", "guess " + i)));
        }

        assertThat(attempt(credentials("alice", "right"))).isEqualTo(attempt(credentials("nobody", "right")));
    }

    @Test
    void eachFailureAfterAStopStopsForLonger() {
        List<Duration> stops = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            attempt(credentials("alice", "guess " + i));
        }
        for (int i = 5; i < 9; i++) {
            MailFailure failure = Objects.requireNonNull(attempt(credentials("alice", "guess")));
            Duration stop = ((MailFailure.TooManyFailedLogins) failure).retryAfter();
            stops.add(stop);
            now = now.plus(stop);
            assertThat(attempt(credentials("alice", "guess " + i))).isInstanceOf(MailFailure.LoginFailed.class);
        }

        assertThat(stops)
                .containsExactly(
                        Duration.ofMinutes(15), Duration.ofMinutes(30), Duration.ofMinutes(60), Duration.ofMinutes(60));
    }

    @Test
    void noQuarterOfAnHourHasMoreThanFiveAttempts() {
        List<Instant> attempts = new ArrayList<>();
        for (int minute = 0; minute < 24 * 60; minute++) {
            int before = imap.asked.get();
            for (int i = 0; i < 10; i++) {
                attempt(credentials("alice", "guess " + minute + "/" + i));
            }
            for (int i = before; i < imap.asked.get(); i++) {
                attempts.add(now);
            }
            now = now.plus(Duration.ofMinutes(1));
        }

        for (Instant start : attempts) {
            assertThat(attempts.stream()
                            .filter(time -> !time.isBefore(start) && time.isBefore(start.plus(Duration.ofMinutes(15)))))
                    .hasSizeLessThanOrEqualTo(5);
        }
        assertThat(attempts).hasSizeLessThan(35);
    }

    @Test
    void whoLoggedInBeforeIsNotStoppedByOthers() {
        imap.passwords.put("alice", "right");
        assertThat(attempt(credentials("alice", "right"))).isNull();
        for (int i = 0; i < 20; i++) {
            attempt(credentials("alice", "guess " + i));
        }

        assertThat(attempt(credentials("alice", "right"))).isNull();
        assertThat(attempt(credentials("alice", "another guess")))
                .as("nor does that help those who guess")
                .isInstanceOf(MailFailure.TooManyFailedLogins.class);
    }

    @Test
    void whoLoggedInAtTheOtherServerIsNotStoppedByOthers() {
        imap.passwords.put("alice", "right");
        assertThat(attempt(credentials("alice", "right"))).isNull();
        for (int i = 0; i < 20; i++) {
            attempt(credentials("alice", "guess " + i));
        }

        assertThat(attempt(Server.SMTP, credentials("alice", "right"))).isNull();
    }

    @Test
    void aPasswordThatOnlyTheOtherServerTakesIsTriedOnce() {
        imap.passwords.put("alice", "right");
        assertThat(attempt(credentials("alice", "right"))).isNull();
        imap.passwords.put("alice", "another");
        for (int i = 0; i < 3; i++) {
            assertThat(attempt(Server.SMTP, credentials("alice", "right"))).isInstanceOf(MailFailure.LoginFailed.class);
        }

        assertThat(imap.asked).hasValue(2);
    }

    @Test
    void aChangedPasswordIsNoLongerKnownToBeGood() {
        imap.passwords.put("alice", "old");
        attempt(credentials("alice", "old"));
        imap.passwords.put("alice", "new");

        assertThat(attempt(credentials("alice", "old"))).isInstanceOf(MailFailure.LoginFailed.class);
        int asked = imap.asked.get();
        assertThat(attempt(credentials("alice", "old"))).isInstanceOf(MailFailure.LoginFailed.class);
        assertThat(imap.asked).hasValue(asked);
        assertThat(attempt(credentials("alice", "new"))).isNull();
    }

    @Test
    void aClientThatGuessesAtManyUsersIsStoppedAndItsNeighboursAreNot() {
        for (int i = 0; i < 100; i++) {
            assertThat(attempt(credentials("user" + i, "guess").from("192.0.2.1")))
                    .isInstanceOf(MailFailure.LoginFailed.class);
        }

        assertThat(attempt(credentials("user100", "guess").from("192.0.2.1")))
                .isInstanceOf(MailFailure.TooManyFailedLogins.class);
        assertThat(attempt(credentials("user100", "guess").from("192.0.2.2")))
                .isInstanceOf(MailFailure.LoginFailed.class);
    }

    @Test
    void ofIpv6AClientHasAWholeNetwork() {
        for (int i = 0; i < 100; i++) {
            attempt(credentials("user" + i, "guess").from("2001:db8:0:1::" + Integer.toHexString(i)));
        }

        assertThat(attempt(credentials("user100", "guess").from("2001:db8:0:1:ffff::1")))
                .isInstanceOf(MailFailure.TooManyFailedLogins.class);
        assertThat(attempt(credentials("user100", "guess").from("2001:db8:0:2::1")))
                .isInstanceOf(MailFailure.LoginFailed.class);
    }

    @Test
    void aServerInTroubleSaysNothingAboutThePassword() {
        imap.passwords.put("alice", "right");
        List<MailFailure> troubles = List.of(
                new MailFailure.ServerUnavailable("IMAP", "the connection was lost"),
                new MailFailure.Throttled("the mail server asks for less", Duration.ofSeconds(5)),
                new MailFailure.TimedOut("logging in", Duration.ofSeconds(55)),
                new MailFailure.NotAllowed("the mail server offers no login by password"));
        for (int i = 0; i < 20; i++) {
            MailFailure trouble = troubles.get(i % troubles.size());
            imap.trouble = trouble;
            assertThat(attempt(credentials("alice", "right"))).isEqualTo(trouble);
        }

        imap.trouble = null;
        assertThat(attempt(credentials("alice", "right"))).isNull();
        assertThat(guard.counts()).isEqualTo(new LoginGuard.Counts(1, 0, 20, 0, 0));
    }

    @Test
    void aDefectOfOursDoesNotKeepTheUserOut() {
        imap.passwords.put("alice", "right");
        assertThatCode(() -> {
                    try (LoginGuard.Turn turn = guard.enter(Server.IMAP, credentials("alice", "right"), PATIENCE)) {
                        turn.login(() -> {
                            throw new IllegalStateException("defect");
                        });
                    }
                })
                .isInstanceOf(IllegalStateException.class);

        assertThat(attempt(credentials("alice", "right"))).isNull();
    }

    @Test
    void failuresAtBothServersCountTogetherAndPasswordsApart() {
        for (int i = 0; i < 5; i++) {
            attempt(i % 2 == 0 ? Server.IMAP : Server.SMTP, credentials("alice", "guess " + i));
        }

        assertThat(attempt(Server.SMTP, credentials("alice", "guess")))
                .isInstanceOf(MailFailure.TooManyFailedLogins.class);
        assertThat(attempt(Server.IMAP, credentials("bob", "x"))).isInstanceOf(MailFailure.LoginFailed.class);
        imap.passwords.put("bob", "x");
        assertThat(attempt(Server.SMTP, credentials("bob", "x"))).isNull();
    }

    @Test
    void manyThreadsGuessingAtOnceGetNoMoreThanOne() throws Exception {
        run(200, i -> attempt(credentials("alice", "guess " + i)));

        assertThat(imap.asked).hasValue(5);
    }

    @Test
    void manyThreadsWithTheSameWrongPasswordAskOnce() throws Exception {
        run(200, i -> attempt(credentials("alice", "wrong")));

        assertThat(imap.asked).hasValue(1);
    }

    @Test
    void manyThreadsWithTheRightPasswordAllGetIn() throws Exception {
        imap.passwords.put("alice", "right");

        assertThat(run(200, i -> attempt(credentials("alice", "right")))).containsOnlyNulls();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16})
    void soManyLoginsRunAtOnceAndNoMore(int limit) throws Exception {
        LoginGuard narrow = guard(limit);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        run(100, i -> {
            try (LoginGuard.Turn turn = narrow.enter(Server.IMAP, credentials("user" + i, "right"), PATIENCE)) {
                return turn.login(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    LockSupport.parkNanos(100_000); // a server takes its time
                    return running.decrementAndGet();
                });
            }
        });

        assertThat(most.get()).isBetween(1, limit);
    }

    @Test
    void guessesLeavePlacesForThoseWhoWereHereBefore() throws Exception {
        LoginGuard narrow = guard(4);
        try (LoginGuard.Turn turn = narrow.enter(Server.IMAP, credentials("alice", "right"), PATIENCE)) {
            assertThat(turn.login(() -> "in")).isEqualTo("in");
        }
        CountDownLatch stuck = new CountDownLatch(3);
        CountDownLatch end = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> guesses = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Credentials guess = credentials("user" + i, "guess");
                guesses.add(threads.submit(() -> {
                    try (LoginGuard.Turn turn = narrow.enter(Server.IMAP, guess, PATIENCE)) {
                        return turn.login(() -> {
                            stuck.countDown();
                            await(end);
                            return "in";
                        });
                    }
                }));
            }
            await(stuck);

            try (LoginGuard.Turn turn = narrow.enter(Server.IMAP, credentials("alice", "right"), PATIENCE)) {
                assertThat(turn.login(() -> "in")).isEqualTo("in");
            }
            end.countDown();
            for (Future<String> guess : guesses) {
                assertThat(guess.get()).isEqualTo("in");
            }
        }
    }

    @Test
    void whoWaitsTooLongIsToldToComeBack() {
        try (LoginGuard.Turn first = guard.enter(Server.IMAP, credentials("alice", "one"), PATIENCE)) {
            assertThat(failure(guard, Server.IMAP, credentials("alice", "two"), Duration.ofMillis(1)))
                    .isInstanceOf(MailFailure.Busy.class);
        }
        assertThat(attempt(credentials("alice", "two"))).isInstanceOf(MailFailure.LoginFailed.class);
    }

    @Test
    void switchedOffItLetsEverythingThrough() {
        LoginGuard off = LoginGuard.off();
        for (int i = 0; i < 50; i++) {
            assertThat(failure(off, Server.IMAP, credentials("alice", "same"), PATIENCE))
                    .isInstanceOf(MailFailure.LoginFailed.class);
        }

        assertThat(imap.asked).hasValue(50);
    }

    private static LoginGuard guard(int inFlight) {
        LoginSettings usual = LoginSettings.USUAL;
        return new LoginGuard(
                new LoginSettings(
                        usual.failuresPerUser(),
                        usual.failuresPerClient(),
                        usual.window(),
                        usual.badPasswordMemory(),
                        inFlight),
                UserNames.hidden(),
                () -> Instant.EPOCH);
    }

    /** Null where the login succeeded. */
    private @Nullable MailFailure attempt(Credentials credentials) {
        return attempt(Server.IMAP, credentials);
    }

    private @Nullable MailFailure attempt(Server server, Credentials credentials) {
        return failure(guard, server, credentials, PATIENCE);
    }

    private @Nullable MailFailure failure(LoginGuard guard, Server server, Credentials credentials, Duration patience) {
        try (LoginGuard.Turn turn = guard.enter(server, credentials, patience)) {
            assertThat(turn.login(() -> imap.login(credentials))).isEqualTo(credentials.user());
            return null;
        } catch (MailException e) {
            return e.failure();
        }
    }

    @FunctionalInterface
    private interface Work {
        @Nullable
        Object run(int number);
    }

    /** Runs work on as many threads as asked, started together; what each returned. */
    private static List<@Nullable Object> run(int threads, Work work) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<@Nullable Object>> running = new ArrayList<>();
        List<@Nullable Object> results = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < threads; i++) {
                int number = i;
                running.add(executor.submit(() -> {
                    await(start);
                    return work.run(number);
                }));
            }
            start.countDown();
            for (Future<@Nullable Object> each : running) {
                results.add(each.get());
            }
        }
        return results;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Credentials credentials(String user, String password) {
        return new Credentials(user, new Secret(password));
    }
}
