// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import static dev.mailboxmcp.protocol.legacy.LegacyCalls.body;
import static dev.mailboxmcp.protocol.legacy.LegacyCalls.call;
import static dev.mailboxmcp.protocol.legacy.LegacyCalls.caller;
import static dev.mailboxmcp.protocol.legacy.LegacyCalls.cancel;
import static dev.mailboxmcp.protocol.legacy.LegacyCalls.exchange;
import static dev.mailboxmcp.protocol.legacy.LegacyCalls.headers;
import static dev.mailboxmcp.protocol.legacy.LegacyCalls.request;
import static dev.mailboxmcp.protocol.legacy.LegacyCalls.response;
import static dev.mailboxmcp.protocol.legacy.LegacyCalls.result;
import static dev.mailboxmcp.protocol.legacy.LegacyCalls.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.TestKeys;
import dev.mailboxmcp.account.TestLogins;
import dev.mailboxmcp.feature.Changes;
import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.McpHeaders;
import dev.mailboxmcp.protocol.PendingAnswer;
import dev.mailboxmcp.protocol.QueuedStream;
import dev.mailboxmcp.protocol.SampleFeatures;
import dev.mailboxmcp.protocol.SampleTools;
import dev.mailboxmcp.rpc.MalformedMessageException;
import dev.mailboxmcp.rpc.ReplyStream;
import dev.mailboxmcp.rpc.StreamEvent;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a session makes possible. */
class SessionTest {
    private static final Caller ALICE = caller("alice", "pw");
    private static final String TOKEN = ",\"_meta\":{\"progressToken\":\"t\"}";

