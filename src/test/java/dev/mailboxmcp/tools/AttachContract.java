// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.mail.BodyPart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes with a mail: as it lies in the mailbox, under a header of ours. */
abstract class AttachContract {
    private static final byte[] PDF = pdf(3_000);

    final MailServer server;
    private final MailUser alice;
    private final MailUser bob;

    AttachContract(MailServer server) {
        this.server = server;
        this.alice = server.alice();
        this.bob = server.bob();
    }

    record File(String name, String type, String bytes) {}

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
    void aPartAWholeMailAndATextArriveAsTheyAre() throws Exception {
        server.append(alice, "INBOX", mailWithPdf("r\u00e9sum\u00e9 f\u00fcr \u5317\u4eac \uD83D\uDE80.pdf"));
        String inner = """
                From: carol@example.org
                Bcc: dave@example.org,
                \terin@example.org
                Subject: the plan/1
                X-Mailbox-Draft: 1
                BCC : x@example.org

                Bcc: this is text
                """;
        server.append(alice, "Sent", Mails.raw(inner));
        try (ToolStack stack = ToolStack.on(server)) {
            long inbox = uid(stack, "INBOX");
            JsonObject sent = stack.succeed(
                    alice, "smtp_send_email", """
                    {"to":["%s"],"subject":"s","text":"hello","attachments":[
                     {"uid":%d,"uidvalidity":%d,"part":"2"},{"folder":"Sent","uid":%d},
                     {"name":"../notes.csv","text":"a;b\\n1;\u00fc\\n"}]}""".formatted(bob.address(), inbox, validity(stack), uid(stack, "Sent")));

            assertThat(strings(sent, "attachments"))
                    .containsExactly(
                            "r\u00e9sum\u00e9 f\u00fcr \u5317\u4eac \uD83D\uDE80.pdf", "the plan_1.eml", "notes.csv");
        }
        byte[] arrived = only(bob, "INBOX");
        assertThat(files(arrived))
                .containsExactly(
                        new File(
                                "r\u00e9sum\u00e9 f\u00fcr \u5317\u4eac \uD83D\uDE80.pdf",
                                "application/pdf",
                                latin(PDF)),
                        new File(
                                "the plan_1.eml",
                                "message/rfc822",
                                "From: carol@example.org\r\nSubject: the plan/1\r\n\r\nBcc: this is text\r\n"),
                        new File(
                                "notes.csv",
                                "text/csv; charset=utf-8",
                                latin("a;b\n1;\u00fc\n".getBytes(StandardCharsets.UTF_8))));
        assertThat(files(only(alice, "Sent", 2))).isEqualTo(files(arrived));
    }

