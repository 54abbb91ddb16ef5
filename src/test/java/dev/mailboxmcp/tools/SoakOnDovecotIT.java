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
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Fifty users read, search, send and reply while faults strike every few seconds. Every mail names its owner, so that each
 * answer can be told right from wrong: a call ends in the right answer, or, where a fault may have met it, in an error that
 * fits; a mail comes once, at most once where its outcome is unknown, and never where it is said not to be sent. What is
 * held at the end is what was held at the beginning.
 */
class SoakOnDovecotIT {
    private static final int USERS = 50;
    private static final int MAILS = 30;
    /** How long after a fault a call may still meet it: a connection that stalled lives until its read time-out of 3 s. */
    private static final Duration AFTERMATH = Duration.ofSeconds(5);

    private static final Pattern OURS = Pattern.compile("mail (\\d+) of (reader\\d\\d)");
    private static final Pattern TOKEN = Pattern.compile("token-[0-9a-f-]{36}\\.");

    /** What this test itself keeps of a mail, about; after hours of it that is more than a server may keep. */
    private static final long REMEMBERED_BYTES = 256;

    private static final List<Fault> FAULTS = List.of(
            new Fault.Delay(Duration.ofMillis(300)),
            new Fault.Cut(40),
            new Fault.Cut(900),
            new Fault.HalfClose(),
            new Fault.Reset(),
            new Fault.Stall(),
            new Fault.Say("\0\1{}[]()\"\\ garbage\r\n", null),
            new Fault.Say("* BYE shutting down\r\n", null),
            new Fault.Say("", "NO [UNAVAILABLE] database is down"),
            new Fault.Say("", "NO [LIMIT] too much"));

    private final DovecotServer server = DovecotServer.shared();
    private final FaultProxy imap = new FaultProxy(server.plainImapPort());
    private final FaultProxy smtp = new FaultProxy(server.smtpPort());
    private final ToolStack stack = ToolStack.on(
            server,
            Map.of(
                    "IMAP_TLS", "false",
                    "IMAP_PORT", "" + imap.port(),
                    "SMTP_PORT", "" + smtp.port(),
                    "MAX_POOL_SIZE", "40",
                    "IMAP_GREETING_TIMEOUT", "3",
                    "IMAP_READ_TIMEOUT", "3",
                    "CALL_TIMEOUT", "8",
                    "SEND_PER_MINUTE", "1000"));

    /** What was said of each mail, by a word in its text. */
    private final Map<String, String> sent = new ConcurrentHashMap<>();

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger callsInPeace = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger strikes = new AtomicInteger();
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
        for (int user = 1; user <= USERS; user++) {
            MailUser reader = DovecotServer.reader(user);
            server.reset(reader);
            try (RawImap box = server.connect(reader)) {
                for (int i = 1; i <= MAILS; i++) {
                    String subject = "mail " + i + " of " + name(reader);
                    box.append(
                            "INBOX",
                            "()",
                            Mails.plain(
                                    "Bob <bob@example.test>", reader.address(), subject, "This is " + subject + "."));
                }
            }
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
        soak(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(6));
    }

    @Test
    @Tag("nightly")
    void hoursOfFaultsGiveNoWrongAnswerAndLeaveNothingBehind() throws Exception {
        soak(
                Duration.ofMinutes(1),
                Duration.ofMinutes(Integer.getInteger("soak.minutes", 120)),
                Duration.ofSeconds(10));
    }

