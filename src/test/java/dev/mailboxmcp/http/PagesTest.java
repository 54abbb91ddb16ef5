// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What all pages for people have in common. */
class PagesTest {
    private static final Path TEXTS = Path.of("src/main/resources/dev/mailboxmcp/http");
    private static final Pattern PLACE = Pattern.compile("(?m)^([a-z._-]+)=.*?(\\{\\d})?[^{]*$");

    @Test
    void everyLanguageSaysEverythingWithTheSameValues() throws IOException {
        assertThat(keys("pages_de.properties")).isEqualTo(keys("pages_en.properties"));
    }

    private static Set<String> keys(String file) throws IOException {
        Set<String> keys = new TreeSet<>();
        Matcher lines = PLACE.matcher(Files.readString(TEXTS.resolve(file)));
        while (lines.find()) {
            keys.add(lines.group(1) + (lines.group(2) == null ? "" : lines.group(2)));
        }
        return keys;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "none|en",
                "''|en",
                "de|de",
                "de-CH, fr|de",
                "fr, de;q=0.5, en;q=0.4|de",
                "en, de|en",
                "fr|en",
                "*|en",
                "de;q=x|en",
                "<script>|en"
            })
    void aPageIsInTheLanguageThatTheBrowserLikesBest(String header, String language) {
        assertThat(PageTexts.of(header).language()).isEqualTo(language);
    }

    @Test
    void aHeaderThatIsMuchTooLongIsNotRead() {
        assertThat(PageTexts.of("de," + "x,".repeat(10_000)).language()).isEqualTo("en");
    }

    @Test
    void valuesInTextsAreText() {
        assertThat(PageTexts.ENGLISH.html("signin.asks", "<b>\"x\"</b> & {0}"))
                .startsWith("<strong>&lt;b&gt;&quot;x&quot;&lt;/b&gt; &amp; {0}</strong>");
    }

    @Test
    void theFirstPageShowsTheUrlsAsText() {
        String html =
                WelcomePage.html("http://a\"><script>/mcp", "https://b/oauth/mcp", true, "1.0", PageTexts.ENGLISH);

        assertThat(html)
                .contains("https://b/oauth/mcp", "&lt;script&gt;", "href=\"connect\"")
                .doesNotContain("<script");
        assertThat(WelcomePage.html("http://a/mcp", null, false, "1.0", PageTexts.ENGLISH))
                .doesNotContain("href", "oauth", "ChatGPT");
    }
}