    @Test
    void aReplyTakesFilesToo() throws Exception {
        server.append(alice, "INBOX", mailWithPdf("plan.pdf"));
        try (ToolStack stack = ToolStack.on(server)) {
            long uid = uid(stack, "INBOX");
            JsonObject sent = stack.succeed(alice, "smtp_reply_email", """
                    {"uid":%d,"text":"see **there**","format":"markdown","attachments":[{"uid":%d,"part":"2"}]}""".formatted(uid, uid));

            assertThat(strings(sent, "attachments")).containsExactly("plan.pdf");
        }
        byte[] arrived = only(bob, "INBOX");
        assertThat(files(arrived)).containsExactly(new File("plan.pdf", "application/pdf", latin(PDF)));
        assertThat(latin(arrived)).contains("multipart/mixed", "multipart/alternative", "<strong>there</strong>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'uid':1,'uidvalidity':1,'part':'2'}| STALE_UID",
                "{'uid':4000000,'part':'2'}| MESSAGE_NOT_FOUND",
                "{'uid':1,'part':'9'}| PART_NOT_FOUND",
                "{'uid':1,'part':'2.MIME'}| PART_NOT_FOUND",
                "{'uid':1,'part':'0'}| PART_NOT_FOUND",
                "{'folder':'No such','uid':1}| FOLDER_NOT_FOUND",
                "{'uid':1,'text':'x'}| INVALID_ARGUMENT",
                "{'name':'x'}| INVALID_ARGUMENT",
                "{'name':'x','text':'y','uidvalidity':7}| INVALID_ARGUMENT",
                "{}| INVALID_ARGUMENT",
                "{'uid':1,'part':'2'},{'name':'a','text':'b'}| TOO_LARGE",
                "{'uid':1}| TOO_LARGE",
            })
    void whatCannotBeAttachedKeepsTheMailFromBeingSent(String attachments, String code) throws Exception {
        server.append(alice, "INBOX", mailWithPdf("plan.pdf"));
        try (ToolStack stack = ToolStack.on(server, Map.of("SEND_MAX_BYTES", "3000"))) {
            String wanted = attachments
                    .replace('\'', '"')
                    .replace("\"uid\":1,", "\"uid\":" + uid(stack, "INBOX") + ",")
                    .replace("\"uid\":1}", "\"uid\":" + uid(stack, "INBOX") + "}");
            JsonObject result = stack.call(
                    ToolStack.credentials(alice),
                    "smtp_send_email",
                    "{\"to\":[\"%s\"],\"subject\":\"s\",\"text\":\"t\",\"attachments\":[%s]}"
                            .formatted(bob.address(), wanted));

            assertThat(ToolStack.errorText(result)).startsWith(code + ": ");
            assertThat(result.toString().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(400);
        }
        assertThat(server.messages(alice, "Sent")).isEmpty();
        assertThat(server.messages(bob, "INBOX")).isEmpty();
    }

    /** Dovecot looks for new mail only after what stands behind a NOOP in the same flight. */
    @Test
    void aMailThatArrivedAMomentAgoIsThere() throws Exception {
        try (ToolStack stack = ToolStack.on(server);
                ToolStack other = ToolStack.on(server)) {
            for (int i = 0; i < 2; i++) {
                server.append(alice, "INBOX", mailWithPdf("plan.pdf"));
                long uid = uid(other, "INBOX");
                stack.succeed(alice, "imap_read_email", "{\"uid\":%d}".formatted(uid));
            }
            server.append(alice, "INBOX", mailWithPdf("plan.pdf"));
            JsonObject sent = stack.succeed(
                    alice,
                    "smtp_send_email",
                    "{\"to\":[\"%s\"],\"subject\":\"s\",\"text\":\"t\",\"attachments\":[{\"uid\":%d,\"part\":\"2\"}]}"
                            .formatted(bob.address(), uid(other, "INBOX")));

            assertThat(strings(sent, "attachments")).containsExactly("plan.pdf");
        }
        only(bob, "INBOX");
    }

    @Test
    void anotherAttachmentMakesItAnotherMail() throws Exception {
        try (ToolStack stack = ToolStack.on(server)) {
            String mail =
                    "{\"to\":[\"%s\"],\"subject\":\"s\",\"text\":\"t\",\"attachments\":[{\"name\":\"a\",\"text\":\"%s\"}]}";
            JsonObject first = stack.succeed(alice, "smtp_send_email", mail.formatted(bob.address(), "one"));
            JsonObject again = stack.succeed(alice, "smtp_send_email", mail.formatted(bob.address(), "one"));
            JsonObject other = stack.succeed(alice, "smtp_send_email", mail.formatted(bob.address(), "two"));

            assertThat(again.getString("message_id")).isEqualTo(first.getString("message_id"));
            assertThat(other.getString("message_id")).isNotEqualTo(first.getString("message_id"));
        }
        only(bob, "INBOX", 2);
        assertThat(server.messages(alice, "Sent")).hasSize(2);
    }

    @Test
    void aFileOfManyPiecesArrivesWhole() throws Exception {
        byte[] large = pdf(2_400_000); // in base64 more than three pieces of a MiB
        server.append(alice, "INBOX", mail("large.pdf", large));
        try (ToolStack stack = ToolStack.on(server)) {
            stack.succeed(
                    alice,
                    "smtp_send_email",
                    "{\"to\":[\"%s\"],\"subject\":\"s\",\"text\":\"t\",\"attachments\":[{\"uid\":%d,\"part\":\"2\"}]}"
                            .formatted(bob.address(), uid(stack, "INBOX")));
        }
        assertThat(files(only(bob, "INBOX")).getFirst().bytes()).isEqualTo(latin(large));
    }

    @Test
    void whatAStrangerWroteOfAFileIsNotPassedOn() throws Exception {
        String hostile = """
                From: %s
                Subject: s
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                t
                --b
                Content-Type: message/external-body; access-type=URL; URL="http://evil.example/"
                Content-Disposition: attachment; filename="../../\\u0022; x=y.exe"

                Content-Type: text/html

                --b
                Content-Type: text/html; charset="x; y=z"; name="=?utf-8?q?a=0D=0ABcc=3A_x?="
                Content-Transfer-Encoding: quoted-printable

                <p>=C3=BC</p>
                --b--
                """.formatted(bob.address());
        server.append(alice, "INBOX", Mails.raw(hostile));
        try (ToolStack stack = ToolStack.on(server)) {
            long uid = uid(stack, "INBOX");
            stack.succeed(
                    alice,
                    "smtp_send_email",
                    "{\"to\":[\"%s\"],\"subject\":\"s\",\"text\":\"t\",\"attachments\":[{\"uid\":%d,\"part\":\"3\"}]}"
                            .formatted(bob.address(), uid));
        }
        String arrived = latin(only(bob, "INBOX"));
        assertThat(files(arrived.getBytes(StandardCharsets.ISO_8859_1))
                        .getFirst()
                        .bytes()
                        .strip())
                .isEqualTo(latin("<p>\u00fc</p>".getBytes(StandardCharsets.UTF_8)));
        assertThat(arrived).doesNotContain("y=z", "\nBcc:");
    }

    static List<File> files(byte[] mail) throws Exception {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail));
        MimeMultipart parts = new MimeMultipart(message.getDataHandler().getDataSource());
        List<File> files = new ArrayList<>();
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            if (Part.ATTACHMENT.equals(part.getDisposition())) {
                String type =
                        part.getContentType().replaceAll(";\\s+name=.*", "").replaceAll("\\s+", " ");
                try (InputStream content = part.getInputStream()) {
                    files.add(
                            new File(MimeUtility.decodeText(part.getFileName()), type, latin(content.readAllBytes())));
                }
            }
        }
        return files;
    }

    private byte[] mailWithPdf(String name) {
        return mail(name, PDF);
    }

    private byte[] mail(String name, byte[] content) {
        String encoded = Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
        return ("From: " + bob.address() + "\r\nTo: " + alice.address()
                        + "\r\nSubject: a file\r\nMessage-ID: <file@mails.example>\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee\r\n--b\r\n"
                        + "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
                        + "Content-Disposition: attachment; filename=\"=?utf-8?B?" + encoded + "?=\"\r\n\r\n"
                        + Base64.getMimeEncoder().encodeToString(content) + "\r\n--b--\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] pdf(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }

    private long uid(ToolStack stack, String folder) {
        return stack.succeed(alice, "imap_list_emails", "{\"folder\":\"%s\"}".formatted(folder))
                .getJsonArray("emails")
                .getJsonObject(0)
                .getInt("uid");
    }

    private long validity(ToolStack stack) {
        return stack.succeed(alice, "imap_list_emails", "{}")
                .getJsonNumber("uidvalidity")
                .longValue();
    }

    private byte[] only(MailUser user, String folder) throws Exception {
        return only(user, folder, 1);
    }

    /** The newest of so many. */
    private byte[] only(MailUser user, String folder, int count) throws Exception {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> server.messages(user, folder).size() == count);
        return server.messages(user, folder).getLast();
    }

    private static List<String> strings(JsonObject object, String name) {
        return object.getJsonArray(name).getValuesAs(JsonString::getString);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
