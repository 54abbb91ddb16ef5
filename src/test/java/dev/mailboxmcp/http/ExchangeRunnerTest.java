// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.account.StateLimits;
import dev.mailboxmcp.account.TestLogins;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.CallTrail;
import dev.mailboxmcp.call.McpMethod;
import dev.mailboxmcp.call.MemoryBudget;
import dev.mailboxmcp.feature.Features;
import dev.mailboxmcp.observe.CallObserver;
import dev.mailboxmcp.observe.EndedCall;
import dev.mailboxmcp.observe.EndedCall.Outcome;
import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.Listening;
import dev.mailboxmcp.protocol.McpHeaders;
import dev.mailboxmcp.protocol.SampleTools;
import dev.mailboxmcp.protocol.ServerInfo;
import dev.mailboxmcp.protocol.legacy.LegacyEra;
import dev.mailboxmcp.protocol.stateless.StatelessEra;
import dev.mailboxmcp.rpc.ClientGoneException;
import dev.mailboxmcp.tool.McpTool;
import dev.mailboxmcp.tool.PlainTool;
import dev.mailboxmcp.tool.RecordTool;
import dev.mailboxmcp.tool.ToolCatalog;
import dev.mailboxmcp.tool.ToolRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExchangeRunnerTest {
    private static final McpHeaders MODERN_CALL = McpHeaders.of(Map.of(
            "MCP-Protocol-Version", List.of("2026-07-28"),
            "Mcp-Method", List.of("tools/call"),
            "Mcp-Name", List.of("echo")));
    private static final McpHeaders LEGACY = McpHeaders.of(Map.of("MCP-Protocol-Version", List.of("2025-11-25")));
    private static final String META = ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{},\"progressToken\":\"t\"}";
    private static final String TOKEN = ",\"_meta\":{\"progressToken\":7}";

    private static final McpHeaders BATCHES = McpHeaders.of(Map.of("MCP-Protocol-Version", List.of("2025-03-26")));
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"ping\"}";
    private static final Caller CLIENT = new Caller(null, "127.0.0.1");

    private final List<EndedCall> observed = new CopyOnWriteArrayList<>();
    private ExchangeRunner runner = runner(SampleTools.CATALOG);

    @AfterEach
    void stop() {
        runner.close();
    }

    @Test
    void anAnswerIsPlainJsonUnlessSomethingCameBefore() throws Exception {
        assertThat(post(MODERN_CALL, call("echo", "{\"text\":\"hi\"}", META), true))
                .startsWith("200 {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{");
    }

    @Test
    void aMessageBeforeTheAnswerMakesItAStream() throws Exception {
        String reply = post(MODERN_CALL, call("echo", "{\"progress\":2}", META), true);

        assertThat(reply).startsWith("stream event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":");
        assertThat(reply.split("event: message", -1)).hasSize(4);
        assertThat(reply).contains("\"result\":{").endsWith("}\n\n");
    }

    @Test
    void aClientThatReadsNoStreamGetsTheAnswerAlone() throws Exception {
        assertThat(post(MODERN_CALL, call("echo", "{\"progress\":2}", META), false))
                .startsWith("200 {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{");
    }

    @Test
    void theLegacyEraIsServedAsWell() throws Exception {
        assertThat(post(LEGACY, call("echo", "{\"progress\":1}", TOKEN), true)).startsWith("stream event: message");
    }

    @Test
    void whatIsNoJsonIsAnsweredWithoutAnId() throws Exception {
        assertThat(post(McpHeaders.NONE, "{\"jsonrpc\"", true))
                .matches("400 \\{\"jsonrpc\":\"2.0\",\"error\":.*-32700.*");
    }

    @Test
    void notificationsAreAccepted() throws Exception {
        assertThat(post(LEGACY, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", true))
                .isEqualTo("202");
    }

    @Test
    void aDefectOfOursIsAnsweredWithAnIdAndNothingOfItsMessage() throws Exception {
        String reply = post(LEGACY, call("broken", "{\"ours\":true}", ""), true);

        assertThat(reply).startsWith("200 {\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32603");
        assertThat(reply).containsPattern("Internal error [0-9a-f]{8};").doesNotContain("secret");
    }

    @Test
    void aLargeRequestThatListensIsRefusedSinceItsPlaceWouldNotComeFree() throws Exception {
        McpHeaders headers = McpHeaders.of(
                Map.of("MCP-Protocol-Version", List.of("2026-07-28"), "Mcp-Method", List.of("subscriptions/listen")));
        String listen = "{\"jsonrpc\":\"2.0\",\"id\":\"l\",\"method\":\"subscriptions/listen\","
                + "\"params\":{\"notifications\":{}" + META + "}}";

        for (int i = 0; i < 17; i++) { // one more than there are places
            assertThat(post(headers, listen + " ".repeat(64 * 1024), true))
                    .startsWith("413 {\"jsonrpc\":\"2.0\",\"id\":\"l\",\"error\":{\"code\":-32600")
                    .contains("65536 bytes");
        }
        Hearer hearer = new Hearer(false);
        start(headers, listen, true, hearer);
        runner.close();
        assertThat(hearer.reply.get(10, TimeUnit.SECONDS)).contains("acknowledged", "\"resultType\":\"complete\"");
    }

    @Test
    void aModernClientsLeavingStopsTheWork() throws Exception {
        Waiting waiting = new Waiting();
        runner.close();
        runner = runner(new ToolCatalog(List.of(RecordTool.of(waiting))));
        McpHeaders headers = McpHeaders.of(Map.of(
                "MCP-Protocol-Version", List.of("2026-07-28"),
                "Mcp-Method", List.of("tools/call"),
                "Mcp-Name", List.of("waiting")));

        start(headers, call("waiting", "{}", META), true, new Hearer(true));

        assertThat(waiting.stopped.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aLegacyClientsLeavingDoesNot() throws Exception {
        Waiting waiting = new Waiting();
        runner.close();
        runner = runner(new ToolCatalog(List.of(RecordTool.of(waiting))));
        Hearer hearer = new Hearer(true);

        start(LEGACY, call("waiting", "{}", TOKEN), true, hearer);
        hearer.reply.get(10, TimeUnit.SECONDS);
        waiting.mayEnd.countDown();

        assertThat(waiting.ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(waiting.stopped.getCount()).isEqualTo(1);
    }

    @Test
    void aCallThatFirstSpeaksWhileTheServerStopsIsAnsweredOnItsStream() throws Exception {
        Waiting waiting = new Waiting();
        runner.close();
        runner = runner(new ToolCatalog(List.of(RecordTool.of(waiting))));
        Hearer hearer = new Hearer(false);
        start(LEGACY, call("waiting", "{\"silent\":true}", TOKEN), true, hearer);
        assertThat(waiting.began.await(10, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> stopping = CompletableFuture.runAsync(runner::close);
        await().until(this::takesNothing);
        waiting.mayEnd.countDown();

        assertThat(hearer.reply.get(10, TimeUnit.SECONDS))
                .startsWith("stream ")
                .contains("notifications/progress", "\"result\":{");
        stopping.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aStreamWhoseResponseTheServerDoesNotWantEnds() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);

        runner.listen(
                CLIENT,
                replies -> {
                    replies.open();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        ended.countDown();
                    }
                    return new Answer.Streamed();
                },
                new Hearer(false) {
                    @Override
                    public void stream(ReplyChannel.Body body) {
                        // as one of JAX-RS that was cancelled
                    }
                });

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aThreadThatHasEndedHoldsNothingOfWhatItServed() throws Exception {
        CompletableFuture<Thread> writer = new CompletableFuture<>();
        WeakReference<Object> served = served(writer);

        Thread ended = writer.get(10, TimeUnit.SECONDS);
        ended.join();

        await().until(() -> {
            System.gc();
            return served.get() == null;
        });
        assertThat(ended.isAlive()).isFalse();
    }

    private WeakReference<Object> served(CompletableFuture<Thread> writer) {
        Object request = new Object();
        runner.write(() -> {
            assertThat(request).isNotNull();
            writer.complete(Thread.currentThread());
        });
        return new WeakReference<>(request);
    }

    private boolean takesNothing() {
        try {
            return post(McpHeaders.NONE, "", true).startsWith("503 ");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void observersAreToldOfEachCall() throws Exception {
        post(MODERN_CALL, call("echo", "{\"progress\":2}", META), true);

        EndedCall call = observed.getFirst();
        assertThat(call.method()).isEqualTo(McpMethod.CALL_TOOL);
        assertThat(call.tool()).isEqualTo("echo");
        assertThat(call.version()).isEqualTo("2026-07-28");
        assertThat(call.address()).isEqualTo("127.0.0.1");
        assertThat(call.outcome()).isEqualTo(new Outcome.Succeeded());
        assertThat(observed).hasSize(1);
    }

    @Test
    void observersAreToldWhatACallChangedAndSent() throws Exception {
        runner = runner(new ToolCatalog(List.of(RecordTool.of(new Leaving()))));

        post(MODERN_CALL, call("echo", "{}", META), false);

        assertThat(observed.getFirst().changed()).isEqualTo(Leaving.CHANGED);
        assertThat(observed.getFirst().sent()).isEqualTo(Leaving.SENT);
    }

    /** Leaves on the trail what a change and a mail leave there. */
    @McpTool(name = "echo", title = "Echo", description = "Leaves a trail.", order = 1)
    public static final class Leaving implements PlainTool<Leaving.Arguments, Leaving.Result> {
        static final CallTrail.ChangedMails CHANGED =
                new CallTrail.ChangedMails("ARCHIVE", "DONE", 2, 0, 0, 0, "INBOX", null);
        static final CallTrail.SentMail SENT =
                new CallTrail.SentMail("SENT", "<1@example.org>", List.of("bob@example.org"), false);

        public record Arguments(@Nullable String text) {}

        public record Result(String text) {}

        @Override
        public Leaving.Result call(Leaving.Arguments arguments, CallContext context) {
            context.trail().changed(CHANGED);
            context.trail().sent(SENT);
            return new Leaving.Result("done");
        }
    }

    @Test
    void observersAreToldHowItFailedInBothErasAndOnStreams() throws Exception {
        post(LEGACY, call("echo", "{\"text\":7,\"progress\":1}", TOKEN), true);
        post(LEGACY, call("none", "{}", TOKEN), true);
        post(LEGACY, call("broken", "{\"ours\":true}", ""), true);

        assertThat(observed)
                .extracting(EndedCall::outcome)
                .containsExactly(
                        new Outcome.ToolFailed("INVALID_ARGUMENT"),
                        new Outcome.RpcFailed(-32602),
                        new Outcome.RpcFailed(-32603));
        assertThat(observed.get(1).tool()).isNull();
    }

    @Test
    void ofABatchObserversAreToldEachRequest() throws Exception {
        String batch =
                "[" + call("echo", "{}", "") + "," + call("none", "{}", "").replace("\"id\":1", "\"id\":2")
                        + ",{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}]";
        post(BATCHES, batch, true);

        await().untilAsserted(() -> assertThat(observed)
                .extracting(EndedCall::outcome)
                .containsExactly(new Outcome.Succeeded(), new Outcome.RpcFailed(-32602)));
    }

    @Test
    void whoHasTooManyRequestsComingIsRefusedAnother() throws Exception {
        runner.close();
        TrafficBudget traffic = new TrafficBudget(11L * TrafficBudget.EXCHANGE_BYTES, System::nanoTime);
        runner = runner(SampleTools.CATALOG, observed::add, TestLogins.usualBudget(), traffic);
        ExchangeRunner.Posted posted = new ExchangeRunner.Posted(CLIENT, McpHeaders.NONE, false);
        for (int i = 0; i < 4; i++) {
            runner.start(posted, new ArrivingBody(), new Hearer(false));
        }

        assertThat(post(BATCHES, PING, false)).startsWith("200 ");
        runner.start(posted, new ArrivingBody(), new Hearer(false));
        assertThat(post(BATCHES, PING, false)).startsWith("429 ").contains("THROTTLED");
    }

    @Test
    void ofABatchAnAnswerIsWrittenBeforeTheNextIsMade() throws Exception {
        Waiting waiting = new Waiting();
        runner.close();
        runner = runner(new ToolCatalog(List.of(RecordTool.of(waiting))));
        Hearer hearer = new Hearer(false);

        start(BATCHES, "[" + PING + "," + call("waiting", "{\"silent\":true}", "") + "]", true, hearer);

        await().until(() -> hearer.json.toString(StandardCharsets.UTF_8).contains("\"id\":0,\"result\":{}}"));
        assertThat(hearer.reply).isNotDone();
        waiting.mayEnd.countDown();
        assertThat(hearer.reply.get(10, TimeUnit.SECONDS)).startsWith("200 [{").endsWith("}]");
    }

    @Test
    void aBatchIsDoneToItsEndAlsoIfItsClientLeaves() throws Exception {
        Waiting waiting = new Waiting();
        waiting.mayEnd.countDown();
        runner.close();
        runner = runner(new ToolCatalog(List.of(RecordTool.of(waiting))));

        start(BATCHES, "[" + PING + "," + call("waiting", "{\"silent\":true}", "") + "]", true, new Hearer(true));

        assertThat(waiting.ended.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void observersGetNoNamesThatClientsMakeUp() throws Exception {
        post(
                McpHeaders.of(Map.of("MCP-Protocol-Version", List.of("2099-01-01"))),
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"secret/word\",\"params\":{\"_meta\":{"
                        + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"a\\nb" + "c".repeat(100) + "\"},"
                        + "\"traceparent\":\"00-secret\"}}}",
                true);

        EndedCall call = observed.getFirst();
        assertThat(call.methodName()).isEqualTo("unknown");
        assertThat(call.version()).isNull();
        assertThat(call.parent()).isNull();
        assertThat(call.client()).startsWith("a?bc").hasSize(64);
    }

    @Test
    void anObserverThatThrowsKeepsNoAnswerBack() throws Exception {
        runner.close();
        runner = runner(SampleTools.CATALOG, call -> {
            throw new NoClassDefFoundError("of a test");
        });

        assertThat(post(MODERN_CALL, call("echo", "{\"text\":\"hi\"}", META), true))
                .startsWith("200 {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{");
        assertThat(post(MODERN_CALL, call("echo", "{\"progress\":2}", META), true))
                .contains("\"result\":{");
    }

    @Test
    void ofWhatIsPostedAStreamHoldsOnlyWhatIsRead() throws Exception {
        StateBudget state = TestLogins.usualBudget();
        runner.close();
        runner = runner(SampleTools.CATALOG, observed::add, state);
        McpHeaders headers = McpHeaders.of(
                Map.of("MCP-Protocol-Version", List.of("2026-07-28"), "Mcp-Method", List.of("subscriptions/listen")));
        String fill = "[" + "{\"a\":0},".repeat(6900) + "0]";
        Hearer hearer = new Hearer(false);
        start(
                headers,
                "{\"jsonrpc\":\"2.0\",\"id\":\"l\",\"method\":\"subscriptions/listen\","
                        + "\"params\":{\"notifications\":{},\"x\":" + fill + META + "}}",
                true,
                hearer);

        await().until(() -> state.count(StateBudget.Kind.STREAM) == 1);
        assertThat(state.bytes()).isBetween(Listening.BYTES, Listening.BYTES + 16_000);
        runner.close();
        assertThat(state.bytes()).isZero();
    }

    @Test
    void moreThanAClientMayHaveAtWorkIsRefusedWithTheTimeToWait() throws Exception {
        StateLimits usual = StateLimits.USUAL;
        runner.close();
        runner = runner(
                SampleTools.CATALOG,
                observed::add,
                TestLogins.budget(new StateLimits(usual.bytes(), usual.strangerBytes(), 20_000, 0, 10, 5, 5)));

        assertThat(post(LEGACY, call("echo", "{\"text\":\"hi\"}", ""), true)).startsWith("200 ");
        assertThat(post(LEGACY, call("echo", "{\"text\":\"" + "x".repeat(20_000) + "\"}", ""), true))
                .startsWith("429 {\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32603")
                .contains("20000 bytes")
                .contains("\"retryAfterMs\":10000");
        assertThat(post(LEGACY, call("echo", "{\"text\":\"hi\"}", ""), true)).startsWith("200 ");
    }

    private String post(McpHeaders headers, String body, boolean acceptsStream) throws Exception {
        Hearer hearer = new Hearer(false);
        start(headers, body, acceptsStream, hearer);
        return hearer.reply.get(10, TimeUnit.SECONDS);
    }

    private void start(McpHeaders headers, String body, boolean acceptsStream, Hearer hearer) {
        runner.start(new ExchangeRunner.Posted(CLIENT, headers, acceptsStream), ArrivingBody.whole(body), hearer);
    }

    private ExchangeRunner runner(ToolCatalog catalog) {
        return runner(catalog, observed::add);
    }

    private static ExchangeRunner runner(ToolCatalog catalog, CallObserver observer) {
        return runner(catalog, observer, TestLogins.usualBudget());
    }

    private static ExchangeRunner runner(ToolCatalog catalog, CallObserver observer, StateBudget state) {
        return runner(catalog, observer, state, TrafficBudget.ofHeap());
    }

    private static ExchangeRunner runner(
            ToolCatalog catalog, CallObserver observer, StateBudget state, TrafficBudget traffic) {
        Features features = new Features(catalog, new ToolRunner(catalog, failure -> null));
        ServerInfo server = SampleTools.SERVER;
        InstantSource clock = InstantSource.system();
        return new ExchangeRunner(
                new Eras(
                        new StatelessEra(features, server, SampleTools.SEALER, state, clock),
                        new LegacyEra(features, server, SampleTools.SEALER, state, clock)),
                name -> !name.equals("none"),
                observer,
                MemoryBudget.ofHeap(),
                state,
                traffic,
                1_000_000);
    }

    private static String call(String tool, String arguments, String meta) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":" + arguments + meta + "}}";
    }

    /** Keeps what was replied; a client that leaves breaks every write. */
    private static class Hearer implements ExchangeRunner.HttpReply {
        private final CompletableFuture<String> reply = new CompletableFuture<>();
        private final ByteArrayOutputStream json = new ByteArrayOutputStream();
        private final boolean leaves;

        private Hearer(boolean leaves) {
            this.leaves = leaves;
        }

        @Override
        public void json(ExchangeRunner.Head head, ReplyChannel.Body body) {
            try {
                body.writeTo(leaves ? new Broken() : json);
            } catch (IOException e) {
                return; // nobody is there to be told
            }
            reply.complete(head.status() + " " + json.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void accepted() {
            reply.complete("202");
        }

        @Override
        public void stream(ReplyChannel.Body body) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                body.writeTo(leaves ? new Broken() : out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            reply.complete("stream " + out.toString(StandardCharsets.UTF_8));
        }
    }

    private static final class Broken extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
        }
    }

    /** Says something if it is not to be silent, then waits until it may end or is stopped. */
    @McpTool(name = "waiting", title = "W", description = "Waits.", order = 1)
    private static final class Waiting implements PlainTool<Waiting.Arguments, Waiting.Result> {
        private final CountDownLatch began = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private final CountDownLatch stopped = new CountDownLatch(1);

        record Arguments(@Nullable Boolean silent) {}

        record Result(String text) {}

        @Override
        public Result call(Arguments arguments, CallContext context) {
            try {
                if (arguments.silent() == null) {
                    context.signals().progress(1, null, null);
                }
                began.countDown();
                mayEnd.await();
                context.signals().progress(2, null, null);
                ended.countDown();
                return new Result("done");
            } catch (InterruptedException | ClientGoneException e) {
                stopped.countDown();
                throw new IllegalStateException(e);
            }
        }
    }
}
