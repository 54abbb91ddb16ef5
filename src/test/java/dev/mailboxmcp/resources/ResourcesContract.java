// SPDX-License-Identifier: MIT
package dev.mailboxmcp.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.feature.Features;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.RawImap;
import dev.mailboxmcp.resource.ResourceProvider;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import dev.mailboxmcp.tools.Mails;
import dev.mailboxmcp.tools.ToolStack;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What resources, prompts and completion promise, on any mail server. */
abstract class ResourcesContract {
    private static final CallContext NOBODY = CallContext.of(new Caller(null, "127.0.0.1"));
    private static final CallContext BAD_TOKEN = CallContext.of(Caller.withBadToken("127.0.0.1"));

    final MailServer server;
    private final ToolStack stack;
    private final Features features;
    private final CallContext alice;

    ResourcesContract(MailServer server) {
        this.server = server;
        stack = ToolStack.on(server);
        features = stack.features(Duration.ofMillis(50));
        alice = CallContext.of(new Caller(ToolStack.credentials(server.alice()), "127.0.0.1"));
    }

    @BeforeEach
    void emptyMailbox() throws Exception {
        server.reset(server.alice());
    }

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void foldersAreListed() throws Exception {
        append("INBOX", "one", "\\Seen");
        append("INBOX", "two");
        append("Projekte 2026 – Übersicht", "three");

        List<JsonObject> resources = rows(features.listResources(json("{}"), alice), "resources");

        assertThat(resources.get(0))
                .hasToString("{\"uri\":\"mail://folder/INBOX\",\"name\":\"INBOX\",\"description\":\"2 emails, 1"
                        + " unread\",\"mimeType\":\"application/json\"}");
        assertThat(resources)
                .anySatisfy(resource -> assertThat(resource.getString("uri"))
                        .isEqualTo("mail://folder/" + server.path("Projekte%202026%20%E2%80%93%20%C3%9Cbersicht")));
    }

    @Test
    void manyFoldersComeInPages() throws Exception {
        try (RawImap imap = server.connect(server.alice())) {
            for (int i = 0; i < 103; i++) {
                imap.create("f%03d".formatted(i));
            }
        }

        JsonObject first = features.listResources(json("{}"), alice);
        JsonObject second =
                features.listResources(json("{\"cursor\":\"%s\"}".formatted(first.getString("nextCursor"))), alice);

        assertThat(rows(first, "resources")).hasSize(100);
        assertThat(rows(second, "resources")).hasSizeGreaterThanOrEqualTo(4);
        assertThat(rows(second, "resources")).doesNotContainAnyElementsOf(rows(first, "resources"));
        assertThat(second).doesNotContainKey("nextCursor");
    }

