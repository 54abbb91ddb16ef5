// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.mailserver.RawImap;
import dev.mailboxmcp.mailserver.RefusingProxy;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Each command of each call that reads is refused, alone and with the next one, in the words of servers: the answer is an error, or the right one, or it
 * says what it does not know. No mail and no folder is missing in silence.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RefusedReadingsContract {
    /** A folder of this test within arguments. */
    private static final Pattern FOLDER = Pattern.compile("<([^>]+)>");

    /** What differs from one answer to the next, and what is left out where it is not known, as the contract of the tools has it. */
    private static final Set<String> LEFT_OUT =
            Set.of("cursor", "untrusted", "untrusted_end", "unread", "snippet", "rights", "quota");

    /** What says that something was not looked at. */
    private static final Set<String> SAID = Set.of("not_searched", "warnings", "advice", "more");

    private final MailServer server;
    private final List<String> refusals;
    private final MailUser alice;
    private final RefusingProxy proxy;
    private final ToolStack stack;

    private String plan = "";
    private String file = "";
    private String cursor = "";

    /** @param refusals what is said to a command that is refused, such as {@code NO [UNAVAILABLE] later} */
    RefusedReadingsContract(MailServer server, List<String> refusals) {
        this.server = server;
        this.refusals = refusals;
        alice = server.alice();
        proxy = new RefusingProxy(server.plainImapPort());
        stack = ToolStack.on(
                server, Map.of("IMAP_PORT", "" + proxy.port(), "IMAP_TLS", "false", "DELETE_MODE", "allow"));
    }

    @BeforeAll
    void fillMailbox() throws IOException {
        server.reset(alice);
        try (RawImap box = server.connect(alice)) {
            for (String folder : List.of("Archive", "Trash", "Shelf", "Drafts", "Sent", "Umlaut-ä")) {
                box.create(folder);
            }
            box.append("INBOX", "()", mail("Bob <bob@example.test>", "plan", "a", "", "What do you think?"));
            box.append("Sent", "(\\Seen)", mail("Alice <alice@example.test>", "Re: plan", "b", "a", "Fine."));
            box.append("Archive", "()", mail("Bob <bob@example.test>", "Re: plan", "c", "b", "Good. When?"));
            box.append(
                    "Sent", "(\\Seen)", mail("Alice <alice@example.test>", "question", "q", "", "When do you come?"));
            box.append(
                    "INBOX",
                    "()",
                    Mails.withAttachment(
                            "file 1", "See it.", "file.txt", "This is in it.".getBytes(StandardCharsets.US_ASCII)));
            for (int i = 0; i < 12; i++) {
                box.append("Shelf", "()", mail("Carol <carol@example.test>", "note " + i, "n" + i, "", "Words " + i));
            }
        }
        plan = uid("INBOX", "plan");
        file = uid("INBOX", "file 1");
        cursor = content("imap_list_changes", "{}").getString("cursor");
        try (RawImap box = server.connect(alice)) {
            box.append("Shelf", "()", mail("Carol <carol@example.test>", "new one", "new1", "", "Words"));
            box.append("INBOX", "()", mail("Carol <carol@example.test>", "new two", "new2", "", "Words"));
        }
        content("imap_organize_emails", "{\"uids\":[" + plan + "],\"action\":\"flag\"}");
        content(
                "imap_delete_emails",
                withPaths("{\"folder\":\"<Shelf>\",\"uids\":[" + uid(server.path("Shelf"), "note 4") + "]}"));
    }

    private static byte[] mail(String from, String subject, String id, String answered, String text) {
        return Mails.raw("""
                From: %s
                To: alice@example.test, bob@example.test
                Date: %s
                Subject: %s
                Message-ID: <%s@mails.example>
                %sMIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                %s
                """.formatted(
                        from,
                        ZonedDateTime.now(ZoneOffset.UTC).minusDays(3).format(DateTimeFormatter.RFC_1123_DATE_TIME),
                        subject,
                        id,
                        answered.isEmpty() ? "" : "In-Reply-To: <" + answered + "@mails.example>\n",
                        text));
    }

    private String uid(String folder, String subject) {
        return content("imap_search_emails", "{\"folder\":\"%s\",\"subject\":\"%s\"}".formatted(folder, subject))
                .getJsonArray("emails")
                .getJsonObject(0)
                .getJsonNumber("uid")
                .toString();
    }

    @AfterAll
    void close() {
        stack.close();
        proxy.close();
    }

    /** @param arguments with %1$s for the mail of a conversation, %2$s for one with a file, and %3$s for a cursor of changes */
    record Call(String tool, String arguments) {}

    static final List<Call> CALLS = List.of(
            new Call("imap_list_folders", "{}"),
            new Call("imap_list_emails", "{\"limit\":20}"),
            new Call("imap_list_emails", "{\"folder\":\"<Shelf>\",\"limit\":5,\"snippets\":true}"),
            new Call("imap_list_emails", "{\"folder\":\"<Shelf>\",\"unread_only\":true}"),
            new Call("imap_search_emails", "{\"subject\":\"plan\"}"),
            new Call("imap_search_emails", "{\"folder\":\"<Shelf>\",\"query\":\"words\",\"snippets\":true}"),
            new Call("imap_search_emails", "{\"folder\":\"*\",\"query\":\"from:bob plan\"}"),
            new Call("imap_search_emails", "{\"folder\":\"*\",\"query\":\"has:attachment\"}"),
            new Call(
                    "imap_search_emails",
                    "{\"folder\":\"*\",\"query\":\"subject:sch\\u00f6n OR subject:note -subject:3\"}"),
            new Call("imap_search_emails", "{\"query\":\"has:attachment\"}"),
            new Call("imap_search_emails", "{\"folder\":\"<Umlaut-\\u00e4>\",\"query\":\"text\"}"),
            new Call("imap_read_email", "{\"uid\":%1$s}"),
            new Call("imap_read_email", "{\"uid\":%2$s}"),
            new Call("imap_read_thread", "{\"uid\":%1$s}"),
            new Call("imap_read_attachment", "{\"uid\":%2$s,\"part\":\"2\"}"),
            new Call("imap_find_contacts", "{\"name\":\"bob\"}"),
            new Call("imap_list_follow_ups", "{\"kind\":\"to_answer\"}"),
            new Call("imap_list_follow_ups", "{\"kind\":\"awaiting_reply\"}"),
            new Call("imap_list_changes", "{}"),
            new Call("imap_list_changes", "{\"cursor\":\"%3$s\"}"),
            new Call("imap_list_changes", "{\"cursor\":\"%3$s\",\"folders\":[\"INBOX\",\"<Shelf>\"]}"));

    @ParameterizedTest
    @FieldSource("CALLS")
    void whatIsNotKnownIsSaid(Call call) {
        for (String status : refusals) {
            for (int times = 1; times <= 2; times++) { // what is refused is asked for in another way
                refuseEach(call, times, status);
            }
        }
    }

    private void refuseEach(Call call, int times, String status) {
        String arguments = withPaths(call.arguments.formatted(plan, file, cursor));
        JsonObject right = content(call.tool, arguments);
        String refused = "";
        int command = 0;
        for (; refused != null; command++) {
            proxy.refuse(command, times, status);
            JsonObject result = call(call.tool, arguments);
            refused = proxy.refused();
            if (!result.getBoolean("isError")) {
                JsonObject content = result.getJsonObject("structuredContent");
                if (said(content).equals(said(right))) {
                    assertThat(told(content))
                            .as("%s, where %d, %s the last, were answered by %s", call, times, refused, status)
                            .isEqualTo(told(right));
                }
            }
        }
        assertThat(command).as("commands of %s, and one more", call).isGreaterThan(1);
    }

    private String withPaths(String arguments) {
        return FOLDER.matcher(arguments).replaceAll(folder -> Matcher.quoteReplacement(server.path(folder.group(1))));
    }

    private static JsonValue told(JsonValue value) {
        return switch (value) {
            case JsonObject object -> {
                var told = Json.createObjectBuilder();
                object.forEach((name, member) -> {
                    boolean counts = name.equals("messages") && member instanceof JsonNumber;
                    if (!LEFT_OUT.contains(name) && !counts) {
                        told.add(name, told(member));
                    }
                });
                yield told.build();
            }
            case JsonArray array -> {
                var told = Json.createArrayBuilder();
                array.forEach(member -> told.add(told(member)));
                yield told.build();
            }
            default -> value;
        };
    }

    private static List<String> said(JsonValue value) {
        List<String> said = new ArrayList<>();
        switch (value) {
            case JsonObject object ->
                object.forEach((name, member) -> {
                    if (SAID.contains(name) || member.toString().equals("\"unknown_flags\"")) {
                        said.add(name + member);
                    } else {
                        said.addAll(said(member));
                    }
                });
            case JsonArray array -> array.forEach(member -> said.addAll(said(member)));
            default -> {}
        }
        return said;
    }

    private JsonObject content(String tool, String arguments) {
        JsonObject result = call(tool, arguments);
        assertThat(result.getBoolean("isError")).as("%s", result).isFalse();
        return result.getJsonObject("structuredContent");
    }

    private JsonObject call(String tool, String arguments) {
        return stack.call(ToolStack.credentials(alice), tool, arguments);
    }
}
