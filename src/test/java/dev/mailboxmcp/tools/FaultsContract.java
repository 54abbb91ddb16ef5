// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.sun.management.ThreadMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.mailboxmcp.imap.PoolState;
import dev.mailboxmcp.mailserver.FaultProxy;
import dev.mailboxmcp.mailserver.FaultProxy.Fault;
import dev.mailboxmcp.mailserver.FaultProxy.Stage;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every fault at every stage of the dialogue: the call answers in time and with the right code, gives back what it held,
 * in bounded memory, and the next call works.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultsContract {
    private static final Map<String, String> USUAL_DEADLINES = Map.of("IMAP_TLS", "false");
    private static final Map<String, String> SHORT_DEADLINES =
            Map.of("IMAP_TLS", "false", "IMAP_GREETING_TIMEOUT", "2", "IMAP_READ_TIMEOUT", "2", "CALL_TIMEOUT", "4");
    /** The four seconds of a call with short deadlines, and time for a busy machine. */
    private static final Duration IN_TIME = Duration.ofSeconds(10);

    private static final long MEMORY = 64 << 20;
    private static final String OK = "OK";
    private static final String UNAVAILABLE = "MAIL_SERVER_UNAVAILABLE";
    private static final String THROTTLED = "THROTTLED";
    private static final String TIMEOUT = "TIMEOUT";
    private static final String DEEP =
            "(".repeat(20_000) + "\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1)" + " \"mixed\")".repeat(19_999);
    private static final Set<Stage> BEFORE_COMMANDS = Set.of(Stage.CONNECT, Stage.GREETING);

    private final MailServer server;
    private final Set<Stage> stages;
    private final int cutEvery;
    private final Line line;
    private JsonObject right = JsonObject.EMPTY_JSON_OBJECT;

    /**
     * @param stages at which faults strike
     * @param cutEvery so many bytes a dialogue is cut; the nightly run takes every one
     */
    FaultsContract(MailServer server, Set<Stage> stages, int cutEvery) {
        this.server = server;
        this.stages = stages;
        this.cutEvery = cutEvery;
        line = new Line(USUAL_DEADLINES);
    }

    /** @param codes of which the call must end in one */
    private record Row(String name, Fault fault, Set<String> codes) {}

    private List<Row> rows(Stage stage) {
        List<Row> rows = new ArrayList<>(List.of(
                new Row("a half-close", new Fault.HalfClose(), Set.of(UNAVAILABLE)),
                new Row("a reset", new Fault.Reset(), Set.of(UNAVAILABLE)),
                new Row("garbage", new Fault.Say("\0\1\u00ff{}[]()\"\\ HTTP/1.1 400\r\n", null), Set.of(UNAVAILABLE)),
                new Row("a foreign tag", new Fault.Say("ZZ9 OK done\r\n", null), Set.of(UNAVAILABLE)),
                new Row("a goodbye", new Fault.Say("* BYE shutting down\r\n", null), Set.of(UNAVAILABLE)),
                new Row("a goodbye [UNAVAILABLE]", bye("[UNAVAILABLE] later"), Set.of(UNAVAILABLE)),
                new Row(
                        "a goodbye of Gmail",
                        bye("Account exceeded command or bandwidth limits. 4711"),
                        Set.of(THROTTLED)),
                new Row(
                        "a goodbye of Dovecot",
                        bye("[LIMIT] Maximum number of connections exceeded"),
                        Set.of(THROTTLED)),
                new Row("a line without end", new Fault.Flood("x"), Set.of(UNAVAILABLE)),
                new Row("lines without end", new Fault.Flood("* OK still here\r\n"), Set.of(UNAVAILABLE, TIMEOUT)),
                new Row(
                        "a literal of 2 GB",
                        new Fault.Say("* 1 FETCH (BODY[] {2147483000}\r\n", null),
                        Set.of(UNAVAILABLE)),
                new Row("a literal of 9 EB", new Fault.Say("* X {9223372036854775807}\r\n", null), Set.of(UNAVAILABLE)),
                new Row("a negative literal", new Fault.Say("* X {-5}\r\n", null), Set.of(UNAVAILABLE))));
        if (!BEFORE_COMMANDS.contains(stage)) {
            rows.addAll(List.of(
                    new Row("[UNAVAILABLE]", refusal("NO [UNAVAILABLE] database is down"), Set.of(UNAVAILABLE)),
                    new Row("[INUSE]", refusal("NO [INUSE] mailbox is locked"), Set.of(UNAVAILABLE)),
                    new Row("[SERVERBUG]", refusal("NO [SERVERBUG] oops"), Set.of(UNAVAILABLE)),
                    new Row("[LIMIT]", refusal("NO [LIMIT] too much"), Set.of(THROTTLED)),
                    new Row(
                            "a throttle of Gmail",
                            refusal("NO [ALERT] Too many simultaneous connections. (Failure)"),
                            Set.of(THROTTLED)),
                    new Row("a refusal of Exchange", refusal("BAD Server Unavailable. 15"), Set.of(UNAVAILABLE)),
                    new Row(
                            "another of Exchange",
                            refusal("NO User is authenticated but not connected."),
                            Set.of(UNAVAILABLE)),
                    new Row("a delay", new Fault.Delay(Duration.ofMillis(150)), Set.of(OK))));
        }
        if (stage == Stage.FETCH || stage == Stage.SEARCH) { // the mail is read without its parts; nothing was found
            rows.add(new Row(
                    "a structure 20,000 deep",
                    new Fault.Say("* 1 FETCH (UID " + line.uid() + " BODYSTRUCTURE " + DEEP + ")\r\n", "OK done"),
                    Set.of(OK)));
        }
        return rows;
    }

    /** Nothing comes, or nothing that ends. */
    private static List<Row> silence(Stage stage) {
        Set<String> codes = Set.of(BEFORE_COMMANDS.contains(stage) ? UNAVAILABLE : TIMEOUT);
        return List.of(
                new Row("a stall", new Fault.Stall(), codes),
                new Row("a drip", new Fault.Drip("* OK ", Duration.ofMillis(200)), codes));
    }

    private static Fault bye(String text) {
        return new Fault.Say("* BYE " + text + "\r\n", null);
    }

    private static Fault refusal(String status) {
        return new Fault.Say("", status);
    }

    @BeforeAll
    void putAMail() throws Exception {
        server.reset(server.alice());
        server.append(
                server.alice(),
                "INBOX",
                Mails.plain("bob@mails.example", "alice@mails.example", "the mail", "the text"));
        try (RawImap imap = server.connect(server.alice())) {
            imap.create("Other");
        }
        right = line.call("imap_list_emails", "{}").getJsonObject("structuredContent");
    }

    @AfterAll
    void close() {
        line.close();
    }

    @TestFactory
    Stream<DynamicTest> everyFaultAtEveryStageEndsInTheRightCodeAndLeavesNoThreadAndNoFileOpen() {
        line.theNextCallWorks();
        long threads = ManagementFactory.getThreadMXBean().getThreadCount();
        long files = openFiles();
        Stream<DynamicTest> faults = stages.stream()
                .flatMap(stage -> rows(stage).stream()
                        .map(row -> dynamicTest(row.name() + " at " + stage, () -> line.strike(stage, row))));
        return Stream.concat(
                faults,
                Stream.of(
                        dynamicTest("silence at every stage, in time", this::strikeBySilence),
                        dynamicTest(
                                "after all of them nothing is left open",
                                () -> await().untilAsserted(() -> {
                                    assertThat(openFiles()).isLessThanOrEqualTo(files + 5);
                                    assertThat((long) ManagementFactory.getThreadMXBean()
                                                    .getThreadCount())
                                            .isLessThanOrEqualTo(threads + 5);
                                }))));
    }

    private void strikeBySilence() throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> calls = stages.stream()
                    .<Future<?>>flatMap(stage -> silence(stage).stream()
                            .map(row -> threads.submit(() -> {
                                try (Line own = new Line(SHORT_DEADLINES)) {
                                    own.strike(stage, row);
                                }
                            })))
                    .toList();
            for (Future<?> call : calls) {
                call.get();
            }
        }
    }

    @Test
    void microsoftSaysInWordsHowLongToWait() {
        line.prepare(Stage.FETCH);
        line.proxy.spoil(
                Stage.FETCH, new Fault.Say("", "BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds"));

        JsonObject result = line.call(Stage.FETCH);

        assertThat(result.getJsonObject("_meta").getJsonObject("dev.mailboxmcp/error"))
                .hasToString("{\"code\":\"THROTTLED\",\"retryAfterMs\":92415}");
        line.theNextCallWorks();
    }

    /** What is cut off is never taken for an answer, however little is missing: the whole dialogue from its first byte. */
    @ParameterizedTest
    @EnumSource(names = {"SELECT", "FETCH", "SEARCH", "LIST"})
    void aDialogueCutShortIsAFailure(Stage last) {
        cutEvery(cutEvery, last);
    }

    @Tag("nightly")
    @ParameterizedTest
    @EnumSource(names = {"SELECT", "FETCH", "SEARCH", "LIST"})
    void aDialogueCutAtAnyByteIsAFailure(Stage last) {
        cutEvery(1, last);
    }

    private void cutEvery(int step, Stage last) {
        JsonObject whole = line.call(last);
        int bytes = 0;
        line.startAnew();
        while (true) {
            line.proxy.spoil(Stage.GREETING, new Fault.Cut(bytes));

            JsonObject result = line.call(last);

            boolean isError = result.getBoolean("isError");
            if (!isError && !wentWithoutAnExtension(result, whole)) {
                assertThat(withoutMarks(result)).isEqualTo(withoutMarks(whole)); // nothing was cut off any more
                break;
            }
            if (isError) {
                assertThat(code(result)).as("after %d bytes", bytes).isEqualTo(UNAVAILABLE);
            }
            bytes += step;
            assertThat(bytes).isLessThan(100_000);
        }
        assertThat(bytes).isGreaterThan(200);
        line.startAnew();
        line.theNextCallWorks();
    }

    /** Who was cut off does not ask again to decode a part, or for the rights in folders; such an answer is a few bytes shorter. */
    private static boolean wentWithoutAnExtension(JsonObject result, JsonObject whole) {
        String text = withoutMarks(result);
        String expected = withoutMarks(whole);
        return text.contains("which was decoded here")
                || (!text.equals(expected) && text.equals(expected.replaceAll(",\"rights\":\"[a-z]*\"", "")));
    }

    @ParameterizedTest
    @EnumSource(names = {"SELECT", "FETCH", "SEARCH", "LIST"})
    void aPooledConnectionThatFailsBeforeItAnsweredIsReplacedUnnoticed(Stage stage) {
        for (Fault fault : List.of(new Fault.Reset(), new Fault.HalfClose(), bye("idle for too long"))) {
            line.prepare(stage);
            line.proxy.spoil(stage, fault, 1);

            assertThat(code(line.call(stage))).as("%s", fault).isEqualTo(OK);

            assertThat(line.proxy.struck()).isEqualTo(1);
            line.proxy.heal();
        }
    }

    @Test
    void aServerThatDoesNotAnswerTheGoodbyeHoldsNobody() {
        line.theNextCallWorks();
        line.proxy.spoil(Stage.LOGOUT, new Fault.Stall());
        long start = System.nanoTime();

        line.startAnew();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(IN_TIME);
        line.theNextCallWorks();
    }

    /** The marks around what is untrusted are others in each answer. */
    private static String withoutMarks(JsonObject result) {
        return result.getJsonObject("structuredContent").toString().replaceAll("\"untrusted(_end)?\":\"[^\"]*\"", "");
    }

    private static String code(JsonObject result) {
        return result.getBoolean("isError")
                ? result.getJsonObject("_meta")
                        .getJsonObject("dev.mailboxmcp/error")
                        .getString("code")
                : OK;
    }

    private static long openFiles() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    /** The tools, and the mail server behind a proxy. */
    private final class Line implements AutoCloseable {
        private final FaultProxy proxy = new FaultProxy(server.plainImapPort());
        private final Map<String, String> settings;
        private ToolStack stack;

        Line(Map<String, String> settings) {
            this.settings = settings;
            stack = newStack();
        }

        private ToolStack newStack() {
            Map<String, String> all = new HashMap<>(settings);
            all.put("IMAP_PORT", "" + proxy.port());
            return ToolStack.on(server, all);
        }

        void strike(Stage stage, Row row) {
            prepare(stage);
            proxy.spoil(stage, row.fault());
            long start = System.nanoTime();
            long allocated = allocated();

            String code = code(call(stage));

            Duration took = Duration.ofNanos(System.nanoTime() - start);
            allocated = allocated() - allocated;
            assertThat(proxy.struck()).as("struck").isPositive();
            assertThat(code).as("%s at %s", row.name(), stage).isIn(row.codes());
            assertThat(took).isLessThan(IN_TIME);
            assertThat(allocated).as("bytes").isLessThan(MEMORY);
            theNextCallWorks();
        }

        /** Has a connection open on which the stage comes next, or none where it comes before. */
        void prepare(Stage stage) {
            proxy.heal();
            switch (stage) {
                case CONNECT, GREETING, LOGIN -> startAnew();
                case LIST -> {
                    startAnew();
                    stack.succeed(server.alice(), "imap_list_folders", "{}");
                }
                case SELECT -> { // INBOX is opened by whatever follows another folder
                    startAnew();
                    stack.succeed(server.alice(), "imap_list_emails", "{\"folder\":\"" + server.path("Other") + "\"}");
                }
                case CHANGE, APPEND -> throw new IllegalArgumentException("reads alone: " + stage);
                case FETCH, SEARCH, LOGOUT -> stack.succeed(server.alice(), "imap_list_emails", "{}");
            }
        }

        JsonObject call(Stage stage) {
            return switch (stage) {
                case FETCH -> call("imap_read_email", "{\"uid\":" + uid() + "}");
                case SEARCH -> call("imap_search_emails", "{\"subject\":\"the mail\"}");
                case LIST -> call("imap_list_folders", "{}");
                case CHANGE, APPEND -> throw new IllegalArgumentException("reads alone: " + stage);
                case CONNECT, GREETING, LOGIN, SELECT, LOGOUT -> call("imap_list_emails", "{}");
            };
        }

        JsonObject call(String tool, String arguments) {
            return stack.call(ToolStack.credentials(server.alice()), tool, arguments);
        }

        private int uid() {
            return right.getJsonArray("emails").getJsonObject(0).getInt("uid");
        }

        void theNextCallWorks() {
            proxy.heal();
            assertThat(stack.succeed(server.alice(), "imap_list_emails", "{}")).isEqualTo(right);
            PoolState pool = stack.pool();
            assertThat(pool.idle()).as("%s", pool).isEqualTo(pool.total()).isEqualTo(1);
            assertThat(pool.waiting()).isZero();
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .untilAsserted(() -> assertThat(proxy.open()).isEqualTo(1));
        }

        void startAnew() {
            stack.close();
            stack = newStack();
        }

        private static long allocated() {
            return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
        }

        @Override
        public void close() {
            stack.close();
            proxy.close();
        }
    }
}
