// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailServer;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the search language finds, on any mail server. The mailbox is made once, and nothing changes it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class QueryContract {
    private static final int QUERIES = Integer.getInteger("queries", 150);
    private static final Pattern EXAMPLE = Pattern.compile("^\\| `(.+)` \\| (?!finds).*\\|$", Pattern.MULTILINE);

    /** Which mails each example of the documentation finds, of {@link #mails}. */
    private static final Map<String, List<Integer>> EXAMPLES = Map.ofEntries(
            Map.entry("invoice", List.of(1, 4, 9)),
            Map.entry("from:bob invoice", List.of(1)),
            Map.entry("\"total amount\"", List.of(1)),
            Map.entry("from:bob@mails.example", List.of(1, 2)),
            Map.entry("from:\"Bob Stone\"", List.of(1, 2)),
            Map.entry("from:\"\\\"Stone, Bob\\\" <bob@mails.example>\"", List.of(1, 2)),
            Map.entry("from:(bob OR carol)", List.of(1, 2, 3, 4)),
            Map.entry("to:alice", List.of(1, 2, 3, 4, 5, 7, 8, 9)),
            Map.entry("cc:dave", List.of(3)),
            Map.entry("bcc:erin", List.of(6)),
            Map.entry("with:dave", List.of(3, 5)),
            Map.entry("from:me", List.of(6)),
            Map.entry("subject:report", List.of(2, 3)),
            Map.entry("body:launch", List.of(2, 5)),
            Map.entry("filename:budget", List.of(3)),
            Map.entry("has:attachment", List.of(3, 8)),
            Map.entry("list:announce", List.of(7)),
            Map.entry("id:<m7@mails.example>", List.of(7)),
            Map.entry("is:unread", List.of(1, 3, 5, 7, 8, 9)),
            Map.entry("is:flagged", List.of(2)),
            Map.entry("is:answered", List.of(2, 4)),
            Map.entry("is:draft", List.of(6)),
            Map.entry("is:forwarded", List.of(4)),
            Map.entry("is:junk", List.of(9)),
            Map.entry("label:project", List.of(3, 5)),
            Map.entry("larger:10k", List.of(8)),
            Map.entry("smaller:2k", List.of(1, 2, 3, 4, 5, 6, 7, 9)),
            Map.entry("after:2026-01-31", List.of(3, 4, 5, 6, 7, 8, 9)),
            Map.entry("after:2026-02-10T12:00:00Z", List.of(5, 6, 7, 8, 9)),
            Map.entry("before:2026-01-31", List.of(1, 2)),
            Map.entry("on:2026-02-10", List.of(4, 5)),
            Map.entry("newer_than:30d", List.of()), // of today, which the mailbox does not know
            Map.entry("older_than:1y", List.of(1)),
            Map.entry("-from:bob", List.of(3, 4, 5, 6, 7, 8, 9)),
            Map.entry("invoice -is:read", List.of(1, 9)),
            Map.entry("report OR invoice", List.of(1, 2, 3, 4, 9)),
            Map.entry("from:bob (report OR invoice)", List.of(1, 2)),
            Map.entry("-(from:bob OR from:carol)", List.of(5, 6, 7, 8, 9)));

    final MailServer server;
    final ToolStack stack;
    private final List<Mail> mails = new ArrayList<>();

    QueryContract(MailServer server) {
        this.server = server;
        stack = ToolStack.on(server);
    }

    /** A mail of the mailbox, and what a filter in Java knows of it. */
    private record Mail(
            String subject,
            String from,
            String to,
            String cc,
            String bcc,
            String body,
            String flags,
            String arrived,
            String file,
            String more,
            int padding) {
        byte[] raw(int number) {
            String head = "Message-ID: <m" + number + "@mails.example>\nFrom: " + from + "\nTo: " + to
                    + (cc.isEmpty() ? "" : "\nCc: " + cc) + (bcc.isEmpty() ? "" : "\nBcc: " + bcc) + "\nSubject: "
                    + subject
                    + "\nDate: Fri, 20 Nov 2026 14:03:00 +0100\nMIME-Version: 1.0\n" + more;
            String text = "Content-Type: text/plain; charset=utf-8\n\n" + body + "\n" + "x\n".repeat(padding);
            if (file.isEmpty()) {
                return Mails.raw(head + text);
            }
            return Mails.raw(head + "Content-Type: multipart/mixed; boundary=b1\n\n--b1\n" + text
                    + "--b1\nContent-Type: application/pdf; name=\"" + file
                    + "\"\nContent-Disposition: attachment; filename=\"" + file
                    + "\"\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n--b1--\n");
        }

        boolean says(String word) {
            return (subject + " " + from + " " + to + " " + cc + " " + body)
                    .toLowerCase(Locale.ROOT)
                    .contains(word);
        }
    }

    @BeforeAll
    void fillMailbox() throws IOException {
        String me = server.alice().address();
        String bob = "Bob Stone <bob@mails.example>";
        String carol = "Carol <carol@mails.example>";
        String erin = "Erin <erin@mails.example>";
        String alice = "Alice <alice@mails.example>";
        add("January bill", bob, alice, "", "", "The invoice has a total amount of 5.", "", "02-Jan-2020", "", "");
        add(
                "Weekly report",
                bob,
                alice,
                "",
                "",
                "The launch went well.",
                "\\Seen \\Flagged \\Answered",
                "15-Jan-2026",
                "",
                "");
        add(
                "Expense report",
                carol,
                alice,
                "Dave <dave@mails.example>",
                "",
                "See the file.",
                "project",
                "31-Jan-2026",
                "budget 2026.pdf",
                "");
        add(
                "Re: bill",
                carol,
                alice,
                "",
                "",
                "Your invoice was paid.",
                "\\Seen \\Answered $Forwarded",
                "10-Feb-2026 08:00",
                "",
                "");
        add(
                "Plans",
                "Dave <dave@mails.example>",
                "Zoe <zoe@mails.example>",
                alice,
                "",
                "We launch in spring.",
                "project",
                "10-Feb-2026 18:00",
                "",
                "");
        add("Draft", me, "Zoe <zoe@mails.example>", "", erin, "Not ready.", "\\Seen \\Draft", "12-Feb-2026", "", "");
        add(
                "News",
                "News <news@lists.example>",
                alice,
                "",
                "",
                "Nothing new.",
                "",
                "13-Feb-2026",
                "",
                "List-Id: Announcements <announce.lists.example>\n");
        add("Pictures", erin, alice, "", "", "Big.", "", "14-Feb-2026", "holiday.zip", "", 9000);
        add("You won", "Zed <zed@spam.example>", alice, "", "", "Pay this invoice.", "$Junk", "15-Feb-2026", "", "");
        server.reset(server.alice());
        try (RawImap imap = server.connect(server.alice())) {
            for (int i = 0; i < mails.size(); i++) {
                Mail mail = mails.get(i);
                imap.append("INBOX", "(" + mail.flags() + ") \"" + mail.arrived() + "\"", mail.raw(i + 1));
            }
        }
    }

    private void add(
            String subject,
            String from,
            String to,
            String cc,
            String bcc,
            String body,
            String flags,
            String day,
            String file,
            String more,
            int... padding) {
        String arrived = (day.contains(" ") ? day : day + " 12:00") + ":00 +0000";
        mails.add(new Mail(
                subject, from, to, cc, bcc, body, flags, arrived, file, more, padding.length == 0 ? 0 : padding[0]));
    }

    /** How many parentheses lie within each other in random queries. */
    int depth() {
        return 3;
    }

    @AfterAll
    void close() {
        stack.close();
    }

    @Test
    void everyExampleOfTheDocumentationFindsWhatItSays() throws IOException {
        List<String> examples = EXAMPLE.matcher(
                        Files.readString(Path.of(System.getProperty("project.basedir", "."), "docs/finding.md")))
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(examples).containsExactlyInAnyOrderElementsOf(EXAMPLES.keySet());
        for (String example : examples) {
            if (!example.startsWith("newer_than")) {
                assertThat(found(example)).as(example).isEqualTo(EXAMPLES.get(example));
            }
        }
    }

    /** Dovecot forgets one side of such an OR where the other is not negated part by part. */
    @Test
    void aTermMayStandOnBothSidesOfOr() {
        assertThat(found("subject:paid OR -(to:carol@mails.example subject:paid)"))
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    /** None of the servers' known differences lies within what is asked here. */
    @Test
    void randomQueriesFindWhatAFilterFinds() {
        Random random = new Random(20261128);
        for (int i = 0; i < QUERIES; i++) {
            Term term = new Queries(random).all(depth());
            List<Integer> expected = IntStream.range(0, mails.size())
                    .filter(n -> term.holds().test(mails.get(n)))
                    .map(n -> n + 1)
                    .boxed()
                    .toList();
            if (term.text().length() > 500 || term.text().split("[ (]+").length > 40) {
                continue;
            }

            assertThat(found(term.text())).as(term.text()).isEqualTo(expected);
        }
    }

    @Test
    void aQueryAndTheOtherArgumentsMustBothHold() {
        assertThat(numbers(search("invoice", "\"from\":\"carol@mails.example\"", "exact")))
                .containsExactly(4);
        assertThat(numbers(search("has:attachment", "\"to\":\"dave@mails.example\"", "exact")))
                .containsExactly(3);
        assertThat(numbers(search("from:bob@mails.example OR has:attachment", "\"unread\":true", "exact")))
                .containsExactly(1, 3, 8);
    }

    @Test
    void pagesOfWhatIsDecidedHereLeaveNothingOut() {
        JsonObject first = search("has:attachment", "\"limit\":1", "at_most");
        JsonObject second = search(
                "has:attachment", "\"limit\":1,\"cursor\":\"" + first.getString("next_cursor") + "\"", "at_most");

        assertThat(numbers(first)).containsExactly(8);
        assertThat(numbers(second)).containsExactly(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "form:bob",
                "https://example.org",
                "from:bob subject:",
                "from: bob",
                "\"open",
                "(a",
                "a)",
                "OR a",
                "a OR",
                "a OR OR b",
                "()",
                "-",
                " ",
                "\"\"",
                "is:important",
                "has:pdf",
                "larger:big",
                "larger:5g",
                "after:yesterday",
                "after:2026-13-01",
                "newer_than:7",
                "label:\"two words\"",
                "label:\\Deleted",
                "((((((a))))))",
                "a OR (b in:sent)",
                "from:(subject:a)",
                "x\u0000y",
                "on:2026-01-01T00:00:00Z",
            })
    void whatIsNoQueryIsRefusedAndSaysWhy(String query) {
        if (query.equals("-")) {
            return; // a word like any other
        }
        JsonObject result = stack.call(ToolStack.credentials(server.alice()), "imap_search_emails", json(query, ""));

        assertThat(ToolStack.errorText(result)).startsWith("INVALID_ARGUMENT: ");
    }

    @Test
    void anUnknownOperatorIsAnsweredWithThoseThatAreKnown() {
        JsonObject result =
                stack.call(ToolStack.credentials(server.alice()), "imap_search_emails", json("sender:bob", ""));

        assertThat(ToolStack.errorText(result)).contains("from: to: cc: bcc: with: subject:", "older_than:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"x\r\nZ9 DELETE INBOX\"",
                "\\ OR ALL",
                "{5+}",
                "from:{3}",
                "subject:%*",
                "body:\\",
                "nö-such-wörd",
                "会议",
                "👩‍👩‍👧",
                "id:<\u202e>",
            })
    void noTermBecomesACommand(String query) {
        assertThat(found(query)).isEmpty();
        assertThat(found("subject:plans")).containsExactly(5);
    }

    // --- random queries, and what they mean

    private record Term(String text, Predicate<Mail> holds) {}

    private record Queries(Random random) {
        Term all(int depth) {
            List<Term> terms = IntStream.rangeClosed(0, random.nextInt(3))
                    .mapToObj(i -> any(depth))
                    .toList();
            return new Term(
                    terms.stream().map(Term::text).collect(Collectors.joining(" ")),
                    mail -> terms.stream().allMatch(term -> term.holds().test(mail)));
        }

        private Term any(int depth) {
            List<Term> terms = IntStream.rangeClosed(0, random.nextInt(4) / 3 + random.nextInt(2))
                    .mapToObj(i -> term(depth))
                    .toList();
            return new Term(
                    terms.stream().map(Term::text).collect(Collectors.joining(" OR ")),
                    mail -> terms.stream().anyMatch(term -> term.holds().test(mail)));
        }

        private Term term(int depth) {
            boolean negated = random.nextInt(3) == 0;
            Term term;
            if (depth > 0 && random.nextInt(4) == 0) {
                Term inner = all(depth - 1);
                term = new Term("(" + inner.text() + ")", inner.holds());
            } else {
                term = leaf();
            }
            return negated ? new Term("-" + term.text(), term.holds().negate()) : term;
        }

        private Term leaf() {
            String word = pick("invoice", "report", "launch", "paid", "nowhere");
            String who = pick("bob", "carol", "dave", "erin", "zoe");
            return switch (random.nextInt(14)) {
                case 0, 1 -> new Term(word, mail -> mail.says(word));
                case 2, 3 -> new Term("from:" + who, mail -> mail.from().contains(who + "@"));
                case 4 -> new Term("to:" + who, mail -> (mail.to() + mail.cc()).contains(who + "@"));
                case 5 ->
                    new Term(
                            "subject:" + word,
                            mail -> mail.subject().toLowerCase(Locale.ROOT).contains(word));
                case 6 -> new Term("body:" + word, mail -> mail.body().contains(word));
                case 7 -> new Term("is:unread", mail -> !mail.flags().contains("Seen"));
                case 8 -> new Term("is:answered", mail -> mail.flags().contains("Answered"));
                case 9 -> new Term("label:project", mail -> mail.flags().contains("project"));
                case 10 -> new Term("has:attachment", mail -> !mail.file().isEmpty());
                case 11 -> new Term("filename:budget", mail -> mail.file().contains("budget"));
                case 12 -> new Term("after:2026-02-11", mail -> mail.arrived().matches("1[2-9]-Feb-2026.*"));
                default ->
                    new Term(
                            "before:2026-02-10T12:00:00Z",
                            mail -> !mail.arrived().matches("(10-Feb-2026 18|1[2-9]-Feb-2026).*"));
            };
        }

        private String pick(String... of) {
            return of[random.nextInt(of.length)];
        }
    }

    // --- asking

    private List<Integer> found(String query) {
        return numbers(search(query, "", "exact"));
    }

    private JsonObject search(String query, String more, String totalIs) {
        JsonObject answer = stack.call(ToolStack.credentials(server.alice()), "imap_search_emails", json(query, more));
        assertThat(answer.getBoolean("isError")).as("%s: %s", query, answer).isFalse();
        JsonObject result = answer.getJsonObject("structuredContent");
        assertThat(result.getString("total_is")).as(query).isEqualTo(totalIs);
        if (totalIs.equals("exact")) {
            assertThat(result.getInt("total"))
                    .as(query)
                    .isEqualTo(numbers(result).size());
        }
        return result;
    }

    private static String json(String query, String more) {
        JsonValue text = Json.createValue(query);
        return "{\"query\":" + text + (more.isEmpty() ? "" : "," + more) + "}";
    }

    /** Which mails, from 1 on, in the order in which they arrived. */
    private List<Integer> numbers(JsonObject result) {
        return result.getJsonArray("emails").getValuesAs(JsonObject.class).stream()
                .map(row -> 1
                        + IntStream.range(0, mails.size())
                                .filter(n -> mails.get(n).subject().equals(row.getString("subject")))
                                .findFirst()
                                .orElseThrow())
                .sorted()
                .toList();
    }
}
