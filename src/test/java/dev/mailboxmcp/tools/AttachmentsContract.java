// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.call.CallTrail;
import dev.mailboxmcp.call.MemoryBudget;
import dev.mailboxmcp.call.Signals;
import dev.mailboxmcp.extract.PdfFiles;
import dev.mailboxmcp.extract.PictureFiles;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.office.OfficeFiles;
import jakarta.json.JsonObject;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What reading attachments promises, on any mail server. */
abstract class AttachmentsContract {
    final MailServer server;
    private final MailUser alice;
    private final ToolStack stack;

    AttachmentsContract(MailServer server) {
        this.server = server;
        alice = server.alice();
        stack = ToolStack.on(server);
    }

    @BeforeEach
    void emptyMailbox() throws Exception {
        server.reset(alice);
    }

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void aDocumentIsReadBetweenMarks() throws Exception {
        put("Angebot für März.docx", OfficeFiles.docx("<w:p><w:r><w:t>Guten Tag</w:t></w:r></w:p>"));

        JsonObject file = read("\"part\":\"2\"");

        assertThat(file.getString("part")).isEqualTo("2");
        assertThat(file.getString("name")).isEqualTo("Angebot für März.docx");
        assertThat(file.getString("as")).isEqualTo("text");
        assertThat(file.getString("text_source")).isEqualTo("docx");
        assertThat(file.getString("text")).isEqualTo("Guten Tag");
        assertThat(file.getBoolean("truncated")).isFalse();
        assertThat(file.getString("untrusted")).hasSize(12).isEqualTo(file.getString("untrusted_end"));
        assertThat(file.keySet().stream().toList())
                .containsSubsequence("untrusted", "name", "type", "text", "untrusted_end");
    }

    @Test
    void everyKindOfTextIsReadForWhatItIs() throws Exception {
        assertThat(source("notes.txt", "Grüße".getBytes(UTF_8))).isEqualTo("plain: Grüße");
        assertThat(source("notes.txt", "Grüße".getBytes(Charset.forName("windows-1252"))))
                .isEqualTo("plain: Grüße");
        assertThat(source("a.csv", "a;b\r\n1;2\r\n".getBytes(UTF_8))).isEqualTo("csv: a;b\n1;2");
        assertThat(source("a.json", "{\"a\": 1}".getBytes(UTF_8))).isEqualTo("plain: {\"a\": 1}");
        assertThat(source("README", "no extension".getBytes(UTF_8))).isEqualTo("plain: no extension");
        assertThat(source("a.html", "<p>seen<p style='display:none'>unseen".getBytes(UTF_8)))
                .isEqualTo("html: seen");
        assertThat(source("a.eml", Mails.plain("Bob <bob@mails.example>", "alice@mails.example", "Inner", "the words")))
                .startsWith("mail: From: Bob <bob@mails.example>\nDate: 2026-11-20T14:03+01:00\n")
                .endsWith("Subject: Inner\n\nthe words");
        assertThat(source("a.ics", """
                        BEGIN:VCALENDAR
                        BEGIN:VEVENT
                        SUMMARY:Meeting
                        DTSTART:20261130T100000Z
                        END:VEVENT
                        END:VCALENDAR
                        """.getBytes(UTF_8)))
                .startsWith("calendar: ")
                .contains("Meeting");
        assertThat(source("no-document.doc", OfficeFiles.docx("<w:p><w:r><w:t>x</w:t></w:r></w:p>")))
                .isEqualTo("docx: x");
    }

