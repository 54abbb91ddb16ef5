// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import dev.mailboxmcp.tools.AttachContract.File;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A mail goes on as it was read, to those whom the caller names and to nobody else. */
abstract class ForwardContract {
    final MailServer server;
    private final MailUser alice;
    private final MailUser bob;

    ForwardContract(MailServer server) {
        this.server = server;
        this.alice = server.alice();
        this.bob = server.bob();
    }

    @BeforeEach
    void emptyMailboxes() throws Exception {
        for (MailUser user : List.of(alice, bob)) {
            server.reset(user);
        }
        try (RawImap imap = server.connect(alice)) {
            imap.create("Sent");
        }
    }

    @Test
    void inlineItIsItsTextBelowWhoWroteItAndItsFiles() throws Exception {
        server.append(alice, "INBOX", mail("Fwd: WG: the plan"));
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject sent = forward(stack, "\"text\":\"FYI\"");

            assertThat(sent.getString("status")).isEqualTo("sent");
            assertThat(strings(sent, "recipients")).containsExactly(bob.address());
            assertThat(strings(sent, "attachments")).containsExactly("plan.txt", "the inner.eml");
            assertThat(flags(stack)).contains("forwarded");
        }
        byte[] arrived = arrived();
        MimeMessage message = message(arrived);
        assertThat(message.getSubject()).isEqualTo("Fwd: the plan");
        assertThat(message.getHeader("In-Reply-To")).isNull();
        assertThat(message.getHeader("References", null)).isEqualTo("<orig@mails.example>");
        assertThat(message.getAllRecipients()).hasSize(1);
        assertThat(text(arrived)).isEqualTo("""
                        FYI

                        ---------- Forwarded message ----------
                        From: Carol <carol@example.org>
                        Date: 2026-11-20 at 14:03 +01:00
                        Subject: Fwd: WG: the plan
                        To: %s, x@evil.example
                        Cc: y@evil.example

                        Please see.
                        """.formatted(alice.address()));
        List<File> files = AttachContract.files(arrived);
        assertThat(files).hasSize(2).contains(new File("plan.txt", "text/plain; charset=us-ascii", "the plan\n"));
        assertThat(files.get(1).type()).isEqualTo("message/rfc822");
        assertThat(files.get(1).bytes()).endsWith("within\r\n"); // GreenMail gives no header of it
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smtp_forward_email| \"to\":[\"%s\"]",
                "smtp_forward_email| \"to\":[\"%s\"],\"with_attachments\":false",
                "smtp_reply_email| \"text\":\"as you wrote\"",
            })
    void whatWouldActAsMarkdownIsPassedOnInItsOwnCharacters(String call) throws Exception {
        String code = "List<String> a = b[i](x); ![p](x) \\\\begin{x} &lt;b>";
        String mail = new String(mail("![s](x)"), StandardCharsets.US_ASCII)
                .replace("Carol <carol@example.org>", "Carol <" + bob.address() + ">")
                .replace("Please see.", code);
        server.append(alice, "INBOX", mail.getBytes(StandardCharsets.US_ASCII));
        try (ToolStack stack = ToolStack.on(server)) {
            String read = stack.succeed(alice, "imap_read_email", "{\"uid\":%d}".formatted(uid(stack)))
                    .getString("text");
            assertThat(read).contains("List< String> a = b[i] (x); ! [p] (x)");

            String[] parts = call.split("\\|", 2);
            stack.succeed(alice, parts[0], "{\"uid\":%d,%s}".formatted(uid(stack), parts[1].formatted(bob.address())));
        }
        byte[] arrived = arrived();
        assertThat(text(arrived)).contains(code);
        assertThat(message(arrived).getSubject()).endsWith("![s](x)");
    }

    @ParameterizedTest
    @ValueSource(ints = {70_000, 1_010_000})
    void aLongTextGoesOnWholeOrIsSaidToBeCut(int characters) throws Exception {
        String text = "0123456789 abcdefghij klmnopqrst uvwxyz ABCDEFGHI JKLMNOPQRS\r\n".repeat(characters / 61 + 1);
        String mail = "From: carol@example.org\r\nSubject: s\r\n\r\n" + text + "the end\r\n";
        server.append(alice, "INBOX", mail.getBytes(StandardCharsets.US_ASCII));
        boolean cut = characters > 1_000_000;
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject sent = forward(stack, "\"text\":\"FYI\"");
            JsonObject saved = stack.succeed(
                    alice,
                    "imap_save_draft",
                    "{\"text\":\"FYI\",\"answers\":{\"uid\":%d,\"how\":\"forward\"}}".formatted(uid(stack)));

            assertThat(sent.getString("advice", "").contains("how: attached")).isEqualTo(cut);
            assertThat(saved.containsKey("warnings")).isEqualTo(cut);
        }
        String arrived = text(arrived()).stripTrailing();
        assertThat(arrived).endsWith(cut ? "\n[…]" : "the end");
        assertThat(arrived.length()).isGreaterThan(Math.min(characters, 980_000));
    }

    @Test
    void withoutItsFilesItIsItsTextAlone() throws Exception {
        server.append(alice, "INBOX", mail("s"));
        try (ToolStack stack = ToolStack.on(server)) {
            assertThat(forward(stack, "\"with_attachments\":false")).doesNotContainKey("attachments");
        }
        assertThat(text(arrived())).startsWith("---------- Forwarded message").contains("Please see.");
    }

    @Test
    void attachedItIsAllOfItAsAFileWithoutThoseInItsBcc() throws Exception {
        String copy = new String(mail("s"), StandardCharsets.US_ASCII)
                .replace("Subject: s\r\n", "Subject: s\r\nBcc: hidden@example.org\r\n");
        server.append(alice, "INBOX", copy.getBytes(StandardCharsets.US_ASCII));
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject sent = forward(stack, "\"how\":\"attached\",\"text\":\"see below\"");

            assertThat(strings(sent, "attachments")).containsExactly("s.eml");
        }
        byte[] arrived = arrived();
        assertThat(text(arrived)).isEqualTo("see below\n");
        assertThat(AttachContract.files(arrived))
                .containsExactly(new File("s.eml", "message/rfc822", new String(mail("s"), StandardCharsets.US_ASCII)));
        assertThat(new String(arrived, StandardCharsets.ISO_8859_1)).doesNotContain("hidden@example.org");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SEND_MODE=confirm| \"how\":\"attached\"| NOT_ALLOWED",
                "SEND_CONFIRM_NEW=true| \"how\":\"inline\"| NOT_ALLOWED",
                "SEND_ALLOWED_DOMAINS=nowhere.test| \"how\":\"inline\"| NOT_ALLOWED",
                "SEND_ALLOWED_DOMAINS=nowhere.test| \"bcc\":[\"x@nowhere.test\"]| NOT_ALLOWED",
                "SEND_MAX_BYTES=1024| \"how\":\"attached\",\"text\":\"big\"| TOO_LARGE",
                "SEND_MODE=allow| \"uidvalidity\":1| STALE_UID",
                "SEND_MODE=allow| \"from\":\"x@evil.example\"| NOT_ALLOWED",
                "SEND_MODE=allow| \"cc\":[\"nobody\"]| INVALID_ARGUMENT",
                "SEND_MODE=allow| \"how\":\"attached\",\"with_attachments\":false| INVALID_ARGUMENT",
            })
    void whatThePolicyDoesNotAllowIsNotPassedOn(String setting, String arguments, String code) throws Exception {
        server.append(alice, "INBOX", mail("s" + "x".repeat(2000)));
        try (ToolStack stack = ToolStack.on(
                server,
                Map.of(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1)))) {
            JsonObject result =
                    stack.call(ToolStack.credentials(alice), "smtp_forward_email", arguments(stack, arguments));

            assertThat(ToolStack.errorText(result)).startsWith(code + ": ");
            assertThat(flags(stack)).doesNotContain("forwarded");
        }
        assertThat(server.messages(alice, "Sent")).isEmpty();
        assertThat(server.messages(bob, "INBOX")).isEmpty();
    }

    @Test
    void aCallMadeAgainPassesItOnOnce() throws Exception {
        server.append(alice, "INBOX", mail("s"));
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject first = forward(stack, "\"text\":\"t\"");
            JsonObject again = forward(stack, "\"text\":\"t\"");

            assertThat(again.getString("message_id")).isEqualTo(first.getString("message_id"));
            assertThat(again.getString("advice")).contains("not sent again");
        }
        arrived();
        assertThat(server.messages(alice, "Sent")).hasSize(1);
    }

    private JsonObject forward(ToolStack stack, String arguments) {
        return stack.succeed(alice, "smtp_forward_email", arguments(stack, arguments));
    }

    private String arguments(ToolStack stack, String arguments) {
        return "{\"uid\":%d,\"to\":[\"%s\"],%s}".formatted(row(stack).getInt("uid"), bob.address(), arguments);
    }

    private List<String> flags(ToolStack stack) {
        return strings(row(stack), "flags");
    }

    private int uid(ToolStack stack) {
        return row(stack).getInt("uid");
    }

    private JsonObject row(ToolStack stack) {
        return stack.succeed(alice, "imap_list_emails", "{}")
                .getJsonArray("emails")
                .getJsonObject(0);
    }

    private byte[] arrived() throws Exception {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> server.messages(bob, "INBOX").size() == 1);
        return server.messages(bob, "INBOX").getFirst();
    }

    private byte[] mail(String subject) {
        return Mails.raw("""
                From: Carol <carol@example.org>
                To: %s, x@evil.example
                Cc: y@evil.example
                Date: Fri, 20 Nov 2026 14:03:59 +0100
                Subject: %s
                Message-ID: <orig@mails.example>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                Please see.
                --b
                Content-Type: text/plain; charset=us-ascii; name=plan.txt
                Content-Disposition: attachment
                Content-Transfer-Encoding: base64

                dGhlIHBsYW4K
                --b
                Content-Type: message/rfc822
                Content-Disposition: attachment

                Subject: the inner

                within

                --b--
                """.formatted(alice.address(), subject));
    }

    private static MimeMessage message(byte[] mail) throws Exception {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail));
    }

    /** The first part, with the lines that format=flowed made of it joined, and its ends as here. */
    private static String text(byte[] mail) throws Exception {
        MimeMessage message = message(mail);
        InputStream in = message.isMimeType("multipart/*")
                ? new MimeMultipart(message.getDataHandler().getDataSource())
                        .getBodyPart(0)
                        .getInputStream()
                : message.getInputStream();
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("\r\n", "\n")
                    .replaceAll(" \n(?=\\S)", " ")
                    .replaceAll("(?m)^ (?=From)", "")
                    .replaceAll("\n+$", "\n");
        }
    }

    private static List<String> strings(JsonObject object, String name) {
        return object.getJsonArray(name).getValuesAs(JsonString::getString);
    }
}
