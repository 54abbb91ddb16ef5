// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailUser;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The user's yes on its way through the endpoint, in both eras. */
class SendConfirmationIT extends ConfirmingWar {
    private static final JsonObject CAN_ASK = Json.createObjectBuilder()
            .add("elicitation", Json.createObjectBuilder().add("form", Json.createObjectBuilder()))
            .build();
    private static final JsonObject CANNOT_ASK = JsonObject.EMPTY_JSON_OBJECT;

    private final MailUser alice = mail().alice();
    private final MailUser bob = mail().bob();
    private final String text = UUID.randomUUID().toString();

    @BeforeEach
    void emptyMailboxes() throws Exception {
        mail().reset(alice);
        mail().reset(bob);
    }

    @Test
    void aModernClientGetsTheQuestionAndSendsTheMailWithTheAnswer() throws Exception {
        JsonObject asked = modern(CAN_ASK, Json.createObjectBuilder()).getJsonObject("result");

        assertThat(asked.getString("resultType")).isEqualTo("input_required");
        JsonObject question = asked.getJsonObject("inputRequests").getJsonObject("yes_or_no");
        assertThat(question.getString("method")).isEqualTo("elicitation/create");
        assertThat(question.getJsonObject("params").getString("message"))
                .contains("1. " + bob.address())
                .contains("> " + text);
        assertThat(mail().messages(bob, "INBOX")).isEmpty();

        JsonObject sent = modern(CAN_ASK, answered("accept", asked)).getJsonObject("result");

        assertThat(sent.getJsonObject("structuredContent").getString("status")).isEqualTo("sent");
        assertThat(mail().messages(bob, "INBOX")).hasSize(1);

        // the answer is worth one mail
        JsonObject again = modern(CAN_ASK, answered("accept", asked));
        assertThat(again.getJsonObject("error").getInt("code")).isEqualTo(-32602);
        assertThat(mail().messages(bob, "INBOX")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"decline", "cancel"})
    void aModernNoIsACompleteResult(String action) throws Exception {
        JsonObject asked = modern(CAN_ASK, Json.createObjectBuilder()).getJsonObject("result");

        JsonObject result = modern(CAN_ASK, answered(action, asked)).getJsonObject("result");

        assertThat(result.getString("resultType")).isEqualTo("complete");
        assertNotAllowed(result, "the user did not confirm");
    }

    @Test
    void aYesThatComesEarlyIsNotCounted() throws Exception {
        JsonObject result = modern(
                        CAN_ASK,
                        Json.createObjectBuilder()
                                .add(
                                        "inputResponses",
                                        Json.createObjectBuilder().add("yes_or_no", answer("accept"))))
                .getJsonObject("result");

        assertThat(result.getString("resultType")).isEqualTo("input_required");
        assertThat(mail().messages(bob, "INBOX")).isEmpty();
    }

    @Test
    void aYesToOneMailIsNoneToAnother() throws Exception {
        JsonObject asked = modern(CAN_ASK, Json.createObjectBuilder()).getJsonObject("result");

        JsonObject response = modern(
                CAN_ASK,
                answered("accept", asked)
                        .add("arguments", Json.createObjectBuilder(arguments()).add("subject", "another")));

        assertThat(response.getJsonObject("error").getInt("code")).isEqualTo(-32602);
        assertThat(mail().messages(bob, "INBOX")).isEmpty();
    }

    @Test
    void aModernClientThatCannotAskIsRefused() throws Exception {
        assertNotAllowed(modern(CANNOT_ASK, Json.createObjectBuilder()).getJsonObject("result"), "cannot ask");
    }

    @Test
    void aSessionIsAskedOnItsStreamAndTheMailIsSentAfterTheAnswer() throws Exception {
        String session = session(CAN_ASK);
        try (EventStream call = legacy(session, call(7))) {
            JsonObject question = call.next();
            assertThat(question.getString("method")).isEqualTo("elicitation/create");
            assertThat(question.getJsonObject("params").getString("message")).contains("1. " + bob.address());
            assertThat(mail().messages(bob, "INBOX")).isEmpty();

            answer(session, question, "accept");

            assertThat(call.next()
                            .getJsonObject("result")
                            .getJsonObject("structuredContent")
                            .getString("status"))
                    .isEqualTo("sent");
        }
        assertThat(mail().messages(bob, "INBOX")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"decline", "cancel"})
    void aNoInASessionIsAResult(String action) throws Exception {
        String session = session(CAN_ASK);
        try (EventStream call = legacy(session, call(7))) {
            answer(session, call.next(), action);

            assertNotAllowed(call.next().getJsonObject("result"), "the user did not confirm");
        }
    }

    @Test
    void aSessionOfAClientThatCannotAskIsRefused() throws Exception {
        try (EventStream call = legacy(session(CANNOT_ASK), call(7))) {
            assertNotAllowed(call.body().getJsonObject("result"), "cannot ask");
        }
    }

    private void assertNotAllowed(JsonObject result, String words) throws Exception {
        assertThat(result.getBoolean("isError")).isTrue();
        assertThat(result.getJsonArray("content").getJsonObject(0).getString("text"))
                .startsWith("NOT_ALLOWED: not sent")
                .contains(words);
        assertThat(mail().messages(bob, "INBOX")).isEmpty();
    }

    private JsonObject arguments() {
        return Json.createObjectBuilder()
                .add("to", Json.createArrayBuilder().add(bob.address()))
                .add("subject", "s")
                .add("text", text)
                .build();
    }

    private static JsonObjectBuilder answer(String action) {
        return Json.createObjectBuilder().add("action", action);
    }

    private static JsonObjectBuilder answered(String action, JsonObject asked) {
        return Json.createObjectBuilder()
                .add("inputResponses", Json.createObjectBuilder().add("yes_or_no", answer(action)))
                .add("requestState", asked.getString("requestState"));
    }

    private JsonObject modern(JsonObject capabilities, JsonObjectBuilder more) throws Exception {
        return DeployedWar.client().as(alice).call("smtp_send_email", arguments(), capabilities, more);
    }

    private String call(int id) {
        return McpClient.message(
                id,
                "tools/call",
                Json.createObjectBuilder().add("name", "smtp_send_email").add("arguments", arguments()));
    }

    private String session(JsonObject capabilities) throws IOException {
        JsonObjectBuilder params =
                Json.createObjectBuilder(McpClient.initializeParams()).add("capabilities", capabilities);
        try (EventStream stream = legacy("", McpClient.message(0, "initialize", params))) {
            return stream.header("Mcp-Session-Id");
        }
    }

    private void answer(String session, JsonObject question, String action) throws IOException {
        String response = Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("id", question.get("id"))
                .add("result", answer(action))
                .build()
                .toString();
        try (EventStream taken = legacy(session, response)) {
            assertThat(taken.status()).isEqualTo(202);
        }
    }

    private EventStream legacy(String session, String body) throws IOException {
        Map<String, String> headers = new HashMap<>(Map.of(
                "Accept", "application/json, text/event-stream",
                "x-imap-user", alice.address(),
                "x-imap-pass", alice.password()));
        if (!session.isEmpty()) {
            headers.put("Mcp-Session-Id", session);
            headers.put("MCP-Protocol-Version", McpClient.LEGACY_VERSION);
        }
        return new EventStream(URI.create(endpoint()), "POST", headers, body);
    }
}
