// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.MailUser;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sending by Postfix as it is met: what it refuses, limits and changes, and what of a mail arrives. */
class SendOnDovecotIT {
    private final DovecotServer server = DovecotServer.shared();
    private final MailUser alice = server.alice();
    private final MailUser bob = server.bob();

    @BeforeEach
    void emptyMailboxes() throws Exception {
        for (MailUser user : List.of(alice, bob, server.carol())) {
            server.reset(user);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "plain|Hello,\\n\\nall of it.\\n",
                "dots|.\\n..\\n.a\\nb.\\n\\n.\\n",
                "From the start|From here\\n>From there\\n From behind\\n",
                "Grüße 🎉 и привет|Žluťoučký kůň 🐎\\nпривет\\n",
                "a very long line|"
                        + "word word word word word word word word word word word word word word word word word word",
                "blanks at the end |a  \\nb \\n-- \\nme\\n",
            })
    void whatArrivesIsByteByByteWhatWasKept(String subject, String text) throws Exception {
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject sent = stack.succeed(alice, "smtp_send_email", """
                    {"to":["Bob <%s>"],"cc":["%s"],"bcc":["%s"],"subject":"%s","text":"%s","html":"<p>%s</p>"}""".formatted(
                            bob.address(), alice.address(), server.carol().address(), subject, text, subject));
            assertThat(sent.getString("status")).isEqualTo("sent");
        }
        String kept = only(alice, "Sent");
        for (MailUser user : List.of(bob, alice, server.carol())) {
            assertThat(written(only(user, "INBOX"))).isEqualTo(kept.replaceFirst("Bcc: .*\r\n", ""));
        }
        assertThat(kept).contains("Bcc: " + server.carol().address());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "greylisted@example.test | true | 450 4.7.1",
                "crowded@example.test | true | 452 4.2.2",
                "blocked@example.test | false | 554 5.7.1",
                "nobody@example.test | false | 550 5.1.1",
                "bob@b\u00fccher.example | false | 554 5.7.1",
            })
    void aRefusedRecipientIsNamedWithPostfixsOwnStatusAndNobodyGetsTheMail(
            String address, boolean temporary, String status) throws Exception {
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject result = stack.call(
                    ToolStack.credentials(alice),
                    "smtp_send_email",
                    "{\"to\":[\"%s\",\"%s\"],\"subject\":\"s\",\"text\":\"t\"}".formatted(bob.address(), address));

            assertThat(ToolStack.errorText(result))
                    .startsWith("SEND_REJECTED: not sent to anybody, " + (temporary ? "temporary" : "permanent"))
                    .contains("refused 1 of 2 recipients: " + status)
                    .contains(address.replace("b\u00fccher", "xn--bcher-kva"));
            assertThat(result.toString().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(400);
        }
        assertThat(server.messages(bob, "INBOX")).isEmpty();
        assertThat(server.messages(alice, "Sent")).isEmpty();
    }

    /** Postfix refuses every address that is not in its list, also one that is cut to its low bytes. */
    @Test
    void anAddressBeyondAsciiGoesOutAsItIsWhereTheServerOffersIt() {
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject sent = stack.succeed(
                    alice,
                    "smtp_send_email",
                    "{\"to\":[\"\u0161\u00e1rka@example.test\"],\"subject\":\"s\",\"text\":\"t\"}");

            assertThat(sent.getString("status")).isEqualTo("sent");
            assertThat(sent.getJsonArray("recipients").getString(0)).isEqualTo("\u0161\u00e1rka@example.test");
        }
    }

    @Test
    void anAddressBeyondAsciiIsRefusedWhereTheServerDoesNotOfferIt() throws Exception {
        try (ToolStack stack = ToolStack.on(server, Map.of("SMTP_PORT", "" + server.limitedSmtpPort()))) {
            JsonObject result = stack.call(
                    ToolStack.credentials(alice),
                    "smtp_send_email",
                    "{\"to\":[\"%s\",\"\u0161\u00e1rka@example.test\"],\"subject\":\"s\",\"text\":\"t\"}"
                            .formatted(bob.address()));

            assertThat(ToolStack.errorText(result)).startsWith("SEND_REJECTED").contains("SMTPUTF8");
        }
        assertThat(server.messages(bob, "INBOX")).isEmpty();
    }

    @Test
    void aMailBeyondTheServersSizeIsNotOffered() throws Exception {
        try (ToolStack stack = ToolStack.on(server, Map.of("SMTP_PORT", "" + server.limitedSmtpPort()))) {
            JsonObject result = stack.call(ToolStack.credentials(alice), "smtp_send_email", mail("x".repeat(25_000)));

            assertThat(ToolStack.errorText(result)).startsWith("TOO_LARGE").contains("20000 bytes");
        }
        assertThat(server.messages(bob, "INBOX")).isEmpty();
    }

    @Test
    void aFullMailboxCostsTheCopyAndNotTheMail() throws Exception {
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject first = stack.succeed(server.carol(), "smtp_send_email", mail("a".repeat(15_000)));
            JsonObject second = stack.succeed(server.carol(), "smtp_send_email", mail("b".repeat(15_000)));

            assertThat(first.getString("saved_to")).isEqualTo("Sent");
            assertThat(second.getString("status")).isEqualTo("sent");
            assertThat(second).doesNotContainKey("saved_to");
            assertThat(second.getString("not_saved_reason")).contains("full");
        }
        awaitBob(2);
    }

    @Test
    void aRateLimitIsTemporaryAndSendsNothing() throws Exception {
        try (ToolStack stack = ToolStack.on(server, Map.of("SMTP_PORT", "" + server.ratedSmtpPort()))) {
            stack.succeed(alice, "smtp_send_email", mail("one"));
            stack.succeed(alice, "smtp_send_email", mail("two"));
            JsonObject third = stack.call(ToolStack.credentials(alice), "smtp_send_email", mail("three"));

            assertThat(ToolStack.errorText(third))
                    .startsWith("SEND_REJECTED: not sent to anybody, temporary")
                    .contains("450 4.7.1");
            assertThat(third.getJsonObject("_meta")
                            .getJsonObject("dev.mailboxmcp/error")
                            .getInt("retryAfterMs"))
                    .isPositive();
        }
        awaitBob(2);
    }

    private void awaitBob(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> server.messages(bob, "INBOX").size() == count);
    }

    private String mail(String text) {
        return "{\"to\":[\"%s\"],\"subject\":\"s\",\"text\":\"%s\"}".formatted(bob.address(), text);
    }

    private String only(MailUser user, String folder) throws Exception {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> server.messages(user, folder).size() == 1);
        return new String(server.messages(user, folder).getFirst(), StandardCharsets.UTF_8);
    }

    /** What the sender wrote, below what the servers on the way put on top. */
    private static String written(String mail) {
        return mail.substring(mail.indexOf("\r\nDate: ") + 2);
    }
}
