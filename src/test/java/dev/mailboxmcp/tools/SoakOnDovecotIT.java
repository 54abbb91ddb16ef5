// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.FaultProxy;
import dev.mailboxmcp.mailserver.FaultProxy.Fault;
import dev.mailboxmcp.mailserver.FaultProxy.Stage;
import dev.mailboxmcp.mailserver.MailUser;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Fifty users use all tools while faults strike every few seconds ({@link SoakingUser}). A call ends in the right answer, or,
 * where a fault may have met it, in an error that fits; a mail comes once, at most once where its outcome is unknown, and
 * never where it is said not to be sent; none is lost or doubled by being put in order. What is held at the end is what was
 * held at the beginning.
 */
class SoakOnDovecotIT {
    private static final int USERS = 50;
    /** How long after a fault a call may still meet it: a connection that stalled lives until its time-out of 5 s. */
    private static final Duration AFTERMATH = Duration.ofSeconds(7);

    /** What this test itself keeps of a mail, about; after hours of it that is more than a server may keep. */
    private static final long REMEMBERED_BYTES = 256;

    /** What is over at once. Nothing else meets a greeting, which a busy machine is given 20 s for. */
    private static final List<Fault> SHORT_FAULTS = List.of(
            new Fault.Delay(Duration.ofMillis(300)),
            new Fault.Cut(40),
            new Fault.HalfClose(),
            new Fault.Reset(),
            new Fault.Say("* BYE shutting down\r\n", null));

    private static final List<Fault> FAULTS = Stream.concat(
                    SHORT_FAULTS.stream(),
                    Stream.of(
                            new Fault.Cut(900),
                            new Fault.Stall(),
                            new Fault.Say("\0\1{}[]()\"\\ garbage\r\n", null),
                            new Fault.Say("", "NO [UNAVAILABLE] database is down"),
                            new Fault.Say("", "NO [LIMIT] too much")))
            .toList();

    private final DovecotServer server = DovecotServer.shared();
    private final FaultProxy imap = new FaultProxy(server.plainImapPort());
    private final FaultProxy smtp = new FaultProxy(server.smtpPort());
    private final ToolStack stack = ToolStack.on(
            server,
            Map.ofEntries(
                    Map.entry("IMAP_TLS", "false"),
                    Map.entry("IMAP_PORT", "" + imap.port()),
                    Map.entry("SMTP_PORT", "" + smtp.port()),
                    Map.entry("MAX_POOL_SIZE", "45"),
                    Map.entry("LOGINS_IN_FLIGHT", "8"),
                    Map.entry("IMAP_GREETING_TIMEOUT", "20"),
                    Map.entry("IMAP_READ_TIMEOUT", "5"),
                    Map.entry("CALL_TIMEOUT", "30"),
                    Map.entry("DELETE_MODE", "allow"),
                    Map.entry("WRITES_PER_MINUTE", "0"),
                    Map.entry("SEND_PER_MINUTE", "1000")));

    private final List<SoakingUser> users = IntStream.rangeClosed(1, USERS)
            .mapToObj(number -> new SoakingUser(server, stack, new JudgedCalls(), number))
            .toList();

    /** How often each tool was called. */
    private final Map<String, Integer> tools = new ConcurrentSkipListMap<>();

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger callsInPeace = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger strikes = new AtomicInteger();
    private volatile boolean ended;
    private volatile long calmSince = System.nanoTime() - AFTERMATH.toNanos();

    /** What a server must not have more of after hours than after a minute. */
    private record Held(long heapBytes, int threads, long files) {
        static Held now() {
            for (int i = 0; i < 3; i++) {
                System.gc(); // what waits for a cleaner needs a second one
            }
            return new Held(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                            .getOpenFileDescriptorCount());
        }
    }

    @BeforeEach
    void fillMailboxes() throws Exception {
        server.reset(server.bob());
        for (SoakingUser user : users) {
            user.fillMailbox();
        }
    }

    @AfterEach
    void close() {
        stack.close();
        imap.close();
        smtp.close();
    }

    @Test
    void fortySecondsOfFaultsGiveNoWrongAnswerAndLeaveNothingBehind() throws Exception {
        soak(Duration.ofSeconds(10), 1, Duration.ofSeconds(30), Duration.ofSeconds(9));
    }

    @Test
    @Tag("nightly")
    void hoursOfFaultsGiveNoWrongAnswerAndLeaveNothingBehind() throws Exception {
        soak(
                Duration.ofMinutes(1),
                Math.max(1, Integer.getInteger("soak.minutes", 120) / 10),
                Duration.ofMinutes(10),
                Duration.ofSeconds(15));
    }

