// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.imap.ScriptedImapServer.Script;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ImapPoolTest {
    private static final Credentials ANNA = GreenMailAccount.ANNA;
    private static final Credentials BELA = new Credentials("bela", new Secret("another"));
    private static final ImapWork<Boolean> NOOP =
            connection -> connection.ask("nothing", new ImapCommand("NOOP")).isOk();

    /** A clock that stands still until it is moved. */
    private static final class Clock implements InstantSource {
        private volatile Instant now = Instant.parse("2026-11-20T10:00:00Z");

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** A server that lets everybody in and answers every command with OK. */
    private static final Script OBLIGING = client -> {
        client.login("");
        for (; ; ) {
            client.command();
            client.ok("done");
        }
    };

    @Test
    void keepsConnectionsOpen() {
        try (Bed bed = new Bed(2, 2, OBLIGING)) {
            bed.pool.read(ANNA, NOOP);
            bed.pool.read(ANNA, NOOP);

            assertThat(bed.server.connections).hasValue(1);
            assertThat(bed.pool.state()).isEqualTo(new PoolState(1, 1, 0, 1, 2));
        }
    }

    @Test
    void aWrongPasswordNeverBorrowsTheConnectionOfTheRightOne() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            server.call(NOOP);
            Credentials wrong = new Credentials("anna", new Secret("wrong horse"));

            assertThatThrownBy(() -> server.pool.read(wrong, NOOP))
                    .extracting(failure -> ((MailException) failure).failure())
                    .isEqualTo(new MailFailure.LoginFailed());
            assertThat(server.call(NOOP)).isTrue();
            assertThat(server.pool.state().total()).isEqualTo(1);
        }
    }

    @Test
    void otherUsersHaveOtherConnections() {
        try (Bed bed = new Bed(2, 2, OBLIGING)) {
            bed.pool.read(ANNA, NOOP);
            bed.pool.read(BELA, NOOP);

            assertThat(bed.server.received())
                    .filteredOn(command -> command.startsWith("LOGIN"))
                    .hasSize(2);
        }
    }

    @Test
    void makesRoomByClosingTheIdleConnectionOfAnother() {
        try (Bed bed = new Bed(1, 1, OBLIGING)) {
            bed.pool.read(ANNA, NOOP);
            bed.pool.read(BELA, NOOP);

            assertThat(bed.pool.state().total()).isEqualTo(1);
            assertThat(bed.server.connections).hasValue(2);
        }
    }

    @Test
    void aFullPoolSaysSoInTime() throws Exception {
        try (Bed bed = new Bed(1, 1, OBLIGING)) {
            CountDownLatch busy = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(1);
            Thread holder = Thread.ofVirtual()
                    .start(() -> bed.pool.read(ANNA, connection -> {
                        busy.countDown();
                        return waitFor(done);
                    }));
            busy.await();

            assertThatThrownBy(() -> bed.pool.read(BELA, NOOP))
                    .extracting(failure -> ((MailException) failure).failure())
                    .isInstanceOfSatisfying(MailFailure.Busy.class, failure -> {
                        assertThat(failure.state()).contains("total=1", "idle=0", "waiting=", "max=1");
                        assertThat(failure.retryAfter()).isPositive();
                    });
            done.countDown();
            holder.join();
            assertThat(bed.pool.read(BELA, NOOP)).isTrue();
            assertThat(bed.pool.state().waiting()).isZero();
        }
    }

    @Test
    void oneUserCannotTakeAllConnections() throws Exception {
        try (Bed bed = new Bed(10, 2, OBLIGING)) {
            CountDownLatch busy = new CountDownLatch(2);
            CountDownLatch done = new CountDownLatch(1);
            List<Thread> holders = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                holders.add(Thread.ofVirtual()
                        .start(() -> bed.pool.read(ANNA, connection -> {
                            busy.countDown();
                            return waitFor(done);
                        })));
            }
            busy.await();

            assertThatThrownBy(() -> bed.pool.read(ANNA, NOOP)).isInstanceOf(MailException.class);
            assertThat(bed.pool.read(BELA, NOOP)).isTrue();
            done.countDown();
            for (Thread holder : holders) {
                holder.join();
            }
        }
    }

    @Test
    void manyCallersShareFewConnections() throws Exception {
        try (Bed bed = new Bed(3, 2, OBLIGING);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            List<Future<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Credentials user = new Credentials("user" + i % 5, new Secret("secret"));
                calls.add(threads.submit(() -> bed.pool.read(user, connection -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    boolean ok =
                            connection.ask("nothing", new ImapCommand("NOOP")).isOk();
                    running.decrementAndGet();
                    return ok;
                })));
            }
            for (Future<Boolean> call : calls) {
                assertThat(call.get()).isTrue();
            }

            assertThat(most.get()).isLessThanOrEqualTo(3);
            assertThat(bed.pool.state().total()).isLessThanOrEqualTo(3);
            assertThat(bed.pool.state().waiting()).isZero();
        }
    }

    @Test
    void aConnectionThatDiedInThePoolIsReplacedUnnoticed() {
        try (Bed bed = new Bed(
                2,
                2,
                client -> {
                    client.login("");
                    client.answer("NOOP");
                },
                OBLIGING)) {
            bed.pool.read(ANNA, NOOP);

            assertThat(bed.pool.read(ANNA, NOOP)).isTrue();
            assertThat(bed.server.connections).hasValue(2);
            assertThat(bed.pool.state().total()).isEqualTo(1);
        }
    }

    @Test
    void aGoodbyeThatWaitedInThePoolIsNoFailure() {
        try (Bed bed = new Bed(
                2,
                2,
                client -> {
                    client.login("");
                    client.answer("NOOP");
                    client.say("* BYE idle for too long");
                    client.stall();
                },
                OBLIGING)) {
            bed.pool.read(ANNA, NOOP);

            assertThat(bed.pool.read(ANNA, NOOP)).isTrue();
        }
    }

    @Test
    void workIsNotRepeatedOnceItsAnswerHasBegun() {
        try (Bed bed = new Bed(
                2,
                2,
                client -> {
                    client.login("");
                    client.answer("NOOP");
                    client.expect("NOOP");
                    client.say("* 5 EXISTS");
                },
                OBLIGING)) {
            bed.pool.read(ANNA, NOOP);

            assertThatThrownBy(() -> bed.pool.read(ANNA, NOOP))
                    .extracting(failure -> ((MailException) failure).failure())
                    .isInstanceOf(MailFailure.ServerUnavailable.class);
            assertThat(bed.pool.state().total()).isZero();
        }
    }

    @Test
    void workOnAFreshConnectionIsNotRepeated() {
        try (Bed bed = new Bed(2, 2, client -> {
            client.login("");
            client.expect("NOOP");
        })) {
            assertThatThrownBy(() -> bed.pool.read(ANNA, NOOP)).isInstanceOf(MailException.class);
            assertThat(bed.server.connections).hasValue(1);
        }
    }

    @Test
    void whatMustHappenOnceIsSentOnAConnectionThatIsAlive() {
        try (Bed bed = new Bed(
                2,
                2,
                client -> {
                    client.login("");
                    client.answer("NOOP");
                },
                client -> {
                    client.login("LITERAL+");
                    client.expect("APPEND \"Sent\" (\\Seen) \"20-Nov-2026 10:00:00 +0000\" {4}\r\nmail");
                    client.ok("[APPENDUID 7 42] done");
                    client.stall();
                })) {
            bed.pool.read(ANNA, NOOP);
            bed.clock.advance(Duration.ofSeconds(2));

            Long uid = bed.pool.change(
                    ANNA,
                    connection -> ImapAppend.append(
                            connection,
                            new FolderPath("Sent"),
                            "mail".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                            Set.of(),
                            Instant.parse("2026-11-20T10:00:00Z")));

            assertThat(uid).isEqualTo(42);
        }
    }

    @Test
    void workThatMayBeRunAgainCannotChangeAnything() {
        try (Bed bed = new Bed(2, 2, OBLIGING)) {
            for (ImapCommand command : List.of(
                    ImapCommand.of("UID STORE", "1 +FLAGS (\\Seen)"),
                    ImapCommand.of("UID MOVE", "1 Trash"),
                    ImapCommand.of("UID EXPUNGE", "1"),
                    ImapCommand.of("CREATE", "New"))) {
                assertThatThrownBy(() -> bed.pool.read(ANNA, connection -> connection.ask("changing", command)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(command.name());
            }
            assertThat(bed.server.received()).noneMatch(line -> line.matches("(UID (STORE|MOVE|EXPUNGE)|CREATE).*"));
        }
    }

    @Test
    void workThatChangesSomethingIsNeverRunAgain() {
        Script dying = client -> {
            client.login("");
            client.answer("NOOP");
            client.expect("EXPUNGE");
        };
        try (Bed bed = new Bed(2, 2, dying, OBLIGING)) {
            bed.pool.read(ANNA, NOOP);
            AtomicInteger runs = new AtomicInteger();

            assertThatThrownBy(() -> bed.pool.change(ANNA, connection -> {
                        runs.incrementAndGet();
                        return connection.ask("removing", new ImapCommand("EXPUNGE"));
                    }))
                    .isInstanceOf(MailException.class);
            assertThat(runs).hasValue(1);
            assertThat(bed.server.received()).containsOnlyOnce("EXPUNGE");
        }
    }

    @Test
    void anOlderConnectionProvesItsLifeWithoutARoundTripOfItsOwn() {
        try (Bed bed = new Bed(2, 2, OBLIGING)) {
            bed.pool.read(ANNA, NOOP);
            int before = bed.server.flights.get();
            bed.clock.advance(Duration.ofSeconds(2));

            bed.pool.read(ANNA, connection -> connection.ask("nothing", new ImapCommand("CHECK")));

            assertThat(bed.server.received()).endsWith("NOOP", "NOOP", "CHECK");
            assertThat(bed.server.flights.get() - before).isEqualTo(1);
        }
    }

    @Test
    void aConnectionIsClosedWhenItIsOldOrWasIdleForLong() {
        try (Bed bed = new Bed(2, 2, OBLIGING)) {
            bed.pool.read(ANNA, NOOP);
            bed.clock.advance(Duration.ofSeconds(121));
            bed.pool.closeExpired();
            assertThat(bed.pool.state().total()).isZero();

            for (int i = 0; i < 7; i++) {
                bed.pool.read(ANNA, NOOP);
                bed.clock.advance(Duration.ofSeconds(100));
            }
            bed.pool.read(ANNA, NOOP);
            assertThat(bed.server.connections).hasValue(3);
        }
    }

    @Test
    void aConnectionThatWasIdleForLongIsClosedWithoutAnotherCall() {
        try (Bed bed = new Bed(2, 2, OBLIGING)) {
            bed.pool.read(ANNA, NOOP);
            bed.clock.advance(Duration.ofSeconds(121));

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(bed.pool.state().total()).isZero());
        }
    }

    @Test
    void whatCountsFoldersTakesTheConnectionThatHasInboxOpen() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("");
                    client.examine(7, 1);
                    client.stall();
                });
                ImapPool pool = server.pool()) {
            pool.read(ANNA, one -> {
                FolderPath inner = pool.read(ANNA, other -> open(other, FolderPath.INBOX));
                assertThat(inner).isEqualTo(FolderPath.INBOX);
                return open(one, new FolderPath("Work")); // this one is given back last
            });

            assertThat(pool.readBesideInbox(ANNA, ImapPoolTest::folder)).isEqualTo(FolderPath.INBOX);
            pool.read(ANNA, one -> pool.read(ANNA, other -> "")); // given back the other way round
            assertThat(pool.readBesideInbox(ANNA, ImapPoolTest::folder)).isEqualTo(FolderPath.INBOX);
            assertThat(server.connections).hasValue(2);
        }
    }

    private static FolderPath open(ImapConnection connection, FolderPath folder) throws IOException {
        ImapSelection.open(connection, folder);
        return folder(connection);
    }

    private static FolderPath folder(ImapConnection connection) {
        return Objects.requireNonNull(connection.open()).folder();
    }

    @Test
    void evictionTakesIdleAndBusyConnections() {
        try (Bed bed = new Bed(4, 2, OBLIGING)) {
            bed.pool.read(BELA, NOOP);
            bed.pool.read(ANNA, connection -> {
                bed.pool.evict("anna");
                return true;
            });
            assertThat(bed.pool.state().total()).isEqualTo(1);

            bed.pool.evictAll();
            assertThat(bed.pool.state().total()).isZero();
            bed.pool.read(ANNA, NOOP);
            assertThat(bed.pool.state().total()).isEqualTo(1);
        }
    }

    @Test
    void aCallEndsAtItsDeadlineHoweverSlowlyTheServerDrips() {
        try (Bed bed = new Bed(2, 2, client -> {
            client.login("");
            client.expect("NOOP");
            for (; ; ) {
                client.say("* 1 EXISTS");
                client.pause(Duration.ofMillis(20));
            }
        })) {
            assertThatThrownBy(() -> bed.pool.read(ANNA, NOOP))
                    .extracting(failure -> ((MailException) failure).failure())
                    .isEqualTo(new MailFailure.TimedOut("nothing", Bed.CALL));
            assertThat(bed.pool.state().total()).isZero();
        }
    }

    @Test
    void aServerThatReadsNothingCannotHoldACall() {
        try (Bed bed = new Bed(2, 2, client -> {
            client.login("LITERAL+");
            client.pause(Duration.ofSeconds(20));
        })) {
            byte[] big = new byte[64 << 20];

            assertThatThrownBy(() -> bed.pool.change(
                            ANNA,
                            connection -> ImapAppend.append(
                                    connection, new FolderPath("Sent"), big, Set.of(), Instant.EPOCH)))
                    .extracting(failure -> ((MailException) failure).failure())
                    .isInstanceOf(MailFailure.TimedOut.class);
        }
    }

    @Test
    void hostileAnswersEndTheConnectionAndNothingElse() {
        for (String answer : List.of(
                "* 1 FETCH (BODY[1] {2147483000}\r\n",
                "* OK " + "x".repeat(2 << 20),
                "garbage\r\n",
                "Server Unavailable. 15\r\n",
                "X9 OK not yours\r\n",
                "+ go on\r\n",
                "\r\n",
                "* BYE [UNAVAILABLE] gone\r\n",
                "\u0000\u0001\u0002\r\n")) {
            try (Bed bed = new Bed(
                    2,
                    2,
                    client -> {
                        client.login("");
                        client.expect("NOOP");
                        client.raw(answer);
                        client.stall();
                    },
                    OBLIGING)) {
                assertThatThrownBy(() -> bed.pool.read(ANNA, NOOP))
                        .describedAs(answer.substring(0, Math.min(30, answer.length())))
                        .extracting(failure -> ((MailException) failure).failure())
                        .isInstanceOf(MailFailure.ServerUnavailable.class);
                assertThat(bed.pool.state().total()).isZero();
                assertThat(bed.pool.read(ANNA, NOOP)).isTrue();
            }
        }
    }

    @Test
    void aRefusalLeavesTheConnectionUsable() {
        try (Bed bed = new Bed(2, 2, client -> {
            client.login("");
            client.expect("EXAMINE");
            client.no("no such mailbox");
            client.answer("NOOP");
            client.stall();
        })) {
            assertThatThrownBy(() -> bed.pool.read(ANNA, connection -> {
                        ImapSelection.open(connection, new FolderPath("x"));
                        return true;
                    }))
                    .isInstanceOf(MailException.class);
            assertThat(bed.pool.read(ANNA, NOOP)).isTrue();
            assertThat(bed.server.connections).hasValue(1);
        }
    }

    @Test
    void aBugInTheWorkClosesTheConnection() {
        try (Bed bed = new Bed(2, 2, OBLIGING)) {
            assertThatThrownBy(() -> bed.pool.read(ANNA, connection -> {
                        throw new IllegalStateException("a bug");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(bed.pool.state().total()).isZero();
        }
    }

    @Test
    void aFailedLoginGivesItsPlaceBack() {
        try (Bed bed = new Bed(
                1,
                1,
                client -> {
                    client.say("* OK [CAPABILITY IMAP4rev1] ready");
                    client.expect("LOGIN");
                    client.no("[AUTHENTICATIONFAILED] no");
                    client.stall();
                },
                OBLIGING)) {
            assertThatThrownBy(() -> bed.pool.read(ANNA, NOOP)).isInstanceOf(MailException.class);
            assertThat(bed.pool.read(ANNA, NOOP)).isTrue();
        }
    }

    @Test
    void aClosedPoolTakesNoCalls() {
        Bed bed = new Bed(1, 1, OBLIGING);
        try (bed) {
            bed.pool.read(ANNA, NOOP);
        }
        assertThatThrownBy(() -> bed.pool.read(ANNA, NOOP)).isInstanceOf(MailException.class);
        assertThat(bed.pool.state().total()).isZero();
    }

    @Test
    void closingTellsTheServer() {
        try (Bed bed = new Bed(1, 1, OBLIGING)) {
            bed.pool.read(ANNA, NOOP);
            bed.pool.evictAll();

            await().until(() -> bed.server.received().contains("LOGOUT"));
        }
    }

    private static boolean waitFor(CountDownLatch latch) throws IOException {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** A scripted server and a pool on it that is quick to give up. */
    private static final class Bed implements AutoCloseable {
        static final Duration CALL = Duration.ofSeconds(2);

        final ScriptedImapServer server;
        final ImapConnector connector;
        final ImapPool pool;
        final Clock clock = new Clock();

        Bed(int max, int perUser, Script... scripts) {
            server = new ScriptedImapServer(scripts);
            ImapSettings.Timeouts usual = ImapSettings.Timeouts.USUAL;
            connector = new ImapConnector(new ImapSettings(
                    "127.0.0.1",
                    server.port(),
                    TlsMode.NONE,
                    null,
                    max,
                    perUser,
                    new ImapSettings.Timeouts(
                            usual.connect(),
                            usual.tls(),
                            usual.greeting(),
                            usual.read(),
                            CALL,
                            Duration.ofMillis(max == 3 ? 2000 : 300),
                            usual.idle(),
                            usual.maxAge())));
            pool = new ImapPool(connector, clock);
        }

        @Override
        public void close() {
            pool.close();
            connector.close();
            server.close();
        }
    }
}
