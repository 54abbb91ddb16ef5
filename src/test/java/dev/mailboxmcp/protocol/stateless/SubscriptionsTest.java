// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.stateless;

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
import dev.mailboxmcp.protocol.Leaving;
import dev.mailboxmcp.protocol.Listening;
import dev.mailboxmcp.protocol.McpHeaders;
import dev.mailboxmcp.protocol.PendingAnswer;
import dev.mailboxmcp.protocol.QueuedStream;
import dev.mailboxmcp.protocol.SampleFeatures;
import dev.mailboxmcp.protocol.SampleTools;
import dev.mailboxmcp.rpc.JsonRpcMessage;
import dev.mailboxmcp.rpc.JsonRpcReader;
import dev.mailboxmcp.rpc.MalformedMessageException;
import dev.mailboxmcp.rpc.ReplyStream;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.ToolFailure;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code subscriptions/listen} */
class SubscriptionsTest {
    private static final String EVERYTHING = "{\"toolsListChanged\":true,\"promptsListChanged\":true,"
            + "\"resourcesListChanged\":true,\"resourceSubscriptions\":[\"test://one\",\"test://two\"]}";

    private final SampleFeatures sample = new SampleFeatures();
    private final StatelessEra era = new StatelessEra(
            sample.features, SampleTools.SERVER, SampleTools.SEALER, TestLogins.usualBudget(), InstantSource.system());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final QueuedStream stream = new QueuedStream();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void theAcknowledgementComesFirstAndSaysWhatIsHonoured() throws Exception {
        listen("7", EVERYTHING);

        assertThat(stream.nextMessage())
                .hasToString("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\","
                        + "\"params\":{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":7},\"notifications\":"
                        + EVERYTHING + "}}");
    }

    @Test
    void theAcknowledgementWaitsForTheFirstLooksTogether() throws Exception {
        sample.resources.looked = new CountDownLatch(1);
        String uris = IntStream.range(0, Subscriptions.MAX_RESOURCES)
                .mapToObj(i -> "\"test://" + i + "\"")
                .collect(Collectors.joining(","));
        long began = System.nanoTime();

        listen("1", "{\"resourceSubscriptions\":[" + uris + "]}");

        assertThat(stream.nextMessage().getString("method")).endsWith("acknowledged");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        assertThat(sample.resources.watches("test://99")).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "\"0\"", "\"läsen\"", "-5"})
    void everyNotificationCarriesTheIdOfTheRequestAsItWasSent(String id) throws Exception {
        listen(id, "{\"toolsListChanged\":true}");
        assertThat(subscriptionId(stream.nextMessage())).isEqualTo(id);

        sample.changes.publish(Changes.Kind.TOOLS);

        JsonObject notification = stream.nextMessage();
        assertThat(notification.getString("method")).isEqualTo("notifications/tools/list_changed");
        assertThat(subscriptionId(notification)).isEqualTo(id);
    }

    @Test
    void nothingIsSentThatWasNotAskedFor() throws Exception {
        listen(
                "1",
                "{\"promptsListChanged\":true,\"toolsListChanged\":false,\"resourceSubscriptions\":[\"test://one\"]}");
        stream.nextMessage();
        await().until(() -> sample.resources.watches("test://one") == 1);

        sample.changes.publish(Changes.Kind.TOOLS);
        sample.changes.publish(Changes.Kind.RESOURCES);
        sample.resources.changed("test://two");
        sample.resources.changed("test://one");
        sample.changes.publish(Changes.Kind.PROMPTS);

        JsonObject updated = stream.nextMessage();
        assertThat(updated.getString("method")).isEqualTo("notifications/resources/updated");
        assertThat(updated.getJsonObject("params").getString("uri")).isEqualTo("test://one");
        assertThat(stream.nextMessage().getString("method")).isEqualTo("notifications/prompts/list_changed");
        assertThat(stream.isEmpty()).isTrue();
    }

    @Test
    void theStreamEndsWithTheAnswerWhenTheServerGoesDown() throws Exception {
        PendingAnswer answer = listen("\"l\"", EVERYTHING);
        stream.nextMessage();

        era.close();

        JsonObject response = ((Answer.Reply) answer.get()).body().asJsonObject();
        JsonObject result = response.getJsonObject("result");
        assertThat(response.getString("id")).isEqualTo("l");
        assertThat(result.getString("resultType")).isEqualTo("complete");
        assertThat(result.getJsonObject("_meta"))
                .containsOnlyKeys("io.modelcontextprotocol/serverInfo", "io.modelcontextprotocol/subscriptionId");
        assertThat(sample.resources.watches("test://one")).isZero();
    }

    @Test
    void whoComesAfterTheServerWentDownIsAnsweredAtOnce() throws Exception {
        era.close();

        assertThat(listen("1", EVERYTHING).get()).isInstanceOf(Answer.Reply.class);
    }

    @Test
    void nothingIsWatchedAnyMoreOnceTheClientLeft() throws Exception {
        PendingAnswer answer = listen("1", EVERYTHING);
        stream.nextMessage();
        await().until(() -> sample.resources.watches("test://two") == 1);

        answer.future().cancel(true);

        await().until(() -> sample.resources.watches("test://one") == 0 && sample.resources.watches("test://two") == 0);
    }

    @Test
    void aClientThatReadsNoStreamIsToldSo() throws Exception {
        Answer.Reply reply = (Answer.Reply) era.handle(exchange("1", EVERYTHING, ReplyStream.SILENT));

        assertThat(reply.status()).isEqualTo(406);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "{\"toolsListChanged\":1}",
                "{\"resourceSubscriptions\":\"test://one\"}",
                "{\"resourceSubscriptions\":[7]}"
            })
    void aFilterOfTheWrongFormIsRefused(String filter) throws Exception {
        Answer.Reply reply = (Answer.Reply) era.handle(exchange("1", filter, stream));

        assertThat(reply.body().asJsonObject().getJsonObject("error").getInt("code"))
                .isEqualTo(-32602);
        assertThat(stream.isOpened()).isFalse();
    }

    @Test
    void aClientsLeavingEndsOnlyTheStream() throws Exception {
        assertThat(era.leaving(message("1", EVERYTHING))).isEqualTo(Leaving.ENDS_STREAM);
    }

    @Test
    void withATokenThatIsNoneListsAreListenedToAndResourcesAreNot() throws Exception {
        Caller caller = Caller.withBadToken("127.0.0.1");
        era.close(); // so that what is not refused ends

        Answer.Reply lists = (Answer.Reply) era.handle(exchange(caller, "1", "{\"toolsListChanged\":true}", stream));
        Answer.Reply resources = (Answer.Reply) era.handle(exchange(caller, "2", EVERYTHING, stream));

        assertThat(lists.body().asJsonObject()).containsKey("result");
        assertThat(resources.body().asJsonObject().getJsonObject("error").getJsonObject("data"))
                .hasToString("{\"code\":\"BAD_TOKEN\"}");
    }

    @Test
    void theStreamEndsWithTheReasonWhenItsTokenExpires() throws Exception {
        Instant now = Instant.now();
        TokenLife token = new TokenLife(UUID.randomUUID(), now, now.plusMillis(200));
        sample.resources.revoked.add(token);
        Caller caller = new Caller(new Credentials("alice", new Secret("pw")), "127.0.0.1", null, false, token);

        Answer.Reply answer =
                (Answer.Reply) era.handle(exchange(caller, "\"l\"", "{\"toolsListChanged\":true}", stream));

        assertThat(answer.body())
                .hasToString("{\"jsonrpc\":\"2.0\",\"id\":\"l\",\"error\":{\"code\":-32603,"
                        + "\"message\":\"BAD_TOKEN: of a test\",\"data\":{\"code\":\"BAD_TOKEN\"}}}");
    }

    @Test
    void theStreamEndsWithTheReasonWhenAWatchIsRefused() throws Exception {
        PendingAnswer answer = listen("1", EVERYTHING);
        stream.nextMessage();
        await().until(() -> sample.resources.watches("test://two") == 1);

        sample.resources.failed("test://two", new ToolFailure(ErrorCode.LOGIN_FAILED, "of a test"));

        assertThat(((Answer.Reply) answer.get()).body().toString()).contains("\"LOGIN_FAILED: of a test\"");
        assertThat(sample.resources.watches("test://one")).isZero();
    }

    @Test
    void whatNeverChangesIsAcknowledgedAndNotWatched() throws Exception {
        listen("1", "{\"resourceSubscriptions\":[\"other://one\"]}");

        assertThat(stream.nextMessage().toString()).contains("other://one");
        assertThat(sample.resources.watches("other://one")).isZero();
    }

    @Test
    void aStreamMoreThanAUserMayOpenIsRefusedUntilOneEnds() throws Exception {
        StateLimits usual = StateLimits.USUAL;
        StateBudget budget = TestLogins.budget(new StateLimits(
                usual.bytes(), usual.strangerBytes(), usual.clientBytes(), usual.userBytes(), 10, 5, 1));
        StatelessEra small = new StatelessEra(
                sample.features, SampleTools.SERVER, SampleTools.SEALER, budget, InstantSource.system());
        Caller alice = new Caller(new Credentials("alice", new Secret("pw")), "127.0.0.1");
        Exchange first = exchange(alice, "1", EVERYTHING, stream);
        PendingAnswer answer = new PendingAnswer(threads.submit(() -> small.handle(first)));
        stream.nextMessage();

        QueuedStream second = new QueuedStream();
        Answer.Reply refusal = (Answer.Reply) small.handle(exchange(alice, "2", EVERYTHING, second));
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.body().toString())
                .contains("\"id\":2")
                .contains("1 streams")
                .contains("\"code\":\"THROTTLED\",\"retryAfterMs\":10000");
        assertThat(second.isOpened()).isFalse();

        answer.future().cancel(true);
        await().until(() -> budget.bytes() == 0);
    }

    @Test
    void longUrisAreCounted() throws Exception {
        StateBudget budget = TestLogins.usualBudget();
        StatelessEra counted = new StatelessEra(
                sample.features, SampleTools.SERVER, SampleTools.SEALER, budget, InstantSource.system());
        Exchange exchange =
                exchange("1", "{\"resourceSubscriptions\":[\"test://" + "x".repeat(20_000) + "\"]}", stream);
        PendingAnswer answer = new PendingAnswer(threads.submit(() -> counted.handle(exchange)));
        stream.nextMessage();

        assertThat(budget.bytes()).isGreaterThan(Listening.BYTES + 20_000);
        counted.close();
        answer.get();
        assertThat(budget.bytes()).isZero();
    }

    private PendingAnswer listen(String id, String filter) throws MalformedMessageException {
        Exchange exchange = exchange(id, filter, stream);
        return new PendingAnswer(threads.submit(() -> era.handle(exchange)));
    }

    private static String subscriptionId(JsonObject notification) {
        return String.valueOf(notification
                .getJsonObject("params")
                .getJsonObject("_meta")
                .get("io.modelcontextprotocol/subscriptionId"));
    }

    private static Exchange exchange(String id, String filter, ReplyStream replies) throws MalformedMessageException {
        return exchange(new Caller(null, "127.0.0.1"), id, filter, replies);
    }

    private static Exchange exchange(Caller caller, String id, String filter, ReplyStream replies)
            throws MalformedMessageException {
        McpHeaders headers = McpHeaders.of(
                Map.of("MCP-Protocol-Version", List.of("2026-07-28"), "Mcp-Method", List.of("subscriptions/listen")));
        return new Exchange(caller, headers, message(id, filter), replies, CallMemory.endless());
    }

    private static JsonRpcMessage message(String id, String filter) throws MalformedMessageException {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":" + id
                + ",\"method\":\"subscriptions/listen\",\"params\":{\"notifications\":" + filter
                + ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
        return JsonRpcReader.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
