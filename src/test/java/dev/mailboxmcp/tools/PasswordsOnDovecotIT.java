// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever knows a password reads that mailbox and nobody else does; who guesses troubles neither owners nor mail server. */
class PasswordsOnDovecotIT {
    private static final int USERS = 20;
    private static final int THREADS = 200;
    private static final int FAILURES_PER_USER = 5;
    private static final String LIST = "imap_list_emails";
    private static final String NEWEST = "{\"limit\":1}";

    private final DovecotServer server = DovecotServer.shared();

    @BeforeEach
    void aMailThatNamesItsOwner() throws Exception {
        for (int user = 1; user <= USERS; user++) {
            MailUser reader = DovecotServer.reader(user);
            server.reset(reader);
            try (RawImap box = server.connect(reader)) {
                box.append("INBOX", "()", Mails.plain("Bob <bob@example.test>", reader.address(), mark(reader), "x"));
            }
        }
    }

    @Test
    void twoHundredThreadsWithRightWrongAndForeignPasswordsGetWhatIsTheirsAlone() throws Exception {
        mixPasswords(2_000);
    }

    @Test
    @Tag("nightly")
    void inAHundredThousandCallsNobodyGetsWhatIsNotTheirs() throws Exception {
        mixPasswords(Integer.getInteger("passwords.calls", 100_000));
    }

    /** Nothing guards the logins here: every wrong password meets the pool, and the mail server. */
    private void mixPasswords(int calls) throws Exception {
        AtomicInteger own = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger left = new AtomicInteger(calls);
        try (ToolStack stack = ToolStack.on(server, Map.of("IMAP_BORROW_TIMEOUT", "60", "CALL_TIMEOUT", "120"));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> work = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                Random random = new Random(thread);
                work.add(threads.submit(() -> {
                    while (left.getAndDecrement() > 0) {
                        callWithSomePassword(stack, random, own, refused, wrong);
                    }
                }));
            }
            for (Future<?> thread : work) {
                thread.get();
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(own.get()).isGreaterThan(calls / 4);
        assertThat(refused.get()).isGreaterThan(calls / 4);
        System.out.println("passwords: " + own + " calls got their own mail, " + refused + " were refused");
    }

    private static void callWithSomePassword(
            ToolStack stack, Random random, AtomicInteger own, AtomicInteger refused, List<String> wrong) {
        MailUser user = DovecotServer.reader(1 + random.nextInt(USERS));
        MailUser other = DovecotServer.reader(1 + random.nextInt(USERS));
        String password =
                random.nextInt(2) == 0 ? user.password() : random.nextInt(2) == 0 ? other.password() : "wrong";
        boolean right = password.equals(user.password());

        String answer = stack.call(new Credentials(user.address(), new Secret(password)), LIST, NEWEST)
                .toString();

        boolean asItMust = right ? answer.contains(mark(user) + "\"") : answer.contains("LOGIN_FAILED: ");
        if (asItMust) {
            (right ? own : refused).incrementAndGet();
        } else {
            wrong.add(user.address() + (right ? "" : " with a wrong password") + " got " + answer);
        }
    }

    @Test
    void aPasswordThatWasChangedOpensNothingOnceItsConnectionsAreTooOld() throws Exception {
        MailUser reader = DovecotServer.reader(USERS);
        try (ToolStack stack = ToolStack.guarded(server, Map.of("IMAP_MAX_AGE", "2"))) {
            stack.succeed(reader, LIST, NEWEST);
            server.setPassword(reader, "another");
            long changed = System.nanoTime();

            await().pollInterval(Duration.ofMillis(100))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> stack.call(ToolStack.credentials(reader), LIST, NEWEST)
                            .toString()
                            .contains("LOGIN_FAILED: "));

            assertThat(Duration.ofNanos(System.nanoTime() - changed)).isLessThan(Duration.ofSeconds(4));
            stack.succeed(new MailUser(reader.address(), "another"), LIST, NEWEST);
            assertThat(ToolStack.errorText(stack.call(ToolStack.credentials(reader), LIST, NEWEST)))
                    .contains("LOGIN_FAILED");
        } finally {
            server.setPassword(reader, reader.password());
        }
    }

