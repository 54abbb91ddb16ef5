// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import static dev.mailboxmcp.protocol.legacy.LegacyCalls.body;
import static dev.mailboxmcp.protocol.legacy.LegacyCalls.call;
import static dev.mailboxmcp.protocol.legacy.LegacyCalls.caller;
import static dev.mailboxmcp.protocol.legacy.LegacyCalls.exchange;
import static dev.mailboxmcp.protocol.legacy.LegacyCalls.headers;
import static dev.mailboxmcp.protocol.legacy.LegacyCalls.request;
import static dev.mailboxmcp.protocol.legacy.LegacyCalls.response;
import static dev.mailboxmcp.protocol.legacy.LegacyCalls.result;
import static dev.mailboxmcp.protocol.legacy.LegacyCalls.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.account.StateLimits;
import dev.mailboxmcp.account.TestLogins;
import dev.mailboxmcp.account.TokenLife;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.feature.Changes;
import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.Exchange;
import dev.mailboxmcp.protocol.McpHeaders;
import dev.mailboxmcp.protocol.PendingAnswer;
import dev.mailboxmcp.protocol.QueuedStream;
import dev.mailboxmcp.protocol.SampleFeatures;
import dev.mailboxmcp.protocol.SampleTools;
import dev.mailboxmcp.rpc.JsonRpcMessage;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.JsonRpcReader;
import dev.mailboxmcp.rpc.MalformedMessageException;
import dev.mailboxmcp.rpc.ReplyStream;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.ToolFailure;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much of sessions is kept, for whom, and how their streams end. */
class SessionStateTest {
    private static final Caller ALICE = caller("alice", "pw");

