// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.MailUser;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That a page of rows is as short as it has to be, whatever its mails hold, and that what it shows finds its mails. */
abstract class LongRowsContract {
    private static final int PAGE_BYTES = 6_000;
    private static final int PAGE_WITH_SNIPPETS_BYTES = 10_000;

    private static final String LONG_NAME = "Department of very long names ".repeat(10);
    private static final String LONG_LOCAL = "bounces+12345-" + "a".repeat(50);
    private static final String LONG_DOMAIN = ("part-of-a-domain" + "x".repeat(40) + ".").repeat(4) + "evil.example";

    /** A kind a line: From, To, Subject. */
    private static final List<String[]> KINDS = List.of(
            new String[] {"Ann Sender <ann@sender.example>", "alice@sender.example", "Long " + "subject ".repeat(120)},
            new String[] {"\"" + LONG_NAME + "\" <long.name@sender.example>", "alice@sender.example", "A long name"},
            new String[] {LONG_LOCAL + "@sender.example", "alice@sender.example", "A long local part"},
            new String[] {"Boss <boss@" + LONG_DOMAIN + ">", "alice@sender.example", "A long domain"},
            new String[] {
                "Boss of all <" + LONG_LOCAL + "@" + LONG_DOMAIN + ">", many("to", 12), "Both halves, and many of them"
            },
            new String[] {many("author", 9), many("reader", 200), "Many everywhere " + "and more ".repeat(50)},
            new String[] {
                "\"quo\\\"ted \\\\ name " + "\\\"x\\\" ".repeat(30) + "\" <quoted@sender.example>",
                "alice@sender.example",
                "\"quotes\" \\ " + "\"\\".repeat(200)
            },
            new String[] {
                "=?utf-8?B?" + base64("山田太郎".repeat(8)) + "?= <yamada@sender.example>",
                "alice@sender.example",
                "=?utf-8?B?" + base64("件名はとても長い".repeat(5)) + "?="
            },
            new String[] {
                "![x](https://e.example) <md@sender.example>", "alice@sender.example", "![a](b) <i>".repeat(60)
            },
            new String[] {"Nobody at all " + "x y ".repeat(80), "undisclosed-recipients:;", "No address"});

    private final MailServer server;
    private final MailUser alice;
    private final ToolStack stack;

    LongRowsContract(MailServer server) {
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
    void twentyRowsAreShortWhateverTheirMailsHold() throws Exception {
        fill("INBOX", 20);

        assertThat(bytes("imap_list_emails", "{}")).isLessThanOrEqualTo(PAGE_BYTES);
        assertThat(bytes("imap_list_emails", "{\"snippets\":true}")).isLessThanOrEqualTo(PAGE_WITH_SNIPPETS_BYTES);
        assertThat(bytes("imap_search_emails", "{\"query\":\"larger:1\"}")).isLessThanOrEqualTo(PAGE_BYTES);
        assertThat(bytes("imap_search_emails", "{\"folder\":\"*\",\"query\":\"larger:1\"}"))
                .isLessThanOrEqualTo(PAGE_BYTES);
        assertThat(bytes("imap_search_emails", "{\"folder\":\"*\",\"query\":\"larger:1\",\"snippets\":true}"))
                .isLessThanOrEqualTo(PAGE_WITH_SNIPPETS_BYTES);
        assertThat(rows("imap_list_emails", "{}")).hasSize(20);
    }

    @Test
    void rowsWithAllThatARowCanHaveAreShort() throws Exception {
        String[] kind = KINDS.get(5);
        byte[] mail = new String(mail(kind[0], kind[1], kind[2]), StandardCharsets.UTF_8)
                .replaceFirst("Date: [^\r]*", "Date: Mon, 1 Jan 1900 00:00:00 +0000")
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20; i++) {
            server.append(alice, "Work", mail, "\\Flagged", "\\Answered", "\\Draft", "$Forwarded", "$Junk", "work" + i);
        }

        assertThat(bytes("imap_list_emails", "{\"folder\":\"Work\"}")).isLessThanOrEqualTo(PAGE_BYTES);
        assertThat(bytes("imap_search_emails", "{\"folder\":\"*\",\"query\":\"larger:1\"}"))
                .isLessThanOrEqualTo(PAGE_BYTES);
    }

    @Test
    void nobodyCanBeWrittenToByAnAddressThatWasCut() throws Exception {
        fill("INBOX", 20);
        List<String> cut = rows("imap_list_emails", "{}").stream()
                .map(row -> row.getString("from"))
                .filter(from -> from.lastIndexOf('…') > from.lastIndexOf('<') && from.indexOf('@') >= 0)
                .toList();

        assertThat(cut).isNotEmpty().allMatch(from -> from.contains(".example"));
        for (String from : cut) {
            JsonObject draft = stack.call(
                    ToolStack.credentials(alice),
                    "imap_save_draft",
                    Json.createObjectBuilder()
                            .add("to", Json.createArrayBuilder().add(from))
                            .add("text", "x")
                            .build()
                            .toString());
            assertThat(draft.getBoolean("isError")).as("%s", draft).isTrue();
            assertThat(draft.toString()).contains("imap_read_email");
        }
    }

