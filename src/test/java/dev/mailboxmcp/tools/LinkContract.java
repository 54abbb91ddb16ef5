// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.call.CutShort;
import dev.mailboxmcp.call.FileTransfers;
import dev.mailboxmcp.call.TransferRefused;
import dev.mailboxmcp.extract.PdfFiles;
import dev.mailboxmcp.mailserver.CuttingProxy;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files go to and fro by links, whole or not at all, past the model, and nothing of them stays where it should not. */
abstract class LinkContract {
    private static final int WIRE_STEP = 83; // so many bytes apart are the cuts on the wire

    private final MailServer server;
    private final MailUser alice;
    private final MailUser bob;

    LinkContract(MailServer server) {
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
            imap.create("Drafts");
        }
    }

    @Test
    void aFileThatIsBroughtIsAttachedByReferenceAndGoesWhenItWasSent() throws Exception {
        byte[] file = bytes(100_000);
        try (ToolStack stack = ToolStack.on(server)) {
            FileTransfers.Upload upload = upload(stack, "../r\u00e9sum\u00e9 \u5317.pdf", file.length);
            FileTransfers.Stored stored = upload.store(new ByteArrayInputStream(file));

            assertThat(stored.name()).isEqualTo("r\u00e9sum\u00e9 \u5317.pdf");
            assertThat(stored.sizeBytes()).isEqualTo(file.length);
            assertThat(drafts()).hasSize(1);
            String arguments =
                    """
                    {"to":["%s"],"subject":"s","text":"t","attachments":[
                     {"folder":"%s","uid":%d,"uidvalidity":%d,"part":"%s"}]}""".formatted(bob.address(), stored.folder(), stored.uid(), stored.uidValidity(), stored.part());
            JsonObject sent = stack.succeed(alice, "smtp_send_email", arguments);

            assertThat(sent.getString("status")).isEqualTo("sent");
            assertThat(sent.getJsonArray("attachments").getString(0)).isEqualTo("r\u00e9sum\u00e9 \u5317.pdf");
            assertThat(ToolStack.errorText(stack.call(ToolStack.credentials(alice), "smtp_send_email", arguments)))
                    .startsWith("MESSAGE_NOT_FOUND")
                    .contains("If you made this call before, look into Sent");
        }
        assertThat(drafts()).isEmpty();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !server.messages(bob, "INBOX").isEmpty());
        AttachContract.File arrived =
                AttachContract.files(server.messages(bob, "INBOX").getLast()).getFirst();
        assertThat(arrived.name()).isEqualTo("r\u00e9sum\u00e9 \u5317.pdf");
        assertThat(arrived.type()).isEqualTo("application/pdf");
        assertThat(arrived.bytes()).isEqualTo(new String(file, StandardCharsets.ISO_8859_1));
    }

    @Test
    void theMailThatHoldsABroughtFileIsNotAttachedInItsPlace() throws Exception {
        try (ToolStack stack = ToolStack.on(server)) {
            FileTransfers.Stored stored =
                    upload(stack, "report.pdf", 1000).store(new ByteArrayInputStream(bytes(1000)));
            String arguments = """
                    {"to":["%s"],"subject":"s","text":"t","attachments":[{"folder":"%s","uid":%d}]}""".formatted(bob.address(), stored.folder(), stored.uid());

            assertThat(ToolStack.errorText(stack.call(ToolStack.credentials(alice), "smtp_send_email", arguments)))
                    .startsWith("INVALID_ARGUMENT: attachments must name a part")
                    .endsWith("part 2");
        }
        assertThat(drafts()).hasSize(1);
    }

    @Test
    void aFileThatADraftTookGoesWhenTheDraftWasSentOrWhatReplacedIt() throws Exception {
        try (ToolStack stack = ToolStack.on(server)) {
            FileTransfers.Stored stored = upload(stack, "a.txt", 3).store(stream("abc"));
            FileTransfers.Stored other = upload(stack, "b.txt", 3).store(stream("def"));
            JsonObject draft = stack.succeed(alice, "imap_save_draft", """
                    {"to":["%s"],"subject":"s","text":"t","attachments":[{"folder":"%s","uid":%d,"part":"%s"}]}""".formatted(
                            bob.address(), stored.folder(), stored.uid(), stored.part()));
            JsonObject newer = stack.succeed(alice, "imap_save_draft", """
                    {"to":["%s"],"subject":"s","text":"u","replaces":{"uid":%d,"uidvalidity":%d}}""".formatted(
                            bob.address(), draft.getInt("uid"), draft.getInt("uidvalidity")));
            assertThat(drafts()).hasSize(3);

            JsonObject sent = stack.succeed(alice, "smtp_send_draft", "{\"uid\":%d}".formatted(newer.getInt("uid")));

            assertThat(sent.getJsonArray("attachments").getString(0)).isEqualTo("a.txt");
            assertThat(drafts())
                    .singleElement()
                    .satisfies(left -> assertThat(new String(left, StandardCharsets.ISO_8859_1))
                            .contains("b.txt"));
            assertThat(other.uid()).isNotNull();
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !server.messages(bob, "INBOX").isEmpty());
        assertThat(new String(server.messages(bob, "INBOX").getLast(), StandardCharsets.ISO_8859_1))
                .doesNotContain("X-Mailbox-");
    }

    @Test
    void aFileThatWasNotSentStays() throws Exception {
        try (ToolStack stack = ToolStack.on(server)) {
            FileTransfers.Stored stored = upload(stack, "a.txt", 3).store(stream("abc"));
            ToolStack.errorText(stack.call(ToolStack.credentials(alice), "smtp_send_email", """
                    {"to":["nobody at all"],"subject":"s","text":"t","attachments":[
                     {"folder":"%s","uid":%d,"part":"%s"}]}""".formatted(
                            stored.folder(), stored.uid(), stored.part())));
        }
        assertThat(drafts()).hasSize(1);
    }

    @Test
    void aLinkUpIsUsedOnceByAnyInstance() throws Exception {
        try (ToolStack stack = ToolStack.on(server);
                ToolStack other = ToolStack.on(server)) {
            String sealed =
                    sealed(stack.succeed(alice, "imap_request_upload", "{\"name\":\"a.txt\",\"size_bytes\":3}"));
            upload(stack, sealed).requireUnused();
            upload(stack, sealed).store(stream("abc"));

            for (ToolStack asked : List.of(stack, other)) {
                assertThatThrownBy(() -> upload(asked, sealed).requireUnused())
                        .isInstanceOfSatisfying(
                                TransferRefused.class,
                                e -> assertThat(e.status()).isEqualTo(409));
            }
            assertThatThrownBy(() -> upload(stack, sealed).store(stream("abc")))
                    .isInstanceOfSatisfying(
                            TransferRefused.class, e -> assertThat(e.status()).isEqualTo(409));
            assertThatThrownBy(() -> upload(other, sealed).store(stream("abc")))
                    .isInstanceOfSatisfying(
                            TransferRefused.class, e -> assertThat(e.status()).isEqualTo(409));
        }
        assertThat(drafts()).hasSize(1);
    }

    @Test
    void aLinkUpIsGoodForAMailboxWithoutDraftsToo() throws Exception {
        try (ToolStack stack = ToolStack.on(server);
                RawImap imap = server.connect(alice)) {
            imap.command("DELETE " + server.path("Drafts"));
            boolean madeAnew = imap.exists("Drafts"); // by the mail server itself
            FileTransfers.Upload upload = upload(stack, "a.txt", 3);
            upload.requireUnused();

            assertThat(imap.exists("Drafts")).isEqualTo(madeAnew);
            assertThat(upload.store(stream("abc")).folder()).isEqualTo(server.path("Drafts"));
        }
        assertThat(drafts()).hasSize(1);
    }

    /** The client leaves after each byte, and its link is good still. */
    @Test
    void aFileThatIsCutAtAnyByteLeavesNothing() throws Exception {
        byte[] file = bytes(120);
        try (ToolStack stack = ToolStack.on(server)) {
            String sealed =
                    sealed(stack.succeed(alice, "imap_request_upload", "{\"name\":\"a.bin\",\"size_bytes\":120}"));
            for (int cut = 0; cut < file.length; cut++) {
                InputStream begun = new ByteArrayInputStream(Arrays.copyOf(file, cut)) {
                    @Override
                    public synchronized int read(byte[] bytes, int offset, int length) {
                        int count = super.read(bytes, offset, length);
                        if (count < 0) {
                            throw new CutShort(new IOException("gone"));
                        }
                        return count;
                    }
                };
                assertThatThrownBy(() -> upload(stack, sealed).store(begun)).isInstanceOf(CutShort.class);
            }
            assertThat(drafts()).isEmpty();
            upload(stack, sealed).store(new ByteArrayInputStream(file));
        }
        assertThat(drafts()).hasSize(1);
    }

    @Test
    void aFileOfAnotherSizeThanWasSaidLeavesNothing() throws Exception {
        try (ToolStack stack = ToolStack.on(server)) {
            for (String other : List.of("", "a", "abcd", "abcdefgh".repeat(100_000))) {
                FileTransfers.Upload upload = upload(stack, "a.txt", 3);
                assertThatThrownBy(() -> upload.store(stream(other))).isInstanceOf(CutShort.class);
            }
        }
        assertThat(drafts()).isEmpty();
    }

    /** The connection to the mail server is cut within the mail and within the answer to it. */
    @ParameterizedTest
    @EnumSource(CuttingProxy.Side.class)
    void aConnectionThatIsCutLeavesAWholeMailOrNone(CuttingProxy.Side side) throws Exception {
        assertThat(cutEvery(WIRE_STEP, side)).isGreaterThan(5);
    }

    @Tag("nightly")
    @ParameterizedTest
    @EnumSource(CuttingProxy.Side.class)
    void aConnectionThatIsCutAtAnyByteLeavesAWholeMailOrNone(CuttingProxy.Side side) throws Exception {
        assertThat(cutEvery(1, side)).isGreaterThan(400);
    }

    /** @return the number of cuts */
    private int cutEvery(int bytes, CuttingProxy.Side side) throws Exception {
        int cuts = 0;
        try (CuttingProxy proxy = new CuttingProxy(server.plainImapPort());
                ToolStack stack = ToolStack.on(
                        server,
                        Map.of("IMAP_PORT", "" + proxy.port(), "IMAP_TLS", "false", "WRITES_PER_MINUTE", "0"))) {
            for (int at = 0; ; at += bytes) {
                FileTransfers.Upload upload = upload(stack, "a.txt", 90);
                proxy.cutBehind(side, at);
                boolean stored = true;
                try {
                    upload.store(stream("x".repeat(90)));
                } catch (TransferRefused e) {
                    stored = false;
                }
                if (!proxy.struck()) {
                    assertThat(stored).isTrue();
                    break;
                }
                cuts++;
                List<byte[]> after = drafts();
                assertThat(after.size()).as("after byte %d", at).isBetween(stored ? 1 : 0, 1);
                for (byte[] mail : after) {
                    assertThat(new String(mail, StandardCharsets.ISO_8859_1).stripTrailing())
                            .endsWith("--");
                }
                if (!after.isEmpty()) {
                    try (RawImap imap = server.connect(alice)) {
                        imap.command("SELECT " + server.path("Drafts"));
                        imap.command("STORE 1 +FLAGS.SILENT (\\Deleted)");
                        imap.command("EXPUNGE");
                    }
                }
            }
        }
        return cuts;
    }

    @Test
    void theNextUploadSweepsOursOfADayAgoAndNothingElse() throws Exception {
        try (ToolStack stack = ToolStack.on(server)) {
            upload(stack, "old.txt", 3).store(stream("abc"));
            byte[] ours = drafts().getFirst();
            byte[] forged = new String(ours, StandardCharsets.ISO_8859_1)
                    .replaceFirst(
                            "X-Mailbox-Upload: (\\S+) \\S+", "X-Mailbox-Upload: $1 00112233445566778899aabbccddeeff")
                    .replace("old.txt", "forged.txt")
                    .getBytes(StandardCharsets.ISO_8859_1);
            try (RawImap imap = server.connect(alice)) {
                imap.command("SELECT " + server.path("Drafts"));
                imap.command("STORE 1 +FLAGS.SILENT (\\Deleted)");
                imap.command("EXPUNGE");
                imap.append("Drafts", "(\\Seen) \"01-Jan-2026 00:00:00 +0000\"", ours);
                imap.append("Drafts", "(\\Seen) \"01-Jan-2026 00:00:00 +0000\"", forged);
                imap.append("Drafts", "(\\Draft) \"01-Jan-2026 00:00:00 +0000\"", Mails.raw("Subject: mine\n\ntext\n"));
            }
            upload(stack, "new.txt", 3).store(stream("abc"));
        }
        assertThat(drafts().stream().map(mail -> new String(mail, StandardCharsets.ISO_8859_1)))
                .satisfiesExactlyInAnyOrder(
                        mail -> assertThat(mail).contains("forged.txt"),
                        mail -> assertThat(mail).contains("Subject: mine"),
                        mail -> assertThat(mail).contains("new.txt"));
    }

    @Test
    void whatIsTooLargeToBeSentIsNotAskedFor() {
        try (ToolStack stack = ToolStack.on(server, Map.of("SEND_MAX_BYTES", "2000"))) {
            assertThat(ToolStack.errorText(stack.call(
                            ToolStack.credentials(alice),
                            "imap_request_upload",
                            "{\"name\":\"a\",\"size_bytes\":2001}")))
                    .startsWith("TOO_LARGE: ");
            assertThat(stack.succeed(alice, "imap_request_upload", "{\"name\":\"a\",\"size_bytes\":2000}")
                            .getInt("max_bytes"))
                    .isEqualTo(2000);
        }
    }

    @Test
    void whereLinksAreOffTheToolIsNotThereAndNoLinkIsServed() {
        try (ToolStack stack = ToolStack.on(server);
                ToolStack off = ToolStack.on(server, Map.of("LINKS", "false"))) {
            String sealed = sealed(stack.succeed(alice, "imap_request_upload", "{\"name\":\"a\",\"size_bytes\":1}"));

            assertThat(off.files().find(sealed, "127.0.0.1")).isNull();
            assertThat(off.list(new Caller(null, "127.0.0.1")).toString()).doesNotContain("imap_request_upload");
            assertThat(stack.files().find(sealed, "127.0.0.1")).isNotNull();
        }
    }

    @Test
    void aLinkDoesNoMoreThanTheOperatorAllowsWhenItIsUsed() throws Exception {
        server.append(alice, "INBOX", Mails.withAttachment("s", "t", "a.bin", bytes(10)));
        try (ToolStack stack = ToolStack.on(server);
                ToolStack narrower = ToolStack.on(server, Map.of("DRAFTS", "false"))) {
            String up = sealed(stack.succeed(alice, "imap_request_upload", "{\"name\":\"a\",\"size_bytes\":1}"));
            assertThatThrownBy(() -> upload(narrower, up).store(stream("a")))
                    .isInstanceOfSatisfying(
                            TransferRefused.class, e -> assertThat(e.status()).isEqualTo(403));
        }
        assertThat(drafts()).isEmpty();
    }

    @Test
    void aLinkIsUsedWithinTheBudgetOfItsUser() throws Exception {
        server.append(alice, "INBOX", Mails.withAttachment("s", "t", "a.bin", bytes(10)));
        try (ToolStack stack = ToolStack.on(server, Map.of("READS_PER_MINUTE", "3"))) {
            FileTransfers.Download download = download(stack, "2");
            assertThat(download.open().sizeBytes()).isEqualTo(10);

            assertThatThrownBy(download::open)
                    .isInstanceOfSatisfying(
                            TransferRefused.class, e -> assertThat(e.status()).isEqualTo(429));
        }
    }

    /** One part of a mail, in a transfer encoding. */
    record Encoded(String encoding, String text, byte[] decoded) {
        @Override
        public String toString() {
            return encoding + " of " + decoded.length + " bytes";
        }
    }

    static Stream<Encoded> files() {
        byte[] small = bytes(1000);
        byte[] large = bytes(1_300_000); // in base64 more than three pieces
        String text = "caf\u00e9 = 100 %\r\n".repeat(60_000) + "end";
        byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
        String quoted = text.replace("=", "=3D").replace("\u00e9", "=E9").replace(" %", " =\r\n%");
        String plain = "plain text\r\n".repeat(70_000) + "end";
        return Stream.of(
                new Encoded("base64", Base64.getMimeEncoder().encodeToString(small), small),
                new Encoded("base64", Base64.getMimeEncoder().encodeToString(large), large),
                new Encoded("base64", Base64.getEncoder().encodeToString(large).replaceAll(".{60}", "$0\r\n"), large),
                new Encoded("quoted-printable", quoted, latin),
                new Encoded("7bit", plain, plain.getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileComesWholeAndInRangesWhateverItsEncoding(Encoded file) throws Exception {
        server.append(
                alice,
                "INBOX",
                ("From: a@example.org\r\nSubject: s\r\nMIME-Version: 1.0\r\n"
                                + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\n"
                                + "Content-Type: application/x-thing; name=\"a.bin\"\r\nContent-Transfer-Encoding: "
                                + file.encoding() + "\r\n\r\n" + file.text() + "\r\n--b--\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        try (ToolStack stack = ToolStack.on(server)) {
            FileTransfers.Content content = download(stack, "2").open();
            int size = file.decoded().length;

            assertThat(content.name()).isEqualTo("a.bin");
            assertThat(content.sizeBytes()).isEqualTo(size);
            assertThat(range(content, 0, size)).isEqualTo(file.decoded());
            for (int[] range : new int[][] {{0, 1}, {size - 1, 1}, {size / 2, size / 3}, {17, 400}}) {
                assertThat(range(download(stack, "2").open(), range[0], range[1]))
                        .isEqualTo(Arrays.copyOfRange(file.decoded(), range[0], range[0] + range[1]));
            }
        }
    }

    @Test
    void aFileOfWhichNoTextIsReadGetsALinkAndSoDoesOneThatIsTooLarge() throws Exception {
        server.append(alice, "INBOX", Mails.withAttachment("s", "t", "a.bin", bytes(10_000)));
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject read = read(stack, "2", "auto");

            assertThat(read.getString("as")).isEqualTo("link");
            assertThat(read.getString("url")).startsWith("https://mcp.example.org/file/mbf1.");
            assertThat(read.containsKey("text")).isFalse();
            assertThat(read(stack, "2", "text").containsKey("url")).isFalse();
            assertThat(read(stack, "1", "auto").containsKey("url")).isFalse();
        }
    }

    @Test
    void aScannedPageOfWhichThereIsNoTextGetsALinkToo() throws Exception {
        server.append(alice, "INBOX", Mails.withAttachment("s", "t", "scan.pdf", PdfFiles.saying("")));
        try (ToolStack stack = ToolStack.on(server)) {
            JsonObject read = read(stack, "2", "auto");

            assertThat(read.getString("as")).isEqualTo("link");
            assertThat(read.getString("url")).startsWith("https://mcp.example.org/file/mbf1.");
            assertThat(read.getInt("pages")).isEqualTo(1);
            assertThat(read.getJsonArray("warnings").toString()).contains("no text");
            assertThat(read(stack, "2", "text").getString("as")).isEqualTo("text");
        }
    }

    @Test
    void theWholeMailComesAsAFile() throws Exception {
        byte[] mail = Mails.withAttachment("a/b", "t", "a.bin", bytes(600_000));
        server.append(alice, "INBOX", mail);
        try (ToolStack stack = ToolStack.on(server)) {
            FileTransfers.Content content = download(stack, "").open();

            assertThat(content.name()).isEqualTo("a_b.eml");
            assertThat(content.type()).isEqualTo("message/rfc822");
            assertThat(range(content, 0, content.sizeBytes()))
                    .isEqualTo(server.messages(alice, "INBOX").getFirst());
        }
    }

    @Test
    void aLinkToWhatIsGoneSaysSo() throws Exception {
        server.append(alice, "INBOX", Mails.withAttachment("s", "t", "a.bin", bytes(10)));
        try (ToolStack stack = ToolStack.on(server)) {
            FileTransfers.Download link = download(stack, "2");
            try (RawImap imap = server.connect(alice)) {
                imap.command("SELECT INBOX");
                imap.command("STORE 1 +FLAGS.SILENT (\\Deleted)");
                imap.command("EXPUNGE");
            }
            assertThatThrownBy(link::open)
                    .isInstanceOfSatisfying(
                            TransferRefused.class, e -> assertThat(e.status()).isEqualTo(404));
        }
    }

    private static byte[] range(FileTransfers.Content content, long from, long count) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.write(from, count, out);
        return out.toByteArray();
    }

    private JsonObject read(ToolStack stack, String part, String as) {
        long uid = stack.succeed(alice, "imap_list_emails", "{}")
                .getJsonArray("emails")
                .getJsonObject(0)
                .getInt("uid");
        return stack.succeed(
                alice, "imap_read_attachment", "{\"uid\":%d,\"part\":\"%s\",\"as\":\"%s\"}".formatted(uid, part, as));
    }

    private FileTransfers.Download download(ToolStack stack, String part) {
        return (FileTransfers.Download)
                Objects.requireNonNull(stack.files().find(sealed(read(stack, part, "link")), "127.0.0.1"));
    }

    private FileTransfers.Upload upload(ToolStack stack, String name, int size) {
        return upload(
                stack,
                sealed(stack.succeed(
                        alice, "imap_request_upload", "{\"name\":\"%s\",\"size_bytes\":%d}".formatted(name, size))));
    }

    private static FileTransfers.Upload upload(ToolStack stack, String sealed) {
        return (FileTransfers.Upload) Objects.requireNonNull(stack.files().find(sealed, "127.0.0.1"));
    }

    private static String sealed(JsonObject result) {
        String url = result.getString("url");
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private List<byte[]> drafts() throws IOException {
        return server.messages(alice, "Drafts");
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}