    /** @param pause between two strikes, of which the end must be in peace */
    private void soak(Duration warmUp, Duration time, Duration pause) throws Exception {
        work(warmUp, pause);
        Held before = Held.now();

        work(time, pause);

        assertThat(calls.get()).isGreaterThan(500);
        assertThat(callsInPeace.get()).isGreaterThan(calls.get() / 10);
        assertThat(strikes.get()).isGreaterThan(3);
        assertThat(failed.get()).isLessThan(calls.get() * 15 / 100);
        everyMailCameAsOftenAsWasSaid();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Held after = Held.now();
            System.out.println("soak: " + calls + " calls, " + callsInPeace + " of them in peace, " + failed
                    + " failed by " + strikes + " faults, "
                    + sent.size() + " mails; held before " + before + ", after " + after + ", connections "
                    + imap.open() + ", pool " + stack.pool());
            assertThat(after.heapBytes() - sent.size() * REMEMBERED_BYTES).isLessThan(before.heapBytes() + (24 << 20));
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 8);
            assertThat(after.files())
                    .isLessThanOrEqualTo(before.files() + 90); // as many connections as the pool may hold
            assertThat(imap.open()).isEqualTo(stack.pool().idle());
        });
    }

    private void work(Duration time, Duration pause) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> users = new ArrayList<>();
            for (int user = 1; user <= USERS; user++) {
                MailUser reader = DovecotServer.reader(user);
                Random random = new Random(user);
                users.add(threads.submit(() -> {
                    while (System.nanoTime() < end) {
                        oneCall(reader, random);
                        LockSupport.parkNanos(random.nextLong(400_000_000));
                    }
                }));
            }
            Random random = new Random(0);
            while (end - System.nanoTime() > pause.toNanos()) {
                LockSupport.parkNanos(pause.toNanos());
                strike(random);
            }
            for (Future<?> user : users) {
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
        imap.spoil(stages[random.nextInt(stages.length)], FAULTS.get(random.nextInt(FAULTS.size())), 20);
        LockSupport.parkNanos(500_000_000);
        imap.heal();
        calmSince = System.nanoTime();
    }

    private void oneCall(MailUser reader, Random random) {
        int mail = 1 + random.nextInt(MAILS);
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> list(reader);
            case 3 ->
                ifRight(
                        reader,
                        "imap_list_folders",
                        "{}",
                        result -> assertThat(result.toString()).contains("\"path\":\"INBOX\",\"role\":\"inbox\""));
            case 4, 5, 6 -> search(reader, mail);
            case 7 -> send(reader, random);
            case 8 -> reply(reader, mail);
            default -> read(reader, mail);
        }
    }

    private void list(MailUser reader) {
        ifRight(reader, "imap_list_emails", "{\"limit\":20}", page -> {
            assertThat(page.getInt("total")).isGreaterThanOrEqualTo(MAILS);
            assertThat(ToolsContract.subjects(page)).hasSize(20).allMatch(subject -> isOf(subject, reader));
        });
    }

    private void search(MailUser reader, int mail) {
        String subject = "mail " + mail + " of " + name(reader);
        ifRight(
                reader,
                "imap_search_emails",
                "{\"subject\":\"" + subject + "\"}",
                page -> assertThat(ToolsContract.subjects(page))
                        .filteredOn(found -> !found.startsWith("Re: "))
                        .containsExactly(subject));
    }

    /** Reads the mail found by a search, since UIDs are the server's to choose. */
    private void read(MailUser reader, int mail) {
        String subject = "mail " + mail + " of " + name(reader);
        ifRight(reader, "imap_search_emails", "{\"subject\":\"" + subject + "\"}", page -> {
            JsonObject last =
                    page.getJsonArray("emails").getValuesAs(JsonObject.class).getLast();
            ifRight(reader, "imap_read_email", "{\"uid\":" + last.getInt("uid") + "}", read -> {
                assertThat(read.getString("subject")).isEqualTo(subject);
                assertThat(read.getString("text")).isEqualTo("This is " + subject + ".");
            });
        });
    }

    private void send(MailUser reader, Random random) {
        MailUser to = DovecotServer.reader(1 + random.nextInt(USERS));
        String token = token();
        remember(
                token,
                call(
                        reader,
                        "smtp_send_email",
                        "{\"to\":[\"%s\"],\"subject\":\"mail 0 of %s\",\"text\":\"%s\"}"
                                .formatted(to.address(), name(to), token)));
    }

    /** Replies to bob, who wrote them all. */
    private void reply(MailUser reader, int mail) {
        String subject = "mail " + mail + " of " + name(reader);
        JsonObject found = call(reader, "imap_search_emails", "{\"subject\":\"" + subject + "\"}");
        if (found.getBoolean("isError")) {
            return;
        }
        int uid = found.getJsonObject("structuredContent")
                .getJsonArray("emails")
                .getValuesAs(JsonObject.class)
                .getLast()
                .getInt("uid");
        String token = token();
        remember(token, call(reader, "smtp_reply_email", "{\"uid\":%d,\"text\":\"%s\"}".formatted(uid, token)));
    }

    private static String token() {
        return "token-" + UUID.randomUUID() + ".";
    }

    private void remember(String token, JsonObject result) {
        sent.put(
                token,
                result.getBoolean("isError")
                        ? "not sent: " + ToolStack.errorText(result)
                        : result.getJsonObject("structuredContent").getString("status"));
    }

    private void everyMailCameAsOftenAsWasSaid() throws Exception {
        Map<String, Integer> came = new HashMap<>();
        for (int user = 1; user <= USERS; user++) {
            count(DovecotServer.reader(user), came);
        }
        count(server.bob(), came);
        sent.forEach((token, status) -> {
            int times = came.getOrDefault(token, 0);
            switch (status) {
                case "sent" -> assertThat(times).as("%s is sent", token).isEqualTo(1);
                case "unknown" -> assertThat(times).as("%s is unknown", token).isLessThanOrEqualTo(1);
                default -> assertThat(times).as("%s is %s", token, status).isZero();
            }
        });
    }

    private void count(MailUser user, Map<String, Integer> came) throws Exception {
        for (byte[] mail : server.messages(user, "INBOX")) {
            TOKEN.matcher(new String(mail, StandardCharsets.UTF_8))
                    .results()
                    .forEach(token -> came.merge(token.group(), 1, Integer::sum));
        }
    }

    private interface Check {
        void of(JsonObject result);
    }

    private void ifRight(MailUser reader, String tool, String arguments, Check check) {
        JsonObject result = call(reader, tool, arguments);
        if (!result.getBoolean("isError")) {
            check.of(result.getJsonObject("structuredContent"));
        }
    }

    /** An error is one that fits, and comes only where a fault may have met the call. */
    private JsonObject call(MailUser reader, String tool, String arguments) {
        long began = System.nanoTime();
        JsonObject result = stack.call(ToolStack.credentials(reader), tool, arguments);
        boolean inPeace = isPeaceSince(began);
        calls.incrementAndGet();
        callsInPeace.addAndGet(inPeace ? 1 : 0);
        if (result.getBoolean("isError")) {
            failed.incrementAndGet();
            assertThat(inPeace)
                    .as("began when all was well, and ended in %s", result)
                    .isFalse();
            assertThat(ToolStack.errorText(result))
                    .matches("(?s)(MAIL_SERVER_UNAVAILABLE|TIMEOUT|THROTTLED|BUSY): .*")
                    .doesNotContain("internal error");
        }
        return result;
    }

    /** Calls that began earlier may have met a fault, or have waited for one that did. */
    private boolean isPeaceSince(long began) {
        long calm = calmSince;
        return calm != Long.MAX_VALUE && began - calm >= AFTERMATH.toNanos();
    }

    private static boolean isOf(String subject, MailUser reader) {
        Matcher matcher = OURS.matcher(subject);
        return matcher.find() && matcher.group(2).equals(name(reader));
    }

    private static String name(MailUser reader) {
        return reader.address().substring(0, reader.address().indexOf('@'));
    }
}
