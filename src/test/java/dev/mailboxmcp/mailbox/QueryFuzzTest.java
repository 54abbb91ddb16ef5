// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever is written in the search language: a query within its limits, or a refusal in words that can be shown. */
class QueryFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    /** One letter and more of many scripts, and what may not be in a query, or ends one. */
    private static final List<String> PIECES = List.of(
            "a",
            "\u00df",
            "\u0130",
            "\u0416",
            "\u05d0",
            "\u0639",
            "\u0915\u094d\u0937",
            "\u0e01\u0e33",
            "\u1780",
            "\u10d0",
            "\u0561",
            "\u4f1a",
            "\u3042",
            "\uac00",
            "\u1208",
            "\ud83d\ude00",
            "\ud83d",
            "\ude00",
            "\u0301",
            "\u200d",
            "\u202e",
            "\ufeff",
            "\u0000",
            "\u0085",
            "\u2028",
            "\r\n",
            "\t",
            " ",
            " ",
            " ",
            "\"",
            "\\",
            "\\\"",
            "(",
            ")",
            "((((((",
            "))))))",
            "-",
            "--",
            "NOT ",
            " OR ",
            " AND ",
            "{3}\r\nabc",
            "{3+}",
            "from:",
            "to:",
            "cc:",
            "with:",
            "subject:",
            "body:",
            "filename:",
            "has:attachment",
            "list:",
            "id:<",
            "is:unread",
            "in:",
            "in:sent",
            "label:",
            "larger:",
            "smaller:",
            "10k",
            "99999999999999999999",
            "-1",
            "after:",
            "2026-02-30",
            "2026-01-31",
            "newer_than:",
            "7d",
            "0y",
            "me",
            "*",
            "%",
            "a002 LOGOUT",
            "x".repeat(120));

    @FuzzTest
    void query(byte[] data) {
        parsed(new String(data, UTF_8));
    }

    @Test
    void hostileTextIsAQueryOrRefused() {
        Random random = new Random(20261129);
        int queries = 0;
        for (int i = 0; i < 60_000; i++) {
            String text = IntStream.range(0, 1 + random.nextInt(i % 100 == 0 ? 60 : 9))
                    .mapToObj(n -> PIECES.get(random.nextInt(PIECES.size())))
                    .collect(Collectors.joining());
            queries += parsed(text) ? 1 : 0;
        }
        assertThat(queries).isGreaterThan(1000);
    }

    @Test
    void depthAndLengthEndInARefusal() {
        for (String piece : List.of("(", ")", "-", "NOT ", "from:(", "\"", "\\\"", "a OR ", "-(", "\ud83d", " ")) {
            for (int times : new int[] {1, 2, 5, 6, 29, 31, 100, 500, 100_000}) {
                boolean query = parsed(piece.repeat(times));
                assertThat(query && piece.length() * times > QueryParser.MAX_CHARS)
                        .as(piece + times)
                        .isFalse();
            }
        }
    }

    /** Whether it was a query. */
    private static boolean parsed(String text) {
        try {
            ParsedQuery parsed = QueryParser.parse(text, List.of(), NOW);
            assertThat(text.length()).isLessThanOrEqualTo(QueryParser.MAX_CHARS);
            assertThat(parsed).isEqualTo(QueryParser.parse(text, List.of(), NOW));
            assertThat(parsed.query().toString()).doesNotContain("\u0000");
            return true;
        } catch (MailException e) {
            assertThat(e.failure())
                    .isInstanceOfSatisfying(
                            MailFailure.InvalidArgument.class,
                            refusal -> assertThat(refusal.needs())
                                    .hasSizeLessThan(1000)
                                    .matches("[^\\p{Cntrl}]*"));
            return false;
        }
    }
}