    /**
     * @param round after which all is compared with what was said
     * @param pause between two strikes, of which the end must be in peace
     */
    private void soak(Duration warmUp, int rounds, Duration round, Duration pause) throws Exception {
        work(warmUp, pause);
        Held before = Held.now();
        for (int i = 0; i < rounds; i++) {
            work(round, pause);
            whatWasSaidIsSo();
            nothingIsLeftBehind(before);
        }
        assertThat(calls.get()).isGreaterThan(200);
        assertThat(callsInPeace.get()).isGreaterThan(calls.get() / 10);
        assertThat(strikes.get()).isGreaterThan(2);
        assertThat(failed.get()).isLessThan(calls.get() * 15 / 100);
        assertThat(tools.keySet()).containsExactlyInAnyOrderElementsOf(KnownTools.names());
    }

    private void nothingIsLeftBehind(Held before) {
        int sent = users.stream().mapToInt(SoakingUser::sent).sum();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Held after = Held.now();
            System.out.println("soak: " + calls + " calls, " + callsInPeace + " of them in peace, " + failed
                    + " failed by " + strikes + " faults, "
                    + sent + " mails, " + tools + "; held before " + before + ", after " + after + ", connections "
                    + imap.open() + ", pool " + stack.pool());
            assertThat(after.heapBytes() - sent * REMEMBERED_BYTES).isLessThan(before.heapBytes() + (24 << 20));
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 8);
            assertThat(after.files())
                    .isLessThanOrEqualTo(before.files() + 90); // as many connections as the pool may hold
            assertThat(imap.open()).isEqualTo(stack.pool().idle());
        });
    }

    private void work(Duration time, Duration pause) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> working = new ArrayList<>();
            for (SoakingUser user : users) {
                Random random = new Random();
                working.add(threads.submit(() -> {
                    boolean right = false;
                    try {
                        while (System.nanoTime() < end && !ended) {
                            user.act();
                            LockSupport.parkNanos(random.nextLong(1_000_000_000));
                        }
                        right = true;
                    } finally {
                        ended |= !right; // which nobody waits hours for
                    }
                }));
            }
            Random random = new Random(0);
            while (end - System.nanoTime() > pause.toNanos() && !ended) {
                LockSupport.parkNanos(pause.toNanos());
                strike(random);
            }
            for (Future<?> user : working) {
                user.get();
            }
        }
    }

    private void strike(Random random) {
        Stage[] stages = Stage.values();
        calmSince = Long.MAX_VALUE;
        strikes.incrementAndGet();
        if (random.nextInt(4) == 0) {
            smtp.resetAll();
            imap.resetAll();
        }
        Stage stage = stages[random.nextInt(stages.length)];
        List<Fault> faults = stage == Stage.CONNECT || stage == Stage.GREETING ? SHORT_FAULTS : FAULTS;
        imap.spoil(stage, faults.get(random.nextInt(faults.size())), 20);
        LockSupport.parkNanos(500_000_000);
        imap.heal();
        calmSince = System.nanoTime();
    }

    private void whatWasSaidIsSo() throws IOException {
        Map<String, Integer> came = SoakingUser.tokens(server, server.bob(), "INBOX");
        for (SoakingUser user : users) {
            user.came().forEach((token, times) -> came.merge(token, times, Integer::sum));
        }
        SoftAssertions all = new SoftAssertions();
        for (SoakingUser user : users) {
            all.check(() -> user.assertWhatWasSaidIsSo(came));
        }
        all.assertAll();
    }

    /** An error is one that fits, and comes only where a fault may have met the call, unless the machine is too slow for fifty. */
    private final class JudgedCalls implements SoakingUser.Calls {
        @Override
        public JsonObject call(MailUser user, String tool, String arguments) {
            long began = System.nanoTime();
            JsonObject result = again(user, tool, arguments);
            boolean inPeace = isPeaceSince(began);
            callsInPeace.addAndGet(inPeace ? 1 : 0);
            if (result.getBoolean("isError")) {
                assertThat(inPeace && !ToolStack.errorText(result).startsWith("BUSY: "))
                        .as("%s %s began when all was well, and ended in %s", tool, arguments, result)
                        .isFalse();
                assertThat(ToolStack.errorText(result))
                        .as("%s %s", tool, arguments)
                        .matches("(?s)(MAIL_SERVER_UNAVAILABLE|TIMEOUT|THROTTLED|BUSY): .*")
                        .doesNotContain("internal error");
            }
            return result;
        }

        @Override
        public JsonObject again(MailUser user, String tool, String arguments) {
            JsonObject result = stack.call(ToolStack.credentials(user), tool, arguments);
            calls.incrementAndGet();
            tools.merge(tool, 1, Integer::sum);
            if (result.getBoolean("isError")) {
                failed.incrementAndGet();
            }
            return result;
        }

        /** Calls that began earlier may have met a fault, or have waited for one that did. */
        @Override
        public boolean isPeaceSince(long began) {
            long calm = calmSince;
            return calm != Long.MAX_VALUE && began - calm >= AFTERMATH.toNanos();
        }
    }
}