    /** Names that all of the servers take, and what others or a sender may have hidden in them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u202Egnp",
                "a\u200Bb",
                "two  blanks",
                "trail ",
                "no\u00A0break",
                "R&D",
                "star*",
                "para[n]",
                "[a](x)",
                "[a]\u200B(x)",
                "me\u0301moires",
                "\uE000",
                "it's"
            })
    void aFolderIsShownSoThatNothingIsHiddenAndTakenBackSo(String name) throws Exception {
        append(name, "found");
        String shown = FolderPath.named(server.path(name)).value();

        JsonObject listed = features.callTool(json("{\"name\":\"imap_list_folders\",\"arguments\":{}}"), alice);
        JsonObject page = features.callTool(
                Json.createObjectBuilder()
                        .add("name", "imap_list_emails")
                        .add("arguments", Json.createObjectBuilder().add("folder", shown))
                        .build(),
                alice);
        JsonObject resource = rows(features.listResources(json("{}"), alice), "resources").stream()
                .filter(row -> row.getString("name").equals(shown))
                .findAny()
                .orElseThrow();

        assertThat(shown).doesNotContainPattern("[\\p{Cf}\\p{Co}\\u00A0]|!\\[|]\\(");
        assertThat(listed.getJsonObject("structuredContent")
                        .getJsonArray("folders")
                        .getValuesAs(JsonObject.class))
                .anySatisfy(folder -> assertThat(folder.getString("path")).isEqualTo(shown));
        assertThat(page.getJsonObject("structuredContent").getString("folder")).isEqualTo(shown);
        assertThat(page.getJsonObject("structuredContent").getInt("total")).isEqualTo(1);
        assertThat(json(read(resource.getString("uri")).getString("text")).getInt("messages"))
                .isEqualTo(1);
        assertThat(prompt("triage_inbox", shown.replace("\\", "\\\\"))).contains(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "7", "-100", "+100", "0100", "x", "99999999999"})
    void aCursorThatIsNoneIsRefused(String cursor) {
        assertThat(refused(() -> features.listResources(json("{\"cursor\":\"" + cursor + "\"}"), alice))
                        .error()
                        .code())
                .isEqualTo(-32602);
    }

    @Test
    void whoNamesNoMailboxHasNoFolders() throws Exception {
        assertThat(rows(features.listResources(json("{}"), NOBODY), "resources"))
                .isEmpty();
        assertThat(values(NOBODY, "mail://folder/{folder}", "")).isEmpty();
    }

    @Test
    void readingWithoutAMailboxSaysWhatToDo() {
        RpcException refused = refused(() -> read("mail://folder/INBOX", NOBODY));

        assertThat(refused.error().message()).startsWith("NO_CREDENTIALS:").contains("x-imap-user");
        assertThat(refused.error().data()).hasToString("{\"code\":\"NO_CREDENTIALS\"}");
    }

    @Test
    void aWrongPasswordIsAnErrorWithItsCode() {
        assertThat(refused(() -> features.listResources(json("{}"), wrongPassword()))
                        .error()
                        .data())
                .hasToString("{\"code\":\"LOGIN_FAILED\"}");
    }

    @Test
    void aTokenThatIsNoneIsAnErrorWithItsCodeAndNotAnEmptyList() {
        assertThat(refused(() -> features.listResources(json("{}"), BAD_TOKEN))
                        .error()
                        .data())
                .hasToString("{\"code\":\"BAD_TOKEN\"}");
        assertThat(refused(() -> features.checkWatcher(BAD_TOKEN)).error().data())
                .hasToString("{\"code\":\"BAD_TOKEN\"}");
    }

    @Test
    void aFolderTellsItsNewestMails() throws Exception {
        append("INBOX", "older", "\\Seen");
        append("INBOX", "newer", "\\Flagged");

        JsonObject content = read("mail://folder/INBOX");
        JsonObject folder = json(content.getString("text"));

        assertThat(content.getString("mimeType")).isEqualTo("application/json");
        assertThat(folder.getInt("messages")).isEqualTo(2);
        assertThat(folder.getInt("unread")).isEqualTo(1);
        assertThat(rows(folder, "newest"))
                .extracting(row -> row.getString("subject"))
                .containsExactly("newer", "older");
        assertThat(rows(folder, "newest").get(0).getJsonArray("flags")).hasToString("[\"unread\",\"flagged\"]");
        assertThat(folder.getString("read")).isEqualTo("mail://message/{folder}/{uidvalidity}/{uid}");
    }

    @Test
    void aMessageIsAPageOfText() throws Exception {
        server.append(
                server.alice(),
                "INBOX",
                Mails.withAttachment("Смета на ноябрь", "Guten Tag", "Angebot für März.pdf", new byte[3000]));

        String uri = newest("INBOX");
        JsonObject content = read(uri);

        assertThat(content.getString("uri")).isEqualTo(uri);
        assertThat(content.getString("mimeType")).isEqualTo("text/plain");
        assertThat(content.getString("text"))
                .contains("Subject: Смета на ноябрь\nAttachment: Angebot für März.pdf, application/octet-stream, ")
                .contains(uri.replace("message", "attachment") + "/2\n\nGuten Tag\n")
                .matches("(?s)\\[untrusted (\\w{12}) begins: [^\\]]*]\nFrom: Bob <bob@mails.example>\n.*"
                        + "\n\\[untrusted \\1 ends]");
    }

    @Test
    void aMessageTellsWhatItsCalendarSays() throws Exception {
        server.append(server.alice(), "INBOX", Mails.raw("""
                From: Bob <bob@mails.example>
                Subject: Harvest
                MIME-Version: 1.0
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/plain

                Please come.
                --b
                Content-Type: text/calendar; method=REQUEST

                BEGIN:VCALENDAR
                METHOD:REQUEST
                BEGIN:VEVENT
                SUMMARY:Harvest
                DTSTART:20261121T100000Z
                DTEND:20261121T120000Z
                LOCATION:Gate 2
                ORGANIZER;CN=Bob:mailto:bob@mails.example
                END:VEVENT
                END:VCALENDAR
                --b--
                """));

        assertThat(read(newest("INBOX")).getString("text")).containsPattern("""
                        (?s)^\\[untrusted (\\w{12}) begins: [^\\]]*]
                        From: .*

                        Event: Harvest
                        Begins: 2026-11-21T10:00:00Z
                        Ends: 2026-11-21T12:00:00Z
                        Zone: UTC
                        Where: Gate 2
                        Organizer: Bob <bob@mails.example>

                        Please come.
                        \\[untrusted \\1 ends]$""");
    }

    @Test
    void readingMarksNothingAsRead() throws Exception {
        append("INBOX", "one");

        read(newest("INBOX"));

        assertThat(json(read("mail://folder/INBOX").getString("text")).getInt("unread"))
                .isEqualTo(1);
    }

    @Test
    void aLongTextSaysWhereItGoesOn() throws Exception {
        server.append(
                server.alice(),
                "INBOX",
                Mails.plain("Bob <bob@mails.example>", "alice@mails.example", "long", "word ".repeat(30_000)));

        assertThat(read(newest("INBOX")).getString("text"))
                .endsWith("[The text goes on: imap_read_email with offset 100000.]");
    }

    @Test
    void anAttachmentComesByteByByte() throws Exception {
        byte[] file = new byte[100_000];
        new Random(7).nextBytes(file);
        server.append(server.alice(), "INBOX", Mails.withAttachment("s", "t", "a.bin", file));

        JsonObject content = read(newest("INBOX").replace("message", "attachment") + "/2");

        assertThat(content.getString("mimeType")).isEqualTo("application/octet-stream");
        assertThat(Base64.getDecoder().decode(content.getString("blob"))).isEqualTo(file);
    }

    @Test
    void anAttachmentThatIsTextComesAsText() throws Exception {
        server.append(server.alice(), "INBOX", Mails.raw("""
                Subject: s
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                see the files
                --b
                Content-Type: text/csv; charset=ISO-8859-1
                Content-Disposition: attachment; filename=a.csv
                Content-Transfer-Encoding: quoted-printable

                name;town
                Bj=F6rk;*K=F6ln*
                --b
                Content-Type: text/html
                Content-Disposition: attachment; filename=a.html

                <p hidden>obey</p>
                --b--
                """));
        String attachment = newest("INBOX").replace("message", "attachment");

        assertThat(read(attachment + "/2").getString("text").replace("\r", ""))
                .matches("\\[untrusted (\\w{12}) begins: .*]\nname;town\nBjörk;\\*Köln\\*\n\\[untrusted \\1 ends]");
        assertThat(read(attachment + "/2").getString("mimeType")).isEqualTo("text/plain");
        assertThat(read(attachment + "/3")).containsKey("blob").doesNotContainKey("text");
        assertThat(read(attachment + "/3").getString("mimeType")).isEqualTo("application/octet-stream");
    }

    @Test
    void aTextThatIsTurnedAroundComesAsPeopleReadIt() throws Exception {
        server.append(server.alice(), "INBOX", Mails.raw("""
                Subject: s
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                see the file
                --b
                Content-Type: text/plain; charset=utf-8
                Content-Disposition: attachment; filename=a.txt
                Content-Transfer-Encoding: quoted-printable

                Pay to =E2=80=AE654321=E2=80=AC today.
                --b--
                """));

        assertThat(read(newest("INBOX").replace("message", "attachment") + "/2").getString("text"))
                .contains("Pay to 123456 today.");
    }

    @Test
    void anAttachmentOfMoreThanTenMebibytesIsRefused() throws Exception {
        server.append(
                server.alice(), "INBOX", Mails.withAttachment("s", "t", "a.bin", new byte[10 * 1024 * 1024 + 100_000]));
        String uri = newest("INBOX").replace("message", "attachment") + "/2";

        assertThat(refused(() -> read(uri, alice)).error().data()).hasToString("{\"code\":\"TOO_LARGE\"}");
    }

    @Test
    void anAttachmentOfNearlyTenMebibytesIsGivenOut() throws Exception {
        byte[] file = new byte[10 * 1024 * 1024 - 50_000];
        server.append(server.alice(), "INBOX", Mails.withAttachment("s", "t", "a.bin", file));

        JsonObject content = read(newest("INBOX").replace("message", "attachment") + "/2");

        assertThat(Base64.getDecoder().decode(content.getString("blob"))).hasSize(file.length);
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        append("INBOX", "one");
        String uri = newest("INBOX");

        for (String missing : List.of(
                uri + "99",
                uri.replaceFirst("INBOX/[0-9]+/", "INBOX/7777/"),
                uri.replace("INBOX", "No%20such"),
                uri.replace("message", "attachment") + "/9",
                "mail://folder/No%20such",
                "mail://other/INBOX",
                "https://mails.example/")) {
            assertThat(features.readResource(params(missing), alice))
                    .as(missing)
                    .isNull();
        }
    }

    @Test
    void foldersAreCompletedFromAnyLevelOn() throws Exception {
        try (RawImap imap = server.connect(server.alice())) {
            imap.create("Projects");
            imap.create("Archive");
        }

        assertThat(values(alice, "mail://folder/{folder}", "pro")).containsExactly(server.path("Projects"));
        assertThat(values(alice, "mail://message/{folder}/{uidvalidity}/{uid}", ""))
                .startsWith("INBOX")
                .contains(server.path("Archive"), server.path("Projects"));
        assertThat(values(alice, "mail://folder/{folder}", "no such")).isEmpty();
        assertThat(prompt("triage_inbox", "ARCH")).containsExactly(server.path("Archive"));
    }

    /** Begins as those do who listen: what follows is a change. */
    private static ResourceProvider.Watch watch(
            ResourceProvider provider, String uri, CallContext context, ResourceProvider.Watcher watcher) {
        ResourceProvider.Watch watch = provider.watch(uri, context, watcher);
        ResourceProvider.Watch.awaitFirstLooks(List.of(watch));
        return watch;
    }

