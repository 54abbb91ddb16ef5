// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.oauth.AuthorizationRequest;
import dev.mailboxmcp.oauth.Client;
import dev.mailboxmcp.oauth.Consent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
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
    void whatTheUserChoseOnTheSignInPageStaysWhereALoginWasRefused() {
        AuthorizationRequest request = new AuthorizationRequest(
                new Client("id", "A client", List.of("http://127.0.0.1/x"), null, false),
                "http://127.0.0.1/x",
                null,
                "challenge",
                EnumSet.of(Permission.READ, Permission.SEND, Permission.DELETE));
        Consent.Ask first = new Consent.Ask(request, new Consent.Step.Password(null), "seal", null, null, null);
        Consent.Ask again = new Consent.Ask(
                request,
                new Consent.Step.Password("\"alice"),
                "seal",
                new Consent.Choice(Set.of(Permission.READ, Permission.DELETE), "\"example.org"),
                Consent.Problem.LOGIN_REFUSED,
                null);

        assertThat(SignInPage.form(first, PageTexts.ENGLISH))
                .contains("\"may-read\" checked", "\"may-send\" checked", "\"may-delete\">")
                .containsPattern("id=\"user\"[^>]* autofocus>");
        assertThat(SignInPage.form(again, PageTexts.ENGLISH))
                .contains("\"may-read\" checked", "\"may-send\">", "\"may-delete\" checked")
                .contains("value=\"&quot;alice\"", "value=\"&quot;example.org\"")
                .containsPattern("id=\"password\"[^>]* autofocus>");
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