    @Test
    void anOrdinaryMailAmongThemStaysAsItIs() throws Exception {
        fill("INBOX", 10);
        append(
                "INBOX",
                "Usual Sender <usual.sender@sender.example>",
                "\"Alice of Sender\" <alice@sender.example>, bob@sender.example",
                "A subject of a usual length, such as people write");

        JsonObject row = rows("imap_list_emails", "{}").getFirst();

        assertThat(row.getString("from")).isEqualTo("Usual Sender <usual.sender@sender.example>");
        assertThat(row.getJsonArray("to")).hasSize(2);
        assertThat(row.getString("subject")).isEqualTo("A subject of a usual length, such as people write");
        assertThat(row).doesNotContainKeys("from_more", "to_more");
    }

    @Test
    void whoIsLeftOutIsCounted() throws Exception {
        fill("INBOX", 20);

        JsonObject row = rows("imap_list_emails", "{}").stream()
                .filter(one -> one.getString("subject").startsWith("Many"))
                .findFirst()
                .orElseThrow();

        assertThat(row.getString("subject")).endsWith("…");
        assertThat(row.getInt("from_more") + row.getString("from").split(", ", -1).length)
                .isEqualTo(9);
        assertThat(row.getInt("to_more") + row.getJsonArray("to").size()).isEqualTo(200);
    }

    @Test
    void whatIsNewIsShort() throws Exception {
        append("INBOX", "a@sender.example", "alice@sender.example", "First");
        String cursor = stack.succeed(alice, "imap_list_changes", "{}").getString("cursor");
        fill("INBOX", 10);
        fill("Work", 10);

        JsonObject changes = stack.succeed(alice, "imap_list_changes", "{\"cursor\":\"" + cursor + "\"}");

        assertThat(changes.toString().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(PAGE_BYTES + 500);
        assertThat(changes.getJsonArray("folders")).hasSize(2);
    }

    @Test
    void foldersWithLongNamesMakeAPageEndEarlierAndNothingIsLost() throws Exception {
        List<String> folders = IntStream.range(0, 12)
                .mapToObj(i ->
                        "A folder of a very long name that goes on and on, up to its number " + "n".repeat(100) + i)
                .toList();
        for (String folder : folders) {
            for (int i = 0; i < 2; i++) {
                append(folder, KINDS.get(4)[0], KINDS.get(4)[1], "needle " + KINDS.get(5)[2]);
            }
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonObject page = stack.succeed(
                    alice, "imap_search_emails", "{\"folder\":\"*\",\"subject\":\"needle\"" + cursor + "}");
            assertThat(page.toString().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(PAGE_BYTES);
            for (JsonObject row : page.getJsonArray("emails").getValuesAs(JsonObject.class)) {
                seen.add(row.getString("folder") + " " + row.getInt("uid"));
            }
            cursor = page.containsKey("next_cursor") ? ",\"cursor\":\"" + page.getString("next_cursor") + "\"" : "";
        } while (!cursor.isEmpty());

        assertThat(seen).doesNotHaveDuplicates().hasSize(24);
    }

    @Test
    void followUpsAreShort() throws Exception {
        for (int i = 0; i < 20; i++) {
            String subject = "Question " + i + " " + "and so on ".repeat(60);
            append("INBOX", KINDS.get(i % 4 == 2 ? 0 : i % 4)[0], alice.address() + ", " + many("reader", 40), subject);
        }

        JsonObject found = stack.succeed(alice, "imap_list_follow_ups", "{\"kind\":\"to_answer\"}");

        assertThat(found.getJsonArray("items")).hasSize(20);
        assertThat(found.toString().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(PAGE_BYTES);
    }

    final List<JsonObject> rows(String tool, String arguments) {
        return stack.succeed(alice, tool, arguments).getJsonArray("emails").getValuesAs(JsonObject.class);
    }

    private int bytes(String tool, String arguments) {
        return stack.succeed(alice, tool, arguments).toString().getBytes(StandardCharsets.UTF_8).length;
    }

    final void fill(String folder, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String[] kind = KINDS.get(i % KINDS.size());
            String label = "$Label" + "l".repeat(30) + i;
            server.append(alice, folder, mail(kind[0], kind[1], kind[2]), "\\Seen", label, "work", "private");
        }
    }

    private void append(String folder, String from, String to, String subject) throws IOException {
        server.append(alice, folder, mail(from, to, subject));
    }

    private static byte[] mail(String from, String to, String subject) {
        return Mails.raw("""
                From: %s
                To: %s
                Subject: %s
                Date: %s
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8

                %s
                """.formatted(
                        from,
                        to,
                        subject,
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                OffsetDateTime.now(ZoneOffset.UTC).minusDays(1)),
                        "\"words\\ ".repeat(40)));
    }

    private static String many(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> name + " number " + i + " <" + name + i + "@sender.example>")
                .collect(Collectors.joining(",\n "));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
