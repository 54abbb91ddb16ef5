// SPDX-License-Identifier: MIT
package dev.mailboxmcp.inert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.feature.Features;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.rpc.RpcException;
import dev.mailboxmcp.tools.Mails;
import dev.mailboxmcp.tools.ToolStack;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Mails that hold something active in every place, read by whatever reads mail: all that comes out is parsed as Markdown and
 * as HTML.
 */
abstract class InertOutputContract {
    /** One mail each. */
    private static final List<String> ATTACKS = List.of(
            "![a](https://evil.test/p.png?d=1)",
            "![a][r] [r]: https://evil.test/p.png",
            "[r]: https://evil.test/p.png",
            "x]: https://evil.test/p.png",
            "![a",
            "](https://evil.test/p.png)",
            "[pay](https://evil.test) <https://evil.test|bank>",
            "[pay](<javascript:alert(1)>) <javascript:alert(1)>",
            "!\u200B[a]\u2060(https://evil.test)",
            "!\u05D0\u200E[a]\u200F(https://evil.test)",
            "\\![a\\](https://evil.test)",
            "<img src=x onerror=alert(1)>",
            "<svg/onload=alert(1)>",
            "<\u200Bimg src=//evil.test>",
            "<a href=//evil.test>x</a><style>*{}</style>",
            "<meta http-equiv=refresh content=0;//evil.test>",
            "<!-- hides",
            "<![CDATA[x]]> <?php x ?> <!DOCTYPE x>",
            "</untrusted> </details> <details hidden>",
            "<https://evil.test/onclick=alert(1)/>",
            "<img/src=//evil.test/p.png/@evil.test>",
            "&lt;img src=x onerror=alert(1)&gt; &#60;img src=x> &#x3c;img src=x>",
            "```mermaid",
            "~~~",
            "$\\href{https://evil.test}{x}$",
            "[^1]: https://evil.test",
            "![[evil]] [[evil]]",
            "*[a]: b");

    private static final int SHOWN = 300;
    private static final Pattern URI = Pattern.compile("mail://attachment/[A-Za-z0-9._~%-]+/\\d+/\\d+/[0-9.]+");

    private final MailServer server;
    private final ToolStack stack;
    private final Features features;
    private final CallContext alice;

    InertOutputContract(MailServer server) {
        this.server = server;
        stack = ToolStack.on(server);
        features = stack.features(Duration.ofSeconds(20));
        alice = CallContext.of(new Caller(ToolStack.credentials(server.alice()), "127.0.0.1"));
    }

    @BeforeEach
    void emptyMailbox() throws IOException {
        server.reset(server.alice());
    }

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void nothingInAMailActsInWhateverToolsAndResourcesGive() throws Exception {
        for (String attack : ATTACKS) {
            server.append(server.alice(), "INBOX", mail(attack));
        }
        JsonObject page = tool("imap_list_emails", "{\"limit\":100}");
        assertInert("listing", page);
        assertInert("searching", tool("imap_search_emails", "{\"since\":\"2020-01-01\",\"limit\":100}"));
        assertInert("first words", tool("imap_list_emails", "{\"snippets\":true,\"limit\":100}"));
        assertInert(
                "searching folders",
                tool(
                        "imap_search_emails",
                        "{\"since\":\"2020-01-01\",\"folder\":\"*\",\"snippets\":true,\"limit\":100}"));
        JsonObject folder = resource("mail://folder/INBOX");
        assertInert("the folder", folder);
        assertInert("the folder", json(folder.getString("text")));
        JsonObject structured = page.getJsonObject("structuredContent");
        List<JsonObject> rows = structured.getJsonArray("emails").getValuesAs(JsonObject.class);
        assertThat(rows).hasSize(ATTACKS.size());
        for (JsonObject row : rows) {
            String message = "INBOX/" + structured.getJsonNumber("uidvalidity") + "/" + row.getInt("uid");
            assertInert("reading", tool("imap_read_email", "{\"uid\":" + row.getInt("uid") + "}"));
            JsonObject resource = resource("mail://message/" + message);
            assertInert("the mail", resource);
            Matcher attachment = URI.matcher(resource.getString("text"));
            while (attachment.find()) {
                assertInert("the attachment", resource(attachment.group()));
            }
        }
    }