    private Instant now = Instant.parse("2026-01-31T09:00:00Z");
    private final SampleFeatures sample = new SampleFeatures();
    private final StateBudget budget = TestLogins.usualBudget();
    private final LegacyEra era = instance(budget);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        era.close();
        threads.shutdownNow();
    }

    // ---- what is kept

    @Test
    void ofTheHandshakeOnlyWhatIsUsedIsHeld() throws Exception {
        JsonRpcMessage handshake = JsonRpcReader.read(request(
                        "initialize",
                        "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"elicitation\":{\"form\":{\"x\":1},\"y\":2},\"z\":"
                                + "[{}]" + "},\"clientInfo\":{\"name\":\"n\",\"version\":\"1\"}")
                .getBytes(StandardCharsets.UTF_8));
        List<WeakReference<JsonValue>> parts = parts(((Request) handshake).params());
        era.handle(new Exchange(ALICE, McpHeaders.NONE, handshake, ReplyStream.SILENT, CallMemory.endless()));
        handshake = null;

        await().until(() -> {
            System.gc();
            return parts.stream().allMatch(part -> part.get() == null);
        });
    }

    private static List<WeakReference<JsonValue>> parts(JsonObject params) {
        JsonObject capabilities = params.getJsonObject("capabilities");
        return List.of(
                new WeakReference<>(params),
                new WeakReference<>(capabilities),
                new WeakReference<>(capabilities.get("elicitation")),
                new WeakReference<>(capabilities.get("z")),
                new WeakReference<>(params.get("clientInfo")));
    }

    @Test
    void strangersWhoOpenTooManySessionsPushOutTheirOwn() throws Exception {
        LegacyEra small = instance(strangersOnly(StateLimits.USUAL));
        Caller honest = new Caller(null, "192.0.2.7");
        QueuedStream stream = new QueuedStream();
        String session = open(small, honest);
        new PendingAnswer(threads.submit(() -> small.listen(honest, headers(session, null, null), stream)));
        stream.next();
        Caller hostile = new Caller(null, "192.0.2.66");
        String first = open(small, hostile);
        QueuedStream own = new QueuedStream();
        PendingAnswer pushedOut =
                new PendingAnswer(threads.submit(() -> small.listen(hostile, headers(first, null, null), own)));
        own.next();
        for (int i = 0; i < 400; i++) {
            now = now.plusMillis(1);
            open(small, new Caller(new Credentials("made-up-" + i, new Secret("pw")), "192.0.2.66"));
        }

        assertThat(pushedOut.get()).isEqualTo(new Answer.Streamed());
        await().until(() -> {
            sample.changes.publish(Changes.Kind.TOOLS);
            return !stream.isEmpty();
        });
        small.close();
    }

    @Test
    void aStreamMoreThanAUserMayOpenIsRefusedUntilOneEnds() throws Exception {
        LegacyEra small = instance(TestLogins.budget(streams(2)));
        String session = open(small, ALICE);
        List<PendingAnswer> open = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            QueuedStream stream = new QueuedStream();
            open.add(
                    new PendingAnswer(threads.submit(() -> small.listen(ALICE, headers(session, null, null), stream))));
            stream.next();
        }

        Answer refusal = small.listen(ALICE, headers(session, null, null), new QueuedStream());
        assertThat(status(refusal)).isEqualTo(429);
        assertThat(body(refusal).getJsonObject("error").toString())
                .contains("2 streams")
                .contains("\"code\":\"THROTTLED\",\"retryAfterMs\":10000");
        assertThat(status(small.handle(
                        exchange(ALICE, headers(session, null, null), request("ping", ""), ReplyStream.SILENT))))
                .isEqualTo(200);

        open.getFirst().future().cancel(true);
        QueuedStream next = new QueuedStream();
        await().until(() -> {
            Future<Answer> again = threads.submit(() -> small.listen(ALICE, headers(session, null, null), next));
            return next.isOpened() && !again.isDone();
        });
        small.close();
    }

    @Test
    void subscriptionsThatAreTooLongAreRefusedAndEndedOnesMakeRoom() throws Exception {
        StateLimits usual = StateLimits.USUAL;
        LegacyEra small = instance(TestLogins.budget(new StateLimits(
                usual.bytes(), usual.strangerBytes(), usual.clientBytes(), 100_000, usual.streams(), 10, 10)));
        String session = open(small, ALICE);
        String uri = "test://" + "x".repeat(15_000);

        assertThat(subscribe(small, session, uri)).isEqualTo(200);
        assertThat(subscribe(small, session, uri)).isEqualTo(200);
        assertThat(subscribe(small, session, uri + "2")).isEqualTo(429);
        small.handle(exchange(
                ALICE,
                headers(session, null, null),
                request("resources/unsubscribe", "\"uri\":\"" + uri + "\""),
                ReplyStream.SILENT));
        assertThat(subscribe(small, session, uri + "2")).isEqualTo(200);
        small.close();
    }

    @Test
    void ofAUriOfNothingThatChangesNothingIsKept() throws Exception {
        String session = open();
        long before = budget.bytes();

        assertThat(result(
                        post(session, request("resources/subscribe", "\"uri\":\"other://" + "x".repeat(9000) + "\""))))
                .isEmpty();
        assertThat(budget.bytes()).isEqualTo(before);
    }

    @Test
    void eventsThatFindNoRoomAreSentAndTheNewestAreKept() throws Exception {
        StateLimits usual = StateLimits.USUAL;
        StateBudget few = TestLogins.budget(new StateLimits(
                usual.bytes(), usual.strangerBytes(), usual.clientBytes(), 100_000, usual.streams(), 10, 10));
        LegacyEra small = instance(few);
        String session = open(small, ALICE);
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            QueuedStream stream = new QueuedStream();
            small.handle(exchange(ALICE, headers(session, null, null), call("chatty", ""), stream));
            events.add(stream.next().id());
            assertThat(stream.nextMessage().getString("method")).isEqualTo("notifications/message");
            assertThat(stream.nextMessage().getString("method")).isEqualTo("notifications/message");
            assertThat(stream.nextMessage()).containsKey("result");
        }

        assertThat(few.bytes()).isLessThanOrEqualTo(25_000); // a quarter is for sessions
        QueuedStream back = new QueuedStream();
        small.listen(ALICE, headers(session, null, events.getLast()), back);
        JsonObject last = back.nextMessage();
        while (!back.isEmpty()) {
            last = back.nextMessage();
        }
        assertThat(last).containsKey("result");
        small.close();
        assertThat(few.bytes()).isZero();
    }

    @Test
    void anAnswerThatIsTooLargeIsNotTakenAndASmallerOneIs() throws Exception {
        String session = open();
        QueuedStream stream = new QueuedStream();
        PendingAnswer answer = start(session, call("rude", ""), stream);
        JsonObject question = stream.nextMessage();

        assertThat(status(post(
                        session,
                        response(
                                question,
                                "{\"action\":\"accept\",\"content\":{\"x\":\"" + "y".repeat(70_000) + "\"}}"))))
                .isEqualTo(413);
        assertThat(answer.isDone()).isFalse();
        post(session, response(question, "{\"action\":\"cancel\"}"));
        assertThat(stream.nextMessage().getJsonObject("result").toString()).contains("NOT_ALLOWED");
    }

    private static int subscribe(LegacyEra instance, String session, String uri) throws MalformedMessageException {
        return status(instance.handle(exchange(
                ALICE,
                headers(session, null, null),
                request("resources/subscribe", "\"uri\":\"" + uri + "\""),
                ReplyStream.SILENT)));
    }

    private static String open(LegacyEra instance, Caller caller) throws MalformedMessageException {
        Answer.Reply reply = (Answer.Reply) instance.handle(exchange(
                caller,
                McpHeaders.NONE,
                request("initialize", "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}"),
                ReplyStream.SILENT));
        return Objects.requireNonNull(reply.sessionId());
    }

    private StateBudget strangersOnly(StateLimits limits) {
        return new StateBudget(limits, new TestLogins(), () -> now);
    }

    private static StateLimits streams(int ofUser) {
        StateLimits usual = StateLimits.USUAL;
        return new StateLimits(
                usual.bytes(),
                usual.strangerBytes(),
                usual.clientBytes(),
                usual.userBytes(),
                usual.streams(),
                usual.clientStreams(),
                ofUser);
    }

    // ---- why a stream ends

    @Test
    void aStreamSaysWhyItEndsWhenItsTokenExpires() throws Exception {
        TokenLife token = new TokenLife(UUID.randomUUID(), now, now.plusMillis(200));
        sample.resources.revoked.add(token);
        Caller caller = new Caller(ALICE.credentials(), "127.0.0.1", null, false, token);
        String session = open();
        QueuedStream stream = new QueuedStream();

        Answer answer = era.listen(caller, headers(session, null, null), stream);

        assertThat(answer).isEqualTo(new Answer.Streamed());
        assertThat(stream.nextMessage())
                .hasToString("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{"
                        + "\"level\":\"error\",\"logger\":\"mailbox-mcp\",\"data\":{"
                        + "\"message\":\"BAD_TOKEN: of a test\",\"code\":\"BAD_TOKEN\"}}}");
    }

    @Test
    void aStreamSaysWhyItEndsWhenAWatchIsRefused() throws Exception {
        String session = open();
        post(session, request("resources/subscribe", "\"uri\":\"test://one\""));
        QueuedStream stream = new QueuedStream();
        PendingAnswer listening = listen(session, null, stream);
        await().until(() -> sample.resources.watches("test://one") == 1);

        sample.resources.failed("test://one", new ToolFailure(ErrorCode.LOGIN_FAILED, "of a test"));

        assertThat(stream.nextMessage().toString()).contains("\"LOGIN_FAILED: of a test\"");
        assertThat(listening.get()).isEqualTo(new Answer.Streamed());
        assertThat(sample.resources.watches("test://one")).isZero();
    }

    private LegacyEra instance(StateBudget state) {
        return new LegacyEra(sample.features, SampleTools.SERVER, SampleTools.SEALER, state, () -> now);
    }

    private String open() throws MalformedMessageException {
        Answer.Reply reply = (Answer.Reply) era.handle(exchange(
                ALICE,
                McpHeaders.NONE,
                request("initialize", "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"elicitation\":{}}"),
                ReplyStream.SILENT));
        return Objects.requireNonNull(reply.sessionId());
    }

    private PendingAnswer start(String session, String body, QueuedStream stream) throws MalformedMessageException {
        Exchange exchange = exchange(ALICE, headers(session, null, null), body, stream);
        return new PendingAnswer(threads.submit(() -> era.handle(exchange)));
    }

    private PendingAnswer listen(String session, @Nullable String lastEventId, QueuedStream stream) {
        return new PendingAnswer(threads.submit(() -> era.listen(ALICE, headers(session, null, lastEventId), stream)));
    }

    private Answer post(String session, String body) throws MalformedMessageException {
        return era.handle(exchange(ALICE, headers(session, null, null), body, ReplyStream.SILENT));
    }
}
