// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailUser;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sending as clients meet it that lose their connection: MCP 2026-07-28 has them make the call again. */
class SendIT extends DeployedWar {
    private static final Path LIBERTYS_LOG =
            Path.of(System.getProperty("mailboxmcp.server", "."), "usr", "servers", "it", "logs", "messages.log");

    private final MailUser alice = mail().alice();
    private final MailUser bob = mail().bob();
    private final HoldingProxy submission = ServerEnvironment.submission();
    private final String text = "text " + UUID.randomUUID();

    @BeforeEach
    void empty() throws Exception {
        mail().reset(alice);
        mail().reset(bob);
        mail().append(alice, "Sent", "Subject: old\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    @AfterEach
    void release() {
        submission.release();
    }

    @Test
    void aClientThatLeavesInTheMiddleOfTheMailDoesNotStopItAndTheNextCallGetsItsResult() throws Exception {
        submission.hold();
        int before = submission.mails();
        int left = timesAClientLeft();
        try (Socket client = callAndKeepOpen()) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> submission.mails() == before + 1);
            client.setSoLinger(true, 0); // gone without a good-bye
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !Files.exists(LIBERTYS_LOG) || timesAClientLeft() > left);
        CompletableFuture<JsonObject> again = CompletableFuture.supplyAsync(this::call, Thread::startVirtualThread);
        submission.release();

        JsonObject result = again.get().getJsonObject("structuredContent");
        assertThat(result.getString("status")).isEqualTo("sent");
        assertThat(result.getString("saved_to")).isEqualTo("Sent");
        assertThat(result.getString("advice")).contains("not sent again");
        assertThat(mail().messages(bob, "INBOX")).hasSize(1);
        assertThat(new String(mail().messages(bob, "INBOX").getFirst(), StandardCharsets.UTF_8))
                .contains("Message-ID: " + result.getString("message_id"))
                .contains(text);
        assertThat(mail().messages(alice, "Sent")).hasSize(2);
        assertThat(submission.mails()).isEqualTo(before + 1);
    }

    @Test
    void aCallMadeAgainAfterItsAnswerGetsTheSameAnswer() throws Exception {
        JsonObject first = call().getJsonObject("structuredContent");
        JsonObject second = call().getJsonObject("structuredContent");

        assertThat(first).doesNotContainKey("advice");
        assertThat(second.getString("message_id")).isEqualTo(first.getString("message_id"));
        assertThat(mail().messages(bob, "INBOX")).hasSize(1);
    }

    private JsonObject call() {
        try {
            return client().as(alice).call("smtp_send_email", arguments());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private JsonObjectBuilder arguments() {
        return Json.createObjectBuilder()
                .add("to", Json.createArrayBuilder().add(bob.address()))
                .add("subject", "s")
                .add("text", text);
    }

    /** The same call as {@link #call}, on a connection of our own. */
    private Socket callAndKeepOpen() throws IOException {
        JsonObject meta = Json.createObjectBuilder()
                .add("io.modelcontextprotocol/protocolVersion", McpClient.MODERN_VERSION)
                .add("io.modelcontextprotocol/clientCapabilities", Json.createObjectBuilder())
                .add(
                        "io.modelcontextprotocol/clientInfo",
                        Json.createObjectBuilder().add("name", "tests").add("version", "1"))
                .build();
        byte[] body = Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("id", "lost")
                .add("method", "tools/call")
                .add(
                        "params",
                        Json.createObjectBuilder()
                                .add("name", "smtp_send_email")
                                .add("arguments", arguments())
                                .add("_meta", meta))
                .build()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        URI url = URI.create(endpoint());
        String head =
                """
                POST /mcp HTTP/1.1
                Host: localhost:%d
                Content-Type: application/json
                Accept: application/json, text/event-stream
                MCP-Protocol-Version: %s
                Mcp-Method: tools/call
                Mcp-Name: smtp_send_email
                x-imap-user: %s
                x-imap-pass: %s
                Content-Length: %d

                """.formatted(url.getPort(), McpClient.MODERN_VERSION, alice.address(), alice.password(), body.length);
        Socket socket = new Socket(url.getHost(), url.getPort());
        socket.getOutputStream().write(head.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        socket.getOutputStream().flush();
        return socket;
    }

    /** The number that the server noticed; known of Liberty only, whose log is in a known place. */
    private static int timesAClientLeft() throws IOException {
        return Files.exists(LIBERTYS_LOG)
                ? Files.readString(LIBERTYS_LOG, StandardCharsets.UTF_8)
                                .split("the client left before its answer", -1)
                                .length
                        - 1
                : 0;
    }
}