    @Test
    void whatCannotBeReadSaysWhyAndGivesNoBytes() throws Exception {
        assertThat(warning("a.pdf", "%PDF-1.7\n%\u00e2\u00e3".getBytes(UTF_8))).contains("is a PDF that is broken");
        assertThat(warning("a.webp", "RIFF\0\0\0\0WEBPVP8 ".getBytes(UTF_8))).contains("is a picture of a kind");
        assertThat(warning("a.zip", OfficeFiles.zip(java.util.Map.of("a", "b"))))
                .contains("is an archive");
        assertThat(warning("a.doc", new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 0, 0}))
                .contains("old or encrypted form of Office");
        assertThat(warning("a.rtf", "{\\rtf1 x}".getBytes(UTF_8))).contains("RTF");
        assertThat(warning("a.bin", new byte[3000])).contains("of a kind");
    }

    @Test
    void aPdfIsReadByAProcessOfItsOwn() throws Exception {
        put("a.pdf", PdfFiles.pages(List.of("BT /F1 12 Tf 72 700 Td (![One](x)) Tj ET", ""), "", ""));

        JsonObject file = read("\"part\":\"2\"");

        assertThat(file.getString("as")).isEqualTo("text");
        assertThat(file.getString("text_source")).isEqualTo("pdf");
        assertThat(file.getInt("pages")).isEqualTo(2);
        assertThat(file.getString("text")).isEqualTo("Page 1\n! [One] (x)");
        assertThat(file.getBoolean("truncated")).isFalse();
        assertThat(error("{\"uid\":" + newest() + ",\"part\":\"2\",\"as\":\"image\"}"))
                .startsWith("INVALID_ARGUMENT: as must be left out")
                .contains("image is for pictures");
    }

    @Test
    void aPictureIsABlockOfTheContentAndNoTextOfTheResult() throws Exception {
        put("a.png", PictureFiles.written("png", 2000, 1000));

        JsonObject result = stack.call(
                ToolStack.credentials(alice), "imap_read_attachment", "{\"uid\":" + newest() + ",\"part\":\"2\"}");

        JsonObject file = result.getJsonObject("structuredContent");
        JsonObject block = result.getJsonArray("content").getJsonObject(1);
        assertThat(file.getString("as")).isEqualTo("image");
        assertThat(file.getInt("width")).isEqualTo(1568);
        assertThat(file.getInt("height")).isEqualTo(784);
        assertThat(file.toString()).hasSizeLessThan(500);
        assertThat(block.getString("type")).isEqualTo("image");
        assertThat(block.getString("mimeType")).isEqualTo("image/png");
        assertThat(PictureFiles.read(Base64.getDecoder().decode(block.getString("data")))
                        .getWidth())
                .isEqualTo(1568);
        assertThat(read("\"part\":\"2\",\"as\":\"text\"")
                        .getJsonArray("warnings")
                        .getString(0))
                .contains("as=image shows it");
    }

    @Test
    void whatIsNoPictureIsNotShownAsOne() throws Exception {
        put("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'><text>drawn</text></svg>".getBytes(UTF_8));
        assertThat(error("{\"uid\":" + newest() + ",\"part\":\"2\",\"as\":\"image\"}"))
                .startsWith("INVALID_ARGUMENT: as must be left out")
                .contains("image is for pictures");
        put("talk.txt", "A PDF begins with %PDF-1.7, a PNG with \u0089PNG.".getBytes(UTF_8));
        assertThat(read("\"part\":\"2\"").getString("text")).startsWith("A PDF begins");
    }

    @Test
    void aLongTextComesPieceByPiece() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append("line ").append(i).append(" 😀\n");
        }
        put("long.txt", text.toString().getBytes(UTF_8));
        StringBuilder read = new StringBuilder();
        for (int offset = 0; ; ) {
            JsonObject file = read("\"part\":\"2\",\"max_chars\":7001,\"offset\":" + offset);
            read.append(file.getString("text"));
            if (!file.getBoolean("truncated")) {
                break;
            }
            offset = file.getInt("next_offset");
        }
        assertThat(read.toString()).isEqualTo(text.toString().strip());
    }

    @Test
    void ofATextWithoutEndTheStartIsRead() throws Exception {
        byte[] log = "0123456789abcde\n".repeat(1 << 20).getBytes(UTF_8);
        put("server.log", log);
        try (CountingProxy proxy = new CountingProxy(server.imapPort());
                ToolStack counted = ToolStack.on(server, proxy.port())) {
            JsonObject file = counted.succeed(
                    alice, "imap_read_attachment", "{\"uid\":" + newest() + ",\"part\":\"2\",\"offset\":1048000}");

            assertThat(file.getJsonArray("warnings").getString(0)).contains("its end is left out");
            assertThat(file.getInt("size_bytes")).isBetween(16_000_000, 17_000_000);
            assertThat(proxy.bytesFromServer()).isLessThan(2_000_000);
        }
    }

    @Test
    void whatIsNotThereOrTooLargeIsAnError() throws Exception {
        byte[] film = new byte[10 * 1024 * 1024 + 100_000];
        new Random(1).nextBytes(film);
        put("film.docx", film);
        long uid = newest();

        assertThat(error("{\"uid\":" + uid + ",\"part\":\"2\",\"as\":\"text\"}"))
                .startsWith("TOO_LARGE: ")
                .endsWith("as: link gives a link to it.");
        assertThat(read("\"part\":\"2\"").getString("as")).isEqualTo("link");
        assertThat(error("{\"uid\":" + uid + ",\"part\":\"9\"}")).startsWith("PART_NOT_FOUND: ");
        assertThat(error("{\"uid\":" + uid + ",\"part\":\"2] BODY[\"}")).startsWith("PART_NOT_FOUND: ");
        assertThat(error("{\"uid\":" + (uid + 1) + ",\"part\":\"2\"}")).startsWith("MESSAGE_NOT_FOUND: ");
        assertThat(error("{\"uid\":" + uid + ",\"uidvalidity\":1,\"part\":\"2\"}"))
                .startsWith("STALE_UID: ");
        assertThat(error("{\"uid\":" + uid + "}")).startsWith("INVALID_ARGUMENT: ");
        try (ToolStack off = ToolStack.on(server, Map.of("LINKS", "false"))) {
            assertThat(ToolStack.errorText(off.call(
                            ToolStack.credentials(alice),
                            "imap_read_attachment",
                            "{\"uid\":" + uid + ",\"part\":\"2\",\"as\":\"link\"}")))
                    .startsWith("NOT_ALLOWED: ");
        }
    }

    @Test
    void theWordsOfAFileCannotAct() throws Exception {
        put(
                "a.docx",
                OfficeFiles.docx("<w:p><w:r><w:t>![x](https://evil.example/?q=1) a\u202Eb\u200B</w:t></w:r></w:p>"));

        assertThat(read("\"part\":\"2\"").getString("text")).isEqualTo("! [x] (https://evil.example/?q=1) ab");
    }

    @Test
    void reassuringNamesDoNotHideWhatAFileIs() throws Exception {
        assertThat(warning("invoice.txt", "%PDF-1.4\nbinary".getBytes(UTF_8))).contains("is a PDF");
        assertThat(source("picture.png", "only text".getBytes(UTF_8))).isEqualTo("plain: only text");
    }

    @Test
    void whatIsLargeWaitsForMemoryAndWhatIsSmallDoesNot() throws Exception {
        MemoryBudget budget = new MemoryBudget(8 << 20, Duration.ZERO);
        Credentials owner = ToolStack.credentials(alice);
        CallMemory others = budget.open();
        others.take(Principal.of(ToolStack.credentials(server.bob())), 8 << 20);
        server.append(alice, "INBOX", Mails.plain("bob@mails.example", "alice@mails.example", "s", "small"));
        assertThat(code(budget, owner, "imap_read_email", "")).isEqualTo("done");
        server.append(
                alice,
                "INBOX",
                Mails.plain("bob@mails.example", "alice@mails.example", "s", "large\r\n".repeat(40_000)));
        assertThat(code(budget, owner, "imap_read_email", ",\"max_chars\":100000"))
                .isEqualTo("BUSY");
        put("a.bin", new byte[1 << 20]);
        assertThat(code(budget, owner, "imap_read_attachment", ",\"part\":\"2\""))
                .isEqualTo("BUSY");
    }

    private String code(MemoryBudget budget, Credentials owner, String tool, String more) {
        CallContext context = new CallContext(
                new Caller(owner, "127.0.0.1"),
                JsonObject.EMPTY_JSON_OBJECT,
                Signals.SILENT,
                new CallTrail(),
                budget.open(),
                Map.of(),
                null);
        JsonObject result = stack.round(context, tool, "{\"uid\":" + newest() + more + "}");
        return result.getBoolean("isError") ? ToolStack.errorText(result).split(":", 2)[0] : "done";
    }

    private String source(String name, byte[] content) throws Exception {
        put(name, content);
        JsonObject file = read("\"part\":\"2\"");
        return file.getString("text_source") + ": " + file.getString("text");
    }

    private String warning(String name, byte[] content) throws Exception {
        put(name, content);
        JsonObject file = read("\"part\":\"2\"");
        assertThat(file).doesNotContainKeys("text", "text_source", "next_offset");
        assertThat(file.getString("as")).isEqualTo("link");
        assertThat(file.toString()).hasSizeLessThan(1100);
        return file.getJsonArray("warnings").getString(0);
    }

    private void put(String name, byte[] content) throws Exception {
        server.append(alice, "INBOX", Mails.withAttachment("subject", "text", name, content));
    }

    private JsonObject read(String arguments) {
        return stack.succeed(alice, "imap_read_attachment", "{\"uid\":" + newest() + "," + arguments + "}");
    }

    private String error(String arguments) {
        return ToolStack.errorText(stack.call(ToolStack.credentials(alice), "imap_read_attachment", arguments));
    }

    private long newest() {
        return stack.succeed(alice, "imap_list_emails", "{\"limit\":1}")
                .getJsonArray("emails")
                .getJsonObject(0)
                .getJsonNumber("uid")
                .longValue();
    }
}