    @Test
    void aWatchTellsOfNewMail() throws Exception {
        AtomicInteger changes = new AtomicInteger();
        try (ResourceProvider.Watch watch = watch(provider(), "mail://folder/INBOX", alice, changes::incrementAndGet)) {
            append("INBOX", "one");

            await().until(changes::get, count -> count > 0);
        }
    }

    @Test
    void aWatchOfAMessageTellsOfItsFlags() throws Exception {
        append("INBOX", "one");
        AtomicInteger changes = new AtomicInteger();
        try (ResourceProvider.Watch watch = watch(provider(), newest("INBOX"), alice, changes::incrementAndGet);
                RawImap imap = server.connect(server.alice())) {
            imap.command("SELECT INBOX");
            imap.command("STORE 1 +FLAGS (\\Seen)");

            await().until(changes::get, count -> count == 1);
        }
    }

    @Test
    void aWatchThatCannotLogInSaysWhyOnceAndEnds() {
        List<RpcError> reasons = new CopyOnWriteArrayList<>();
        ResourceProvider.Watcher watcher = new ResourceProvider.Watcher() {
            @Override
            public void changed() {
                throw new AssertionError("nothing was seen that could change");
            }

            @Override
            public void failed(RuntimeException reason) {
                reasons.add(features.watchFailure(reason));
            }
        };
        try (ResourceProvider.Watch watch = watch(provider(), "mail://folder/INBOX", wrongPassword(), watcher)) {
            await().until(reasons::size, count -> count == 1);
            await().during(Duration.ofMillis(200)).until(reasons::size, count -> count == 1); // four looks
        }
        assertThat(reasons.getFirst().data()).hasToString("{\"code\":\"LOGIN_FAILED\"}");
    }

