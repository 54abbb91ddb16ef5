// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.Arrival;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.mail.Query.Place;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParserTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    /** Pieces of queries, and of what is none. */
    private static final String[] PIECES = {
        "from:",
        "to:",
        "subject:",
        "is:",
        "in:",
        "has:attachment",
        "larger:",
        "after:",
        "newer_than:",
        "foo:",
        "me",
        "bob",
        "unread",
        "7d",
        "10k",
        "2026-01-31",
        "(",
        ")",
        "\"",
        "-",
        " ",
        " ",
        " ",
        "OR",
        "AND",
        "NOT",
        "\r\n",
        "\0",
        "{3}",
        "会议",
        "\ud83d",
        "\u202e",
        "a",
        "*",
        "%",
        "\\",
    };

    @Test
    void wordsMustAllBeThereAndOrBindsMoreTightly() {
        assertThat(parse("a b OR c"))
                .isEqualTo(new Query.All(List.of(word("a"), new Query.Any(List.of(word("b"), word("c"))))));
        assertThat(parse("a AND b")).isEqualTo(parse("a b"));
        assertThat(parse("NOT a")).isEqualTo(parse("-a"));
        assertThat(parse("--a")).isEqualTo(word("a"));
    }

    /** Dovecot takes {@code OR a NOT (b a)} for {@code a}. */
    @Test
    void aNegationGoesDownToTheSingleTerms() {
        assertThat(parse("-(a OR (b c))"))
                .isEqualTo(new Query.All(List.of(
                        new Query.Not(word("a")),
                        new Query.Any(List.of(new Query.Not(word("b")), new Query.Not(word("c")))))));
    }

    @Test
    void anOperatorBeforeParenthesesIsForAllWordsInThem() {
        assertThat(parse("subject:(a OR \"b c\")")).isEqualTo(parse("subject:a OR subject:\"b c\""));
    }

    @Test
    void toMeansCopiesToo() {
        assertThat(parse("to:bob")).isEqualTo(new Query.Person(EnumSet.of(Place.TO, Place.CC), "bob"));
    }

    @Test
    void whatStandsBetweenQuotesIsText() {
        assertThat(parse("\"from:bob OR -x\"")).isEqualTo(word("from:bob OR -x"));
        assertThat(parse("10:30 a-b -")).isEqualTo(new Query.All(List.of(word("10:30"), word("a-b"), word("-"))));
    }

    /** A name that a row shows in quotes is given back as it is, with a backslash before each of them. */
    @Test
    void aQuoteWithABackslashBeforeItStandsWithinAPhrase() {
        assertThat(parse("from:\"\\\"Foo, Jane\\\" <jane@sender.example>\" x"))
                .isEqualTo(new Query.All(List.of(
                        new Query.Person(EnumSet.of(Place.FROM), "\"Foo, Jane\" <jane@sender.example>"), word("x"))));
        assertThat(parse("\"say \\\"a: b\\\" twice\"")).isEqualTo(word("say \"a: b\" twice"));
        assertThat(parse("\"C:\\mails\\\"")).isEqualTo(word("C:\\mails\\"));
    }

    /** What word processors make of blanks and quotation marks looks for nothing else. */
    @Test
    void whatIsCopiedFromATextMeansTheSame() {
        assertThat(parse("from:bob\u00A0invoice\u202Fis:unread")).isEqualTo(parse("from:bob invoice is:unread"));
        assertThat(parse("subject:\u201Ctotal\u00A0amount\u201D x")).isEqualTo(parse("subject:\"total amount\" x"));
        assertThat(parse("\u201Efrom:bob OR x\u201C")).isEqualTo(parse("\"from:bob OR x\""));
        assertThat(parse("\"he said \u201Cyes\u201D twice\"")).isEqualTo(word("he said \u201Cyes\u201D twice"));
        assertThat(parse("\"\u5C71\u7530\u3000\u592A\u90CE\"")).isEqualTo(word("\u5C71\u7530\u3000\u592A\u90CE"));
        assertThat(parse("\u201Cx")).isEqualTo(word("\u201Cx"));
        assertThat(QueryParser.parse("from:\u201Cme\u201D", List.of(), NOW).query())
                .isEqualTo(new Query.Person(EnumSet.of(Place.FROM), "me"));
    }

    @ParameterizedTest
    @CsvSource({
        "newer_than:7d,2026-11-21",
        "newer_than:2w,2026-11-14",
        "newer_than:3m,2026-08-28",
        "newer_than:1y,2025-11-28"
    })
    void agesCountFromToday(String query, LocalDate day) {
        assertThat(parse(query)).isEqualTo(new Query.Since(new Arrival.Day(day)));
    }

    @Test
    void foldersAreNamedBesideTheOtherTerms() {
        ParsedQuery parsed = QueryParser.parse("a in:sent -in:\"Old Work\"", List.of(), NOW);

        assertThat(parsed.query()).isEqualTo(word("a"));
        assertThat(parsed.scope().in()).containsExactly("sent");
        assertThat(parsed.scope().notIn()).containsExactly("Old Work");
        assertThatThrownBy(parsed::inOneFolder).isInstanceOf(MailException.class);
    }

    @Test
    void meNeedsAnAddress() {
        refused("from:me", "login");
        assertThat(parse("from:\"me\"")).isEqualTo(new Query.Person(EnumSet.of(Place.FROM), "me"));
    }

    @Test
    void theLimitsHold() {
        String terms = "a ".repeat(30).strip();
        assertThat(parse(terms)).isEqualTo(word("a"));
        refused(terms + " a", "30 terms");
        assertThat(parse("(((((a)))))")).isEqualTo(word("a"));
        refused("((((((a))))))", "5 parentheses");
        refused("a".repeat(501), "500 characters");
        assertThat(parse("\uD83D\uDE00".repeat(500))).isEqualTo(word("\uD83D\uDE00".repeat(500)));
    }

    @Test
    void whateverIsWrittenIsAQueryOrRefused() {
        Random random = new Random(1128);
        int queries = 0;
        for (int i = 0; i < 50_000; i++) {
            String text = IntStream.range(0, 1 + random.nextInt(12))
                    .mapToObj(n -> PIECES[random.nextInt(PIECES.length)])
                    .collect(Collectors.joining());
            try {
                assertThat(QueryParser.parse(text, List.of(), NOW)).isNotNull();
                queries++;
            } catch (MailException e) {
                assertThat(e.failure()).as(text).isInstanceOf(MailFailure.InvalidArgument.class);
            }
        }
        assertThat(queries).isGreaterThan(1000);
    }

    @Test
    void aHyphenApartFromItsTermIsNotTakenForAWord() {
        refused("news - from:bob", "a - that stands alone");
        refused("news - (a OR b)", "a - that stands alone");
        assertThat(parse("Report - x")).isEqualTo(new Query.All(List.of(word("Report"), word("-"), word("x"))));
    }

    @Test
    void aDayThatIsInNoCalendarIsRefused() {
        refused("on:2026-02-30", "a day");
        refused("after:2026-2-29", "a day");
        assertThat(parse("after:2024-2-29")).isEqualTo(parse("after:2024/02/29"));
    }

    private static void refused(String text, String why) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(((MailFailure.InvalidArgument) e.failure()).needs())
                                .contains(why));
    }

    private static Query parse(String text) {
        return QueryParser.parse(text, List.of(), NOW).query();
    }

    private static Query word(String text) {
        return new Query.Words(Place.ANYWHERE, text);
    }
}