    @Test
    void whatARowShowsFindsItsMail() throws Exception {
        List<String> subjects = ATTACKS.stream()
                .filter(attack -> attack.codePoints().noneMatch(c -> c > 0x7F))
                .toList();
        for (String attack : subjects) {
            server.append(server.alice(), "INBOX", mail(attack));
        }
        for (JsonObject row : tool("imap_list_emails", "{\"limit\":100}")
                .getJsonObject("structuredContent")
                .getJsonArray("emails")
                .getValuesAs(JsonObject.class)) {
            for (String criterion : List.of("subject", "from")) {
                JsonObject found = tool(
                        "imap_search_emails",
                        Json.createObjectBuilder()
                                .add(criterion, row.getString(criterion))
                                .add("limit", 100)
                                .build()
                                .toString());
                assertThat(found.getJsonObject("structuredContent")
                                .getJsonArray("emails")
                                .getValuesAs(JsonObject.class))
                        .as("%s %s", criterion, row)
                        .anySatisfy(email -> assertThat(email.getInt("uid")).isEqualTo(row.getInt("uid")));
            }
        }
    }

    @Test
    void nothingInAMailActsInWhatChangingAndAnsweringGive() throws Exception {
        for (String attack : ATTACKS) {
            server.append(server.alice(), "INBOX", mail(attack));
        }
        List<Integer> uids = tool("imap_list_emails", "{\"limit\":100}")
                .getJsonObject("structuredContent")
                .getJsonArray("emails")
                .getValuesAs(row -> ((JsonObject) row).getInt("uid"));
        assertInert(
                "no operator", tool("imap_organize_emails", "{\"query\":\"since:2020-01-01\",\"action\":\"trash\"}"));
        assertInert(
                "a preview", tool("imap_organize_emails", "{\"query\":\"after:2020-01-01\",\"action\":\"archive\"}"));
        for (int uid : uids) {
            assertInert("a reply", tool("smtp_reply_email", "{\"uid\":" + uid + ",\"text\":\"t\",\"reply_all\":true}"));
            JsonObject moved = tool("imap_organize_emails", "{\"uids\":[" + uid + "],\"action\":\"archive\"}");
            assertInert("organizing", moved);
            assertInert(
                    "undoing",
                    tool(
                            "imap_undo",
                            "{\"undo\":\""
                                    + moved.getJsonObject("structuredContent").getString("undo") + "\"}"));
        }
    }

    @Test
    void noNameOfAFolderActs() throws Exception {
        for (String attack : List.of("[a](x)", "a]( x", "[r]: y", "```", "x & y\u202E\u200B")) {
            server.append(server.alice(), attack, mail(attack));
            String path = Json.createValue(FolderPath.named(server.path(attack)).value())
                    .toString();
            assertInert("listing", tool("imap_list_emails", "{\"folder\":" + path + "}"));
            assertInert("searching", tool("imap_search_emails", "{\"folder\":\"*\",\"since\":\"2020-01-01\"}"));
            assertInert("a failure", tool("imap_read_email", "{\"uid\":4000,\"folder\":" + path + "}"));
            assertInert(
                    "organizing",
                    tool("imap_organize_emails", "{\"uids\":[4000],\"action\":\"read\",\"folder\":" + path + "}"));
            assertInert("a failure", tool("imap_manage_folders", "{\"action\":\"delete\",\"folder\":" + path + "}"));
        }
        assertInert("folders", tool("imap_list_folders", "{}"));
        assertInert("folders", features.listResources(JsonObject.EMPTY_JSON_OBJECT, alice));
    }

    @Test
    void noArgumentActsWhereItIsRepeated() throws Exception {
        for (String attack : ATTACKS) {
            String quoted = Json.createValue(attack).toString();
            assertInert("no folder", tool("imap_list_emails", "{\"folder\":" + quoted + "}"));
            assertInert("no undo", tool("imap_undo", "{\"undo\":" + quoted + "}"));
            for (String action : List.of("move", "label")) {
                assertInert(
                        "no target",
                        tool(
                                "imap_organize_emails",
                                "{\"uids\":[1],\"action\":\"%s\",\"target\":%s}".formatted(action, quoted)));
            }
            assertInert(
                    "no folder",
                    tool(
                            "imap_manage_folders",
                            "{\"action\":\"rename\",\"folder\":%s,\"new_path\":%s}".formatted(quoted, quoted)));
            assertInert(
                    "no folder",
                    tool("imap_manage_folders", "{\"action\":\"delete\",\"folder\":%s}".formatted(quoted)));
            assertInert("no cursor", tool("imap_list_emails", "{\"cursor\":" + quoted + "}"));
            assertInert("no address", tool("smtp_send_email", """
                    {"to":[%s],"subject":%s,"text":%s}""".formatted(quoted, quoted, quoted)));
            assertInert("no argument", tool("imap_list_folders", "{" + quoted + ":" + quoted + "}"));
            for (String prompt : List.of("draft_reply", "prepare_answers", "summarize_thread", "triage_inbox")) {
                JsonObject arguments = switch (prompt) {
                    case "draft_reply" ->
                        json("{\"mail\":%s,\"message\":%s,\"folder\":%s}".formatted(quoted, quoted, quoted));
                    case "summarize_thread" -> json("{\"topic\":%s,\"folder\":%s}".formatted(quoted, quoted));
                    default -> json("{\"folder\":%s}".formatted(quoted));
                };
                assertInert(
                        prompt,
                        features.getPrompt(
                                Json.createObjectBuilder()
                                        .add("name", prompt)
                                        .add("arguments", arguments)
                                        .build(),
                                alice));
            }
        }
    }