    private Instant now = Instant.parse("2026-01-31T09:00:00Z");
    private final SampleFeatures sample = new SampleFeatures();
    private final LegacyEra era = newInstance();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        sample.waiting.mayEnd.countDown();
        era.close();
        threads.shutdownNow();
    }

    // ---- life

    @Test
    void theHandshakeOpensASessionWithAnUnguessableId() throws Exception {
        String first = open("2025-11-25");
        String second = open("2025-11-25");

        assertThat(first).matches("[\\x21-\\x7E]{32,}").isNotEqualTo(second);
    }

    @Test
    void anEndedSessionIsNotFound() throws Exception {
        String session = open("2025-11-25");
        assertThat(era.endSession(ALICE, headers(session, null, null))).isEqualTo(new Answer.Accepted());

        assertThat(status(post(session, request("ping", "")))).isEqualTo(404);
        assertThat(status(era.endSession(ALICE, headers(session, null, null)))).isEqualTo(404);
        assertThat(status(era.listen(ALICE, headers(session, null, null), new QueuedStream())))
                .isEqualTo(404);
    }

    @Test
    void aSessionIsNobodyElses() throws Exception {
        String session = open("2025-11-25");

        for (Caller other : List.of(caller("bob", "pw"), new Caller(null, "127.0.0.1"))) {
            assertThat(status(
                            post(other, headers(session, "2025-11-25", null), request("ping", ""), ReplyStream.SILENT)))
                    .isEqualTo(404);
            assertThat(status(era.listen(other, headers(session, null, null), new QueuedStream())))
                    .isEqualTo(404);
            assertThat(status(era.endSession(other, headers(session, null, null))))
                    .isEqualTo(404);
        }
        assertThat(status(post(session, request("ping", "")))).isEqualTo(200);
    }

    @Test
    void whoHasTheUserButAnotherPasswordGetsNothingOfTheSession() throws Exception {
        Caller guesser = caller("alice", "wrong");
        String session = open("2025-11-25");
        QueuedStream stream = new QueuedStream();
        PendingAnswer answer = start(session, call("rude", ""), stream);
        JsonObject question = stream.nextMessage();
        QueuedStream listening = new QueuedStream();
        listen(session, null, listening);
        String event = listening.next().id();

        post(guesser, headers(session, null, null), response(question, "{\"action\":\"accept\"}"), ReplyStream.SILENT);
        assertThat(status(era.listen(guesser, headers(session, null, event), new QueuedStream())))
                .isEqualTo(400);
        assertThat(answer.isDone()).isFalse();
    }

    @Test
    void aSessionEndsAfterThirtyDays() throws Exception {
        String session = open("2025-11-25");
        now = now.plus(Duration.ofDays(30)).minusSeconds(1);
        assertThat(status(post(session, request("ping", "")))).isEqualTo(200);
        now = now.plusSeconds(1);

        assertThat(status(post(newInstance(), session, request("ping", "")))).isEqualTo(404);
    }

    @Test
    void ofASessionWithoutRequestsOnlyTheStreamsAreForgotten() throws Exception {
        String session = open("2025-11-25");
        QueuedStream stream = new QueuedStream();
        start(session, call("chatty", ""), stream).get();
        String event = stream.next().id();
        now = now.plus(Duration.ofMinutes(31));
        open("2025-11-25"); // looks for what can be forgotten

        assertThat(status(post(session, request("ping", "")))).isEqualTo(200);
        assertThat(status(era.listen(ALICE, headers(session, null, event), new QueuedStream())))
                .isEqualTo(400);
    }

    @Test
    void aSessionThatListensIsNotForgotten() throws Exception {
        String session = open("2025-11-25");
        QueuedStream stream = new QueuedStream();
        listen(session, null, stream);
        stream.next();
        await().until(() -> {
            sample.changes.publish(Changes.Kind.TOOLS);
            return !stream.isEmpty();
        });
        stream.next();
        now = now.plus(Duration.ofHours(5));
        open("2025-11-25");

        sample.changes.publish(Changes.Kind.TOOLS);
        assertThat(stream.nextMessage().getString("method")).isEqualTo("notifications/tools/list_changed");
    }

    @Test
    void tooManySessionsPushOutTheStreamsOfTheOneThatWasUsedLeastRecently() throws Exception {
        String oldest = open("2025-11-25");
        QueuedStream stream = new QueuedStream();
        PendingAnswer listening = listen(oldest, null, stream);
        stream.next();
        for (int i = 0; i < 2_000; i++) {
            now = now.plusMillis(1);
            open("2025-11-25");
        }

        assertThat(listening.get()).isEqualTo(new Answer.Streamed());
        assertThat(status(post(oldest, request("ping", "")))).isEqualTo(200);
    }

    @Test
    void aSessionInWhichTheUserIsAskedIsNotPushedOut() throws Exception {
        String oldest = open("2025-11-25");
        QueuedStream stream = new QueuedStream();
        start(oldest, call("confirm", ""), stream);
        JsonObject question = stream.nextMessage();
        for (int i = 0; i < 2_000; i++) {
            now = now.plusMillis(1);
            open("2025-11-25");
        }

        post(oldest, response(question, "{\"action\":\"accept\",\"content\":{\"name\":\"Ana\"}}"));
        post(oldest, response(stream.nextMessage(), "{\"action\":\"accept\",\"content\":{}}"));
        assertThat(stream.nextMessage().getJsonObject("result").toString()).contains("done for Ana");
    }

    @Test
    void sessionsWithoutCredentialsPushOutNoneOfAUser() throws Exception {
        String oldest = open("2025-11-25");
        QueuedStream stream = new QueuedStream();
        start(oldest, call("chatty", ""), stream).get();
        String event = stream.next().id();
        Caller nobody = new Caller(null, "127.0.0.1");
        for (int i = 0; i < 2_100; i++) {
            now = now.plusMillis(1);
            open(nobody, "2025-11-25", "{}");
        }

        QueuedStream back = new QueuedStream();
        listen(oldest, event, back).get();
        assertThat(back.isEmpty()).isFalse();
    }

    // ---- several instances

    @Test
    void anotherInstanceKnowsWhatWasAgreed() throws Exception {
        LegacyEra other = newInstance();
        String session = open("2025-06-18");

        QueuedStream stream = new QueuedStream();
        PendingAnswer answer = new PendingAnswer(threads.submit(() -> post(other, session, call("rude", ""), stream)));

        JsonObject question = stream.nextMessage();
        assertThat(question.getString("method")).isEqualTo("elicitation/create");
        assertThat(question.getJsonObject("params")).doesNotContainKey("mode");
        post(other, session, response(question, "{\"action\":\"decline\"}"));
        assertThat(answer.get()).isEqualTo(new Answer.Streamed());
        other.close();
    }

    @Test
    void anAnswerThatReachesAnotherInstanceAnswersNothingThere() throws Exception {
        LegacyEra other = newInstance();
        String session = open("2025-11-25");
        QueuedStream here = new QueuedStream();
        PendingAnswer asked = start(session, call("rude", ""), here);
        QueuedStream there = new QueuedStream();
        PendingAnswer askedThere =
                new PendingAnswer(threads.submit(() -> post(other, session, call("rude", ""), there)));
        JsonObject ours = here.nextMessage();
        JsonObject theirs = there.nextMessage();

        post(other, session, response(ours, "{\"action\":\"accept\",\"content\":{}}"));
        assertThat(there.isEmpty()).isTrue();
        assertThat(asked.isDone()).isFalse();

        post(session, response(ours, "{\"action\":\"cancel\"}"));
        post(other, session, response(theirs, "{\"action\":\"cancel\"}"));
        assertThat(here.nextMessage().toString()).contains("NOT_ALLOWED");
        assertThat(there.nextMessage().toString()).contains("NOT_ALLOWED");
        assertThat(asked.get()).isEqualTo(askedThere.get());
        other.close();
    }

    @Test
    void anEventOfAnotherInstanceIsNotTakenForAnOwnOne() throws Exception {
        LegacyEra other = newInstance();
        String session = open("2025-11-25");
        QueuedStream here = new QueuedStream();
        start(session, call("chatty", ""), here).get();
        post(other, session, call("chatty", ""), new QueuedStream());

        assertThat(status(other.listen(ALICE, headers(session, null, here.next().id()), new QueuedStream())))
                .isEqualTo(400);
        other.close();
    }

    @Test
    void anInstanceWithOtherKeysKnowsNoSession() throws Exception {
        LegacyEra other = new LegacyEra(
                sample.features,
                SampleTools.SERVER,
                new Sealer("test1", TestKeys.single(TestKeys.SECOND), "test"),
                TestLogins.usualBudget(),
                () -> now);

        assertThat(status(post(other, open("2025-11-25"), request("ping", "")))).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "test1.k0.AAAA", "../../etc/passwd"})
    void whatIsNoIdNamesNoSession(String id) throws Exception {
        assertThat(status(post(id, request("ping", "")))).isEqualTo(404);
    }

    @Test
    void withoutASessionTheStreamIsRefusedAtOnce() throws Exception {
        assertThat(status(era.listen(ALICE, McpHeaders.NONE, new QueuedStream())))
                .isEqualTo(400);
        assertThat(status(era.endSession(ALICE, McpHeaders.NONE))).isEqualTo(400);
    }

    @Test
    void theVersionIsTheAgreedOneWhateverOtherOfThisEraTheHeaderNames() throws Exception {
        String session = open("2025-06-18");
        QueuedStream stream = new QueuedStream();
        PendingAnswer answer = new PendingAnswer(
                threads.submit(() -> post(ALICE, headers(session, "2025-11-25", null), call("rude", ""), stream)));

        JsonObject question = stream.nextMessage();
        assertThat(question.getJsonObject("params")).doesNotContainKey("mode");
        post(session, response(question, "{\"action\":\"decline\"}"));
        assertThat(answer.get()).isEqualTo(new Answer.Streamed());
        assertThat(status(post(ALICE, headers(session, "1999-01-01", null), request("ping", ""), ReplyStream.SILENT)))
                .isEqualTo(400);
    }

    // ---- questions

    @ParameterizedTest
    @CsvSource({"2025-11-25, true", "2025-06-18, false"})
    void theUserIsAskedOnTheStreamOfTheRequest(String version, boolean namesMode) throws Exception {
        String session = open(version);
        QueuedStream stream = new QueuedStream();
        PendingAnswer answer = start(session, call("confirm", ""), stream);

        JsonObject first = stream.nextMessage();
        assertThat(first.getString("method")).isEqualTo("elicitation/create");
        assertThat(first.getJsonObject("params").containsKey("mode")).isEqualTo(namesMode);
        post(session, response(first, "{\"action\":\"accept\",\"content\":{\"name\":\"Ana\"}}"));
        JsonObject second = stream.nextMessage();
        assertThat(second.get("id")).isNotEqualTo(first.get("id"));
        post(session, response(second, "{\"action\":\"accept\",\"content\":{}}"));

        assertThat(stream.nextMessage().getJsonObject("result").toString()).contains("done for Ana");
        assertThat(answer.get()).isEqualTo(new Answer.Streamed());
    }

    /** MCP 2025-03-26 has no elicitation, whatever a client declares. */
    @Test
    void nobodyIsAskedWhereTheRevisionHasNoQuestions() throws Exception {
        QueuedStream stream = new QueuedStream();

        Answer answer = start(open("2025-03-26"), call("confirm", ""), stream).get();

        assertThat(answer.toString()).contains("did not declare a capability");
        assertThat(stream.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"action\":\"decline\"}", "{\"action\":\"cancel\"}", "{}", "7"})
    void nothingIsAskedAgainAfterANo(String result) throws Exception {
        String session = open("2025-11-25");
        QueuedStream stream = new QueuedStream();
        start(session, call("rude", ""), stream);

        post(session, response(stream.nextMessage(), result));

        assertThat(stream.nextMessage().getJsonObject("result").toString()).contains("NOT_ALLOWED");
    }

    @Test
    void anErrorInsteadOfAnAnswerCountsAsNo() throws Exception {
        String session = open("2025-11-25");
        QueuedStream stream = new QueuedStream();
        start(session, call("rude", ""), stream);

        JsonObject question = stream.nextMessage();
        post(
                session,
                "{\"jsonrpc\":\"2.0\",\"id\":" + question.get("id") + ",\"error\":{\"code\":-1,\"message\":\"x\"}}");

        assertThat(stream.nextMessage().getJsonObject("result").toString()).contains("NOT_ALLOWED");
    }

    @Test
    void anotherSessionCannotAnswer() throws Exception {
        String session = open("2025-11-25");
        QueuedStream stream = new QueuedStream();
        PendingAnswer answer = start(session, call("rude", ""), stream);
        JsonObject question = stream.nextMessage();

        post(open("2025-11-25"), response(question, "{\"action\":\"cancel\"}"));
        post(session, "{\"jsonrpc\":\"2.0\",\"id\":\"server-99\",\"result\":{\"action\":\"cancel\"}}");
        post(session, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"action\":\"cancel\"}}");
        assertThat(answer.isDone()).isFalse();

        post(session, response(question, "{\"action\":\"cancel\"}"));
        assertThat(stream.nextMessage().getJsonObject("result").toString()).contains("NOT_ALLOWED");
    }

    @Test
    void aClientThatDeclaredNoFormsIsNotAsked() throws Exception {
        String session = open("2025-11-25", "{}");
        QueuedStream stream = new QueuedStream();

        Answer answer = start(session, call("confirm", ""), stream).get();

        assertThat(body(answer).getJsonObject("error").getString("message"))
                .contains("{\"elicitation\":{\"form\":{}}}");
        assertThat(stream.isOpened()).isFalse();
    }

    @Test
    void withoutASessionNobodyCanBeAsked() throws Exception {
        Answer answer = post(ALICE, headers(null, "2025-11-25", null), call("confirm", ""), new QueuedStream());

        assertThat(body(answer).getJsonObject("error").getString("message")).contains("Mcp-Session-Id");
    }

    // ---- cancellation

    @Test
    void aCancelledRequestStopsAndHasNoResponse() throws Exception {
        String session = open("2025-11-25");
        QueuedStream stream = new QueuedStream();
        PendingAnswer answer = start(session, call("waiting", TOKEN), stream);
        sample.waiting.started.await();

        post(session, cancel("9"));
        post(session, cancel("\"7\""));
        assertThat(answer.isDone()).isFalse();
        post(session, cancel("7"));

        assertThat(answer.get()).isEqualTo(new Answer.Accepted());
        assertThat(sample.waiting.stopped.getCount()).isZero();
        assertThat(stream.nextMessage().getString("method")).isEqualTo("notifications/progress");
        assertThat(stream.isEmpty()).isTrue();
    }

    @Test
    void aRequestOfAClientThatTakesNoStreamIsCancelledToo() throws Exception {
        String session = open("2025-11-25");
        PendingAnswer answer = new PendingAnswer(threads.submit(() -> post(session, call("waiting", TOKEN))));
        sample.waiting.started.await();

        post(session, cancel("7"));

        assertThat(answer.get()).isEqualTo(new Answer.Accepted());
        assertThat(sample.waiting.stopped.getCount()).isZero();
    }

    @Test
    void anotherSessionCannotCancel() throws Exception {
        String session = open("2025-11-25");
        PendingAnswer answer = start(session, call("waiting", TOKEN), new QueuedStream());
        sample.waiting.started.await();

        post(open("2025-11-25"), cancel("7"));
        sample.waiting.mayEnd.countDown();

        assertThat(answer.get()).isEqualTo(new Answer.Streamed());
        assertThat(sample.waiting.stopped.getCount()).isEqualTo(1);
    }

    @Test
    void anIdIsNotUsedForTwoRequestsAtOnce() throws Exception {
        String session = open("2025-11-25");
        start(session, call("waiting", TOKEN), new QueuedStream());
        sample.waiting.started.await();

        Answer second = post(ALICE, headers(session, null, null), call("chatty", ""), new QueuedStream());

        assertThat(body(second).getJsonObject("error").getInt("code")).isEqualTo(-32600);
    }

    // ---- coming back

    @Test
    void aStreamStartsWithAnEventThatOnlyHasAnIdInTheLatestVersionAlone() throws Exception {
        for (String version : List.of("2025-11-25", "2025-06-18", "2025-03-26")) {
            QueuedStream stream = new QueuedStream();
            start(open(version), call("chatty", ""), stream);

            assertThat(stream.next().message() == null).isEqualTo(version.equals("2025-11-25"));
        }
    }

    @Test
    void aClientThatWasSentAwayGetsTheRestOverAnotherConnection() throws Exception {
        String session = open("2025-11-25");
        QueuedStream first = new QueuedStream();
        PendingAnswer answer = start(session, call("waiting", ",\"arguments\":{\"disconnect\":true}" + TOKEN), first);
        sample.waiting.started.await();
        assertThat(first.next().message()).isNull();
        StreamEvent progress = first.next();
        StreamEvent goodbye = first.next();
        assertThat(goodbye.retry()).isEqualTo(Duration.ofSeconds(1));
        assertThat(first.isClosed()).isTrue();

        QueuedStream second = new QueuedStream();
        PendingAnswer rest = listen(session, goodbye.id(), second);
        sample.waiting.mayEnd.countDown();
        assertThat(second.nextMessage().getJsonObject("result").toString()).contains("waited");
        assertThat(rest.get()).isEqualTo(new Answer.Streamed());
        assertThat(answer.get()).isEqualTo(new Answer.Streamed());

        QueuedStream third = new QueuedStream();
        listen(session, progress.id(), third).get();
        assertThat(third.next().id()).isEqualTo(goodbye.id());
        assertThat(third.nextMessage().getJsonObject("result").toString()).contains("waited");
    }

    @Test
    void anOlderVersionIsNotSentAway() throws Exception {
        QueuedStream stream = new QueuedStream();
        start(open("2025-06-18"), call("waiting", ",\"arguments\":{\"disconnect\":true}" + TOKEN), stream);
        sample.waiting.started.await();

        assertThat(stream.isClosed()).isFalse();
    }

    @Test
    void onlyTheNamedStreamIsReplayed() throws Exception {
        String session = open("2025-11-25");
        QueuedStream one = new QueuedStream();
        start(session, call("chatty", ""), one).get();
        QueuedStream two = new QueuedStream();
        start(session, call("confirm", ""), two);
        two.nextMessage();

        QueuedStream replay = new QueuedStream();
        listen(session, one.next().id(), replay).get();

        List<String> replayed = new ArrayList<>();
        while (!replay.isEmpty()) {
            replayed.add(String.valueOf(replay.next().message()));
        }
        assertThat(replayed).hasSize(3).noneMatch(message -> message.contains("elicitation"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "x-1", "99-1", "1-99999999999", "-1-1", ""})
    void anIdThatNobodyGaveOutIsRefused(String id) throws Exception {
        assertThat(status(era.listen(ALICE, headers(open("2025-11-25"), null, id), new QueuedStream())))
                .isEqualTo(400);
    }

    @Test
    void ofManyStreamsWhoseClientsLeftTheNewestCanBeResumed() throws Exception {
        String session = open("2025-11-25");
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            QueuedStream stream = new QueuedStream();
            PendingAnswer listening = listen(session, null, stream);
            events.add(stream.next().id());
            stream.leave();
            sample.changes.publish(Changes.Kind.TOOLS); // which tells that the client left
            assertThat(listening.get()).isEqualTo(new Answer.Streamed());
        }

        for (String event : events.subList(0, 4)) {
            assertThat(status(era.listen(ALICE, headers(session, null, event), new QueuedStream())))
                    .isEqualTo(400);
        }
        for (String event : events.subList(4, 20)) {
            QueuedStream back = new QueuedStream();
            PendingAnswer listening = listen(session, event, back);
            assertThat(back.nextMessage().getString("method")).isEqualTo("notifications/tools/list_changed");
            listening.future().cancel(true);
        }
    }

    @Test
    void aStreamThatIsInUseIsNotForgottenHoweverManyFollow() throws Exception {
        String session = open("2025-11-25");
        QueuedStream first = new QueuedStream();
        PendingAnswer answer = start(session, call("waiting", TOKEN), first);
        String event = first.next().id();
        for (int i = 0; i < 20; i++) {
            start(session, call("chatty", "").replace("\"id\":7", "\"id\":8"), new QueuedStream())
                    .get();
        }

        QueuedStream back = new QueuedStream();
        listen(session, event, back);
        assertThat(back.nextMessage().getString("method")).isEqualTo("notifications/progress");
        sample.waiting.mayEnd.countDown();
        assertThat(back.nextMessage()).containsKey("result");
        assertThat(answer.get()).isEqualTo(new Answer.Streamed());
    }

    @Test
    void aConnectionThatEndsTakesNothingFromTheOneThatFollowedIt() throws Exception {
        String session = open("2025-11-25");
        QueuedStream first = new QueuedStream();
        PendingAnswer listening = listen(session, null, first);
        String event = first.next().id();
        QueuedStream second = new QueuedStream();
        listen(session, event, second);
        assertThat(listening.get()).isEqualTo(new Answer.Streamed());

        await().until(() -> {
            sample.changes.publish(Changes.Kind.TOOLS);
            return !second.isEmpty();
        });
    }

    @Test
    void idsAreUniqueInASession() throws Exception {
        String session = open("2025-11-25");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            QueuedStream stream = new QueuedStream();
            start(session, call("chatty", ""), stream).get();
            while (!stream.isEmpty()) {
                ids.add(stream.next().id());
            }
        }

        assertThat(ids).hasSize(12).doesNotHaveDuplicates();
    }

    // ---- news

    @Test
    void changesAreToldOnTheStreamThatWasOpenedLast() throws Exception {
        String session = open("2025-11-25");
        QueuedStream older = new QueuedStream();
        listen(session, null, older);
        older.next();
        QueuedStream newer = new QueuedStream();
        listen(session, null, newer);
        newer.next();

        await().until(() -> {
            sample.changes.publish(Changes.Kind.PROMPTS);
            return !newer.isEmpty();
        });

        assertThat(newer.next().message())
                .hasToString("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/prompts/list_changed\",\"params\":{}}");
    }

    @Test
    void aSubscribedResourceIsWatchedWhileAStreamIsOpen() throws Exception {
        String session = open("2025-11-25");
        assertThat(result(post(session, request("resources/subscribe", "\"uri\":\"test://one\""))))
                .isEmpty();
        assertThat(sample.resources.watches("test://one")).isZero();

        QueuedStream stream = new QueuedStream();
        PendingAnswer listening = listen(session, null, stream);
        await().until(() -> sample.resources.watches("test://one") == 1);
        post(session, request("resources/subscribe", "\"uri\":\"test://two\""));
        sample.resources.changed("test://two");
        assertThat(stream.nextMessage())
                .hasToString("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\","
                        + "\"params\":{\"uri\":\"test://two\"}}");

        assertThat(result(post(session, request("resources/unsubscribe", "\"uri\":\"test://two\""))))
                .isEmpty();
        assertThat(sample.resources.watches("test://two")).isZero();
        listening.future().cancel(true);
        await().until(() -> sample.resources.watches("test://one") == 0);
    }

    @Test
    void newsAreKeptForAClientWhoseStreamBroke() throws Exception {
        String session = open("2025-11-25");
        QueuedStream stream = new QueuedStream();
        listen(session, null, stream);
        String id = stream.next().id();
        await().until(() -> {
            sample.changes.publish(Changes.Kind.TOOLS);
            return !stream.isEmpty();
        });
        stream.leave();
        sample.changes.publish(Changes.Kind.RESOURCES);

        QueuedStream back = new QueuedStream();
        listen(session, id, back);

        List<String> methods = new ArrayList<>();
        while (!methods.contains("notifications/resources/list_changed")) {
            methods.add(back.nextMessage().getString("method"));
        }
        assertThat(methods).contains("notifications/tools/list_changed");
    }

    @Test
    void withoutASessionNobodyCanSubscribe() throws Exception {
        Answer answer = post(
                ALICE,
                headers(null, "2025-11-25", null),
                request("resources/subscribe", "\"uri\":\"test://one\""),
                ReplyStream.SILENT);

        assertThat(status(answer)).isEqualTo(400);
    }

    @Test
    void withATokenThatIsNoneNobodyCanSubscribe() throws Exception {
        Caller caller = Caller.withBadToken("127.0.0.1");
        String session = open(caller, "2025-11-25", "{}");

        Answer answer = post(
                caller,
                headers(session, null, null),
                request("resources/subscribe", "\"uri\":\"test://one\""),
                ReplyStream.SILENT);

        assertThat(body(answer).getJsonObject("error").getJsonObject("data")).hasToString("{\"code\":\"BAD_TOKEN\"}");
    }

    @Test
    void aSessionHasABoundedNumberOfSubscriptions() throws Exception {
        String session = open("2025-11-25");
        for (int i = 0; i < 100; i++) {
            post(session, request("resources/subscribe", "\"uri\":\"test://" + i + "\""));
        }

        assertThat(body(post(session, request("resources/subscribe", "\"uri\":\"test://one-more\"")))
                        .getJsonObject("error")
                        .getString("message"))
                .contains("100");
        assertThat(result(post(session, request("resources/subscribe", "\"uri\":\"test://5\""))))
                .isEmpty();
    }

    // ---- logging

    @ParameterizedTest
    @CsvSource({"debug, 3", "info, 2", "notice, 1", "emergency, 0"})
    void logMessagesComeFromTheChosenLevelOn(String level, int messages) throws Exception {
        String session = open("2025-06-18");
        assertThat(result(post(session, request("logging/setLevel", "\"level\":\"" + level + "\""))))
                .isEmpty();
        QueuedStream stream = new QueuedStream();

        Answer answer = start(session, call("chatty", ""), stream).get();

        for (int i = 0; i < messages; i++) {
            assertThat(stream.nextMessage().getString("method")).isEqualTo("notifications/message");
        }
        assertThat(answer instanceof Answer.Streamed).isEqualTo(messages > 0);
    }

    @Test
    void anUnknownLevelIsRefused() throws Exception {
        assertThat(body(post(open("2025-11-25"), request("logging/setLevel", "\"level\":\"INFO\"")))
                        .getJsonObject("error")
                        .getInt("code"))
                .isEqualTo(-32602);
    }

    // ---- the other features

    @Test
    void aResourceThatIsNotThereHasTheCodeOfThisEra() throws Exception {
        JsonObject error = body(post(open("2025-11-25"), request("resources/read", "\"uri\":\"test://none\"")))
                .getJsonObject("error");

        assertThat(error.getInt("code")).isEqualTo(-32002);
        assertThat(error.get("data")).hasToString("{\"uri\":\"test://none\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "resources/list           |                            | resources,nextCursor",
                "resources/list           | \"cursor\":\"next\"        | resources",
                "resources/templates/list |                            | resourceTemplates",
                "resources/read           | \"uri\":\"test://one\"     | contents",
                "prompts/list             |                            | prompts",
                "prompts/get              | \"name\":\"greeting\",\"arguments\":{\"name\":\"Ana\"} | description,messages",
                "completion/complete      | \"ref\":{\"type\":\"ref/resource\",\"uri\":\"test://{id}\"},\"argument\":{\"name\":\"id\",\"value\":\"\"} | completion",
            })
    void resultsHaveNothingOfTheOtherEra(String method, @Nullable String params, String members) throws Exception {
        JsonObject result = result(post(open("2025-11-25"), request(method, params == null ? "" : params)));

        assertThat(result).containsOnlyKeys(members.split(","));
    }

    private LegacyEra newInstance() {
        return new LegacyEra(
                sample.features, SampleTools.SERVER, SampleTools.SEALER, TestLogins.usualBudget(), () -> now);
    }

    private static Answer post(LegacyEra instance, String session, String message) throws MalformedMessageException {
        return post(instance, session, message, ReplyStream.SILENT);
    }

    private static Answer post(LegacyEra instance, String session, String body, ReplyStream stream)
            throws MalformedMessageException {
        return instance.handle(exchange(ALICE, headers(session, null, null), body, stream));
    }

    private String open(String version) throws Exception {
        return open(version, "{\"elicitation\":{}}");
    }

    private String open(String version, String capabilities) throws Exception {
        return open(ALICE, version, capabilities);
    }

    private String open(Caller caller, String version, String capabilities) throws Exception {
        Answer.Reply reply = (Answer.Reply) post(
                caller,
                McpHeaders.NONE,
                request("initialize", "\"protocolVersion\":\"" + version + "\",\"capabilities\":" + capabilities),
                ReplyStream.SILENT);
        return Objects.requireNonNull(reply.sessionId());
    }

    private PendingAnswer start(String session, String body, QueuedStream stream) {
        return new PendingAnswer(threads.submit(() -> post(ALICE, headers(session, null, null), body, stream)));
    }

    private PendingAnswer listen(String session, @Nullable String lastEventId, QueuedStream stream) {
        return new PendingAnswer(threads.submit(() -> era.listen(ALICE, headers(session, null, lastEventId), stream)));
    }

    private Answer post(String session, String body) throws MalformedMessageException {
        return post(ALICE, headers(session, null, null), body, ReplyStream.SILENT);
    }

    private Answer post(Caller caller, McpHeaders headers, String body, ReplyStream replies)
            throws MalformedMessageException {
        return era.handle(exchange(caller, headers, body, replies));
    }
}