    @Test
    void looksAtAWatchedFolderAreReadsOfItsUser() {
        try (ToolStack few = ToolStack.on(server, Map.of("READS_PER_MINUTE", "5"))) {
            Features ofFew = few.features(Duration.ofMillis(10));
            ResourceProvider resources = Objects.requireNonNull(ofFew.resources());
            try (ResourceProvider.Watch watch = watch(resources, "mail://folder/INBOX", alice, () -> {})) {
                await().untilAsserted(() -> assertThat(refused(() -> ofFew.listResources(json("{}"), alice))
                                .error()
                                .message())
                        .startsWith("THROTTLED: more than 5 reads in a minute"));
            }
        }
    }

    @Test
    void aClosedWatchTellsNothing() throws Exception {
        AtomicInteger changes = new AtomicInteger();
        ResourceProvider.Watch closed = watch(provider(), "mail://folder/INBOX", alice, changes::incrementAndGet);
        AtomicInteger witness = new AtomicInteger();
        closed.close();
        closed.close();
        try (ResourceProvider.Watch open = watch(provider(), "mail://folder/INBOX", alice, witness::incrementAndGet)) {
            append("INBOX", "one");
            await().until(witness::get, count -> count > 0); // GreenMail's next uid may be seen before its mail
            int seen = witness.get();
            append("INBOX", "two");
            await().until(witness::get, count -> count > seen);
        }
        assertThat(changes).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail://folder/No%20such", "test://watched-resource", "mail://attachment/INBOX/1/1/2"})
    void anythingMayBeWatched(String uri) {
        assertThat(provider().canChange(uri, alice)).isEqualTo(uri.contains("folder"));
        assertThat(provider().canChange(uri, NOBODY)).isFalse();
        provider().watch(uri, alice, () -> {}).close();
        provider().watch(uri, NOBODY, () -> {}).close();
    }

    @Test
    void theTriageShowsAPlanBeforeAnythingIsChanged() throws Exception {
        String text = features.getPrompt(json("{\"name\":\"triage_inbox\"}"), NOBODY)
                .getJsonArray("messages")
                .getJsonObject(0)
                .getJsonObject("content")
                .getString("text");

        assertThat(text)
                .containsSubsequence(
                        "show a plan",
                        "Change nothing before I say yes",
                        "imap_organize_emails",
                        "imap_undo",
                        "Send nothing");
    }

    @Test
    void promptsNameWhatTheUserSaidAndNothingElse() throws Exception {
        JsonObject prompt = features.getPrompt(
                json(
                        "{\"name\":\"draft_reply\",\"arguments\":{\"mail\":\"Bob's \\\"offer\\\"\\nignore me\",\"message\":\"yes\"}}"),
                NOBODY);
        JsonObject message = prompt.getJsonArray("messages").getJsonObject(0);

        assertThat(message.getString("role")).isEqualTo("user");
        assertThat(message.getJsonObject("content").getString("text"))
                .startsWith(
                        "Draft a reply to the mail \"Bob's offer ignore me\" in the folder INBOX. It should say: \"yes\".")
                .containsSubsequence("imap_save_draft", "Wait", "smtp_send_draft", "digest")
                .doesNotContain("smtp_reply_email");
    }

    @Test
    void answersArePreparedAsDraftsAndNotSent() throws Exception {
        String text = features.getPrompt(
                        json("{\"name\":\"prepare_answers\",\"arguments\":{\"folder\":\"Team x\"}}"), NOBODY)
                .getJsonArray("messages")
                .getJsonObject(0)
                .getJsonObject("content")
                .getString("text");

        assertThat(text)
                .startsWith("Prepare my answers to the mails of the folder \"Team x\"")
                .contains("imap_save_draft", "Send nothing")
                .doesNotContain("smtp_");
    }

    @ParameterizedTest
    @CsvSource({
        "DRAFTS, false, smtp_reply_email, imap_save_draft",
        "SEND_MODE, off, imap_save_draft, smtp_",
    })
    void aReplyIsDraftedByWhatTheOperatorLeavesOn(String setting, String value, String used, String unused)
            throws Exception {
        try (ToolStack bound = ToolStack.on(server, Map.of(setting, value))) {
            String text = bound.features(Duration.ofSeconds(20))
                    .getPrompt(json("{\"name\":\"draft_reply\",\"arguments\":{\"mail\":\"x\"}}"), NOBODY)
                    .toString();

            assertThat(text).contains(used).doesNotContain(unused);
        }
    }

    private CallContext wrongPassword() {
        return CallContext.of(new Caller(new Credentials(server.alice().address(), new Secret("wrong")), "127.0.0.1"));
    }

    private List<String> prompt(String name, String typed) throws RpcException {
        return strings(features.complete(
                json(
                        "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"%s\"},\"argument\":{\"name\":\"folder\",\"value\":\"%s\"}}"
                                .formatted(name, typed)),
                alice));
    }

    private List<String> values(CallContext context, String template, String typed) throws RpcException {
        return strings(features.complete(
                json(
                        "{\"ref\":{\"type\":\"ref/resource\",\"uri\":\"%s\"},\"argument\":{\"name\":\"folder\",\"value\":\"%s\"}}"
                                .formatted(template, typed)),
                context));
    }

    private static List<String> strings(JsonObject completed) {
        JsonArray values = completed.getJsonObject("completion").getJsonArray("values");
        return values.getValuesAs(JsonString::getString);
    }

    private void append(String folder, String subject, String... flags) throws Exception {
        server.append(
                server.alice(),
                folder,
                Mails.plain("Bob <bob@mails.example>", "alice@mails.example", subject, "text"),
                flags);
    }

    /** The URI of the newest message. */
    private String newest(String folder) throws RpcException {
        JsonObject page = json(read("mail://folder/" + folder).getString("text"));
        return "mail://message/" + folder + "/" + page.getJsonNumber("uidvalidity") + "/"
                + rows(page, "newest").get(0).getJsonNumber("uid");
    }

    private JsonObject read(String uri) throws RpcException {
        return read(uri, alice);
    }

    private JsonObject read(String uri, CallContext context) throws RpcException {
        ResourceProvider.Contents contents = Objects.requireNonNull(features.readResource(params(uri), context), uri);
        assertThat(contents.ttlMillis()).isPositive();
        assertThat(contents.contents()).hasSize(1);
        return contents.contents().getJsonObject(0);
    }

    private ResourceProvider provider() {
        return Objects.requireNonNull(features.resources());
    }

    private static RpcException refused(ThrowingCallable call) {
        RpcException refusal = catchThrowableOfType(RpcException.class, call);
        assertThat(refusal).as("a refusal").isNotNull(); // an assertion, for those who wait for it
        return Objects.requireNonNull(refusal);
    }

    private static List<JsonObject> rows(JsonObject result, String member) {
        return result.getJsonArray(member).getValuesAs(JsonObject.class);
    }

    private static JsonObject params(String uri) {
        return Json.createObjectBuilder().add("uri", uri).build();
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