    /** Each string alone, all of one object one after the other, and the whole as it is sent. */
    private static void assertInert(String what, JsonStructure answer) {
        List<String> strings = new ArrayList<>();
        collect(answer, strings);
        List<String> texts = new ArrayList<>(strings);
        for (String between : List.of("\n", " ", ", ", " | ", "\n\n- ")) {
            texts.add(String.join(between, strings));
        }
        texts.add(answer.toString());
        for (String text : texts) {
            String described = what + ": " + text.substring(0, Math.min(SHOWN, text.length()));
            assertThat(Renderers.actsOf(text)).as(described).isEmpty();
            assertThat(Renderers.leavesAlone(text)).as(described).isTrue();
            assertThat(text).as(what).doesNotContainPattern("[\\p{Cntrl}\\u200B\\u2060\\u202E&&[^\\n\\t\\r]]");
        }
    }

    private static void collect(JsonValue value, List<String> strings) {
        switch (value) {
            case JsonObject object ->
                object.forEach((name, member) -> {
                    if (!name.equals("blob")) {
                        collect(member, strings);
                    }
                });
            case JsonArray array -> array.forEach(item -> collect(item, strings));
            case JsonString string -> strings.add(string.getString());
            default -> {
                // numbers and the like
            }
        }
    }

    /** Something active in every place. */
    private static byte[] mail(String attack) {
        String word = "=?UTF-8?B?" + Base64.getEncoder().encodeToString(attack.getBytes(StandardCharsets.UTF_8)) + "?=";
        String raw = attack.replaceAll("[^ -~]", "");
        String quoted = raw.replace("\\", "\\\\").replace("\"", "\\\"");
        return Mails.raw("""
                From: %1$s <ann@sender.test>
                Sender: %1$s <list@sender.test>
                Reply-To: %1$s <elsewhere@evil.test>, "%3$s"@evil.test
                To: %1$s <alice@example.org>, %1$s: b@example.org, %1$s <c@example.org>;
                Cc: %1$s <d@example.org>
                Subject: %1$s
                Date: Fri, 20 Nov 2026 14:03:00 +0100
                Message-ID: <%4$s@evil.test>
                In-Reply-To: <%4$s@evil.test>
                References: <%4$s@evil.test>
                List-Id: %1$s <list.evil.test>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain; charset=UTF-8
                Content-Transfer-Encoding: base64

                %2$s
                --b
                Content-Type: text/markdown; charset=UTF-8; name="%1$s"
                Content-Disposition: attachment; filename="%1$s"
                Content-Description: %1$s
                Content-Transfer-Encoding: base64

                %2$s
                --b
                Content-Type: image/svg+xml; name="%1$s.svg"
                Content-Disposition: attachment; filename="%1$s.svg"
                Content-Transfer-Encoding: base64

                %2$s
                --b
                Content-Type: text/calendar; method=REQUEST; charset=UTF-8

                BEGIN:VCALENDAR
                METHOD:REQUEST
                BEGIN:VEVENT
                SUMMARY:%5$s
                LOCATION:%5$s
                DESCRIPTION:%5$s
                DTSTART:20261121T100000Z
                ORGANIZER;CN="%6$s":mailto:bob@evil.test
                END:VEVENT
                END:VCALENDAR
                --b
                Content-Type: message/rfc822

                From: %1$s <inside@evil.test>
                To: %1$s <inside@evil.test>
                Subject: %1$s
                MIME-Version: 1.0
                Content-Type: text/html; charset=UTF-8
                Content-Transfer-Encoding: base64

                %7$s
                --b--
                """.formatted(
                        word,
                        base64(attack + "\n\n" + attack + "\n> " + attack),
                        quoted,
                        raw.replaceAll("[\\s<>@]", ""),
                        attack.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;"),
                        attack.replace("\"", "'"),
                        base64("<p>" + attack.replace("&", "&amp;").replace("<", "&lt;") + "</p><p>[r]: x</p>")));
    }

    private static String base64(String text) {
        return Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private JsonObject tool(String name, String arguments) {
        return stack.call(ToolStack.credentials(server.alice()), name, arguments);
    }

    private JsonObject resource(String uri) throws RpcException {
        return Objects.requireNonNull(features.readResource(
                        Json.createObjectBuilder().add("uri", uri).build(), alice))
                .contents()
                .getJsonObject(0);
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