    @Test
    void ofTenThousandGuessesFiveForEachUserReachTheMailServerAndOwnersDoNotNotice() throws Exception {
        int guesses = 10_000;
        long victims = 16;
        long from = Files.size(server.log());
        try (ToolStack stack = ToolStack.guarded(server, Map.of());
                ScheduledExecutorService attackers = Executors.newScheduledThreadPool(4)) {
            times(stack, 300); // warm
            List<Long> before = times(stack, 300);

            AtomicInteger guess = new AtomicInteger();
            List<String> wrong = Collections.synchronizedList(new ArrayList<>());
            List<ScheduledFuture<?>> attacks = new ArrayList<>();
            for (int attacker = 0; attacker < 4; attacker++) {
                attacks.add(attackers.scheduleAtFixedRate(
                        () -> {
                            for (int i = 0; i < 5; i++) {
                                guess(stack, guess.getAndIncrement(), victims, wrong);
                            }
                        },
                        0,
                        5,
                        TimeUnit.MILLISECONDS));
            }
            List<Long> during = times(stack, 300);
            await().atMost(Duration.ofSeconds(60)).until(() -> guess.get() >= guesses);
            attacks.forEach(attack -> attack.cancel(false));

            assertThat(wrong).isEmpty();
            System.out.println("guesses: " + guess + ", p95 of owners in us: " + percentile(before) + " before, "
                    + percentile(during) + " meanwhile");
            assertThat(percentile(during)).isLessThan(2 * percentile(before) + 5_000);
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> refusedSince(from) >= victims * FAILURES_PER_USER);
        for (int victim = 1; victim <= victims; victim++) {
            assertThat(refusedSince(from, DovecotServer.reader(victim).address()))
                    .isEqualTo(FAILURES_PER_USER);
        }
    }

    @Test
    void theMailServersLogNamesTheClientWhereItIsToBeTold() throws Exception {
        long from = Files.size(server.log());
        try (ToolStack told = ToolStack.guarded(server, Map.of("IMAP_ID_CLIENT_ADDRESS", "true"));
                ToolStack silent = ToolStack.guarded(server, Map.of())) {
            told.call(ToolStack.credentials(DovecotServer.reader(1)).from("198.51.100.77"), LIST, NEWEST);
            silent.call(ToolStack.credentials(DovecotServer.reader(2)).from("198.51.100.78"), LIST, NEWEST);
        }

        await().atMost(Duration.ofSeconds(10))
                .until(() -> logSince(from)
                        .anyMatch(line -> line.contains("Login: user=<reader01@example.test>")
                                && line.contains("rip=198.51.100.77,")));
        assertThat(logSince(from)).noneMatch(line -> line.contains("198.51.100.78"));
    }

    /** Guesses from many addresses, so that it is not the limit of a client that holds. */
    private static void guess(ToolStack stack, int number, long victims, List<String> wrong) {
        MailUser victim = DovecotServer.reader((int) (1 + number % victims));
        String address = "198.51.100." + (1 + number / victims % 250);
        Credentials guessed = new Credentials(victim.address(), new Secret("guess" + number)).from(address);
        String answer = stack.round(CallContext.of(new Caller(guessed, address)), LIST, "{}")
                .toString();
        if (!answer.contains("LOGIN_FAILED: ") && !answer.contains("THROTTLED: ")) {
            wrong.add(answer);
        }
    }

    /** How long calls of two owners take, one after the other, in microseconds. */
    private static List<Long> times(ToolStack stack, int calls) {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            MailUser owner = DovecotServer.reader(USERS - i % 2);
            long start = System.nanoTime();
            stack.succeed(owner, LIST, NEWEST);
            times.add((System.nanoTime() - start) / 1000);
        }
        return times;
    }

    private static long percentile(List<Long> times) {
        return times.stream()
                .sorted()
                .skip(times.size() * 95L / 100)
                .findFirst()
                .orElseThrow();
    }

    private long refusedSince(long from) throws IOException {
        return refusedSince(from, "@");
    }

    private long refusedSince(long from, String user) throws IOException {
        return logSince(from)
                .filter(line -> line.contains("auth failed") && line.contains("user=<") && line.contains(user))
                .count();
    }

    private Stream<String> logSince(long from) throws IOException {
        byte[] log = Files.readAllBytes(server.log());
        return new String(log, (int) from, log.length - (int) from, StandardCharsets.UTF_8).lines();
    }

    private static String mark(MailUser reader) {
        return "mail of " + reader.address();
    }
}
