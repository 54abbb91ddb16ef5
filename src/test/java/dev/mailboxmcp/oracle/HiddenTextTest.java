// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.html.HtmlText;
import dev.mailboxmcp.mime.BodyText;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our text of mails that hide a word, or seem to, by the verdicts that {@link HiddenTextNightlyTest} looks at again. */
class HiddenTextTest {
    @ParameterizedTest
    @MethodSource
    void noneComesThroughWithoutAWordOfDoubt(HiddenTextCase hidden) {
        HtmlText read = read(hidden);

        assertThat(read.uncertain() || !read.text().contains(HiddenTextCase.WORD))
                .as(hidden.html())
                .isTrue();
    }

    static Stream<HiddenTextCase> noneComesThroughWithoutAWordOfDoubt() {
        return all().filter(HiddenTextCase::hidden);
    }

    @ParameterizedTest
    @MethodSource
    void whatIsSeenStays(HiddenTextCase seen) {
        assertThat(read(seen).text()).as(seen.html()).contains(HiddenTextCase.WORD);
    }

    static Stream<HiddenTextCase> whatIsSeenStays() {
        return all().filter(each -> !each.hidden());
    }

    private static Stream<HiddenTextCase> all() {
        return Stream.concat(HiddenTextCase.reported().stream(), HiddenTextCase.more().stream());
    }

    private static HtmlText read(HiddenTextCase mail) {
        return BodyText.html(mail.html().getBytes(UTF_8), "", "utf-8");
    }
}
