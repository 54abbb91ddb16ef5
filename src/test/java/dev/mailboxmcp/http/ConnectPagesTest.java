// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.CredentialTokens;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.DeleteMode;
import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.LoginCheck;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.PermissionSettings;
import dev.mailboxmcp.account.Profiles;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.account.TestKeys;
import dev.mailboxmcp.account.TokenSettings;
import dev.mailboxmcp.account.TokenSources;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectPagesTest {
    private static final String ENDPOINT = "https://mail.example.org/mcp";
    private static final Pattern SEAL = Pattern.compile("name=\"form\" value=\"([^\"]+)\"");
    private static final Pattern TOKEN = Pattern.compile("<textarea id=\"token\"[^>]*>([^<]+)</textarea>");

    private static final String READING = "may-read=on";

    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private LoginCheck.Outcome outcome = new LoginCheck.Outcome.Accepted();
    private final TokenSettings settings = new TokenSettings("mailbox-mcp", Duration.ofDays(90), null);
    private final CredentialTokens tokens = new CredentialTokens(TestKeys.single(TestKeys.FIRST), settings, () -> now);
    private final ConnectPages pages = new ConnectPages(
            new TokenSources(true, true),
            settings,
            new PermissionSettings(EnumSet.allOf(Permission.class), DeleteMode.ALLOW),
            tokens,
            Profiles.SINGLE,
            new Sealer("mbs1", TestKeys.single(TestKeys.FIRST), "mailbox-mcp"),
            credentials -> outcome,
            () -> now);

    @Test
    void whatIsTypedInBecomesATokenForThat() throws Exception {
        PageAnswer answer = submit(
                "alice@example.org",
                "pa\u00df &+%\"word",
                "may-read=on&may-send=on",
                "example.org, b\u00fccher.example",
                "7");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(tokens.open(tokenIn(answer)))
                .isEqualTo(new Credentials("alice@example.org", new Secret("pa\u00df &+%\"word"))
                        .withGrant(Grant.of(
                                Set.of(Permission.READ, Permission.SEND),
                                List.of("example.org", "b\u00fccher.example"))));
        assertThat(answer.html())
                .contains("29 November 2026", ENDPOINT, "claude mcp add", "mcp-remote", "&quot;servers&quot;")
                .doesNotContain("pa\u00df");
    }

    @Test
    void aTokenForReadingIsForReading() throws Exception {
        assertThat(tokens.open(tokenIn(submit("alice", "secret", READING, "", "1")))
                        .grant())
                .isEqualTo(Grant.of(Set.of(Permission.READ), null));
    }

    @Test
    void theLongestLifeIsTheServers() throws Exception {
        String token = tokenIn(submit("alice", "secret", READING, "", "3000"));
        now = now.plus(Duration.ofDays(91));

        assertThat(submit("alice", "secret", READING, "", "1").status()).isEqualTo(200);
        assertThatExceptionOfType(BadTokenException.class).isThrownBy(() -> tokens.open(token));
    }

    @Test
    void whatTheMailServerRefusesGivesNoToken() {
        outcome = new LoginCheck.Outcome.Refused();
        PageAnswer answer = submit("alice", "s3cret-and-wrong", READING, "", "1");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.html()).contains("refused this user and password").doesNotContain("mbx1.", "s3cret");
    }

    @Test
    void whatTheUserChoseStaysAfterAWrongPassword() {
        outcome = new LoginCheck.Outcome.Refused();
        String first = pages.form(PageTexts.ENGLISH).html();
        String again = submit("a\"lice", "wrong", "may-send=on", "b\u00fccher.example, example.org", "7")
                .html();

        assertThat(first)
                .contains("name=\"may-read\" checked", "name=\"may-send\">", "value=\"90\"")
                .containsPattern("id=\"user\"[^>]* autofocus>");
        assertThat(again)
                .contains(
                        "name=\"may-read\">",
                        "name=\"may-send\" checked",
                        "value=\"b\u00fccher.example, example.org\"",
                        "value=\"7\"",
                        "value=\"a&quot;lice\"")
                .containsPattern("id=\"password\"[^>]* autofocus>")
                .doesNotContain("wrong");
    }

    @ParameterizedTest
    @CsvSource({
        "alice, may-send=on, exam ple, 7, These domains",
        "alice, may-send=on, *, 7, These domains",
        "alice, may-send=on, ',;', 7, These domains",
        "alice, , example.org, 7, Tick at least one",
        "alice, may-send=on, example.org, -1, days",
        "'al\nice', may-send=on, example.org, 7, This user or password",
    })
    void whatCannotBeUsedIsNamedAndAllButThePasswordStays(
            String user, @Nullable String ticked, String domains, String days, String problem) {
        PageAnswer answer = submit(user, "s3cret", ticked == null ? "x=y" : ticked, domains, days);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.html())
                .contains(problem, "value=\"" + user + "\"", "value=\"" + domains + "\"", "value=\"" + days + "\"")
                .contains("name=\"may-send\"" + (ticked == null ? ">" : " checked"), "name=\"may-read\">")
                .doesNotContain("s3cret");
    }

    @Test
    void afterTooManyFailuresTheUserIsToldHowLongToWait() {
        outcome = new LoginCheck.Outcome.Stopped(Duration.ofSeconds(61));
        PageAnswer answer = submit("alice", "secret", READING, "", "1");

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(61));
        assertThat(answer.html()).contains("in <strong>2</strong> minutes");
    }

    @Test
    void aServerThatCannotBeAskedIsSaid() {
        outcome = new LoginCheck.Outcome.Unknown();

        assertThat(submit("alice", "secret", READING, "", "1").html()).contains("could not be asked");
    }

    @Test
    void aFormIsGoodForAQuarterOfAnHour() {
        String body = body(sealOf(pages.form(PageTexts.ENGLISH)), "alice", "secret", READING, "", "1");
        now = now.plus(Duration.ofMinutes(15));

        assertThat(post(body).status()).isEqualTo(400);
        assertThat(post(body).html()).contains("open for too long");
    }

    @Test
    void aFormOfSomebodyElseIsNotTaken() {
        assertThat(post(body("", "alice", "secret", READING, "", "1")).status()).isEqualTo(400);
        assertThat(post(body(
                                tokens.seal(new Credentials("a", new Secret("b")))
                                        .token(),
                                "alice",
                                "s",
                                READING,
                                "",
                                "1"))
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&&&",
                "user=alice",
                "user=a&user=b",
                "user=%zz",
                "user=alice&password=&may-read=on&days=1",
                "user=alice&password=x&may-admin=on&days=1",
                "user=alice&password=x&may-read=on&days=-1",
                "user=alice&password=x&may-read=on&days=x",
                "user=al%0aice&password=x&may-read=on&days=1",
                "user=alice&password=x&may-send=on&days=1&domains=*",
                "user=alice&password=x&may-send=on&days=1&domains=%20,;"
            })
    void aFormThatIsNoneIsRefusedAndNotRepeated(String body) {
        PageAnswer answer = post(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.html()).contains("role=\"alert\"").doesNotContain("alice", "al\nice");
    }

    @Test
    void theAddressOfTheServerIsText() {
        String html = pages.submit(
                        body(sealOf(pages.form(PageTexts.ENGLISH)), "alice", "secret", READING, "", "1")
                                .getBytes(StandardCharsets.US_ASCII),
                        "192.0.2.1",
                        "http://a\"><script>alert(1)</script>/mcp",
                        PageTexts.ENGLISH)
                .html();

        assertThat(html).doesNotContain("<script").contains("&lt;script&gt;");
    }

    @Test
    void neitherPageHasScriptsOrAnythingFromElsewhere() {
        for (String html : new String[] {
            pages.form(PageTexts.ENGLISH).html(),
            submit("alice", "secret", READING, "", "1").html()
        }) {
            assertThat(html)
                    .doesNotContainPattern("(?i)<script|<img|<link|<iframe|\\son[a-z]+=|javascript:|style=\"|src=");
        }
        assertThat(HtmlPage.SOURCES)
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }

    private PageAnswer submit(String user, String password, String permissions, String domains, String days) {
        return post(body(sealOf(pages.form(PageTexts.ENGLISH)), user, password, permissions, domains, days));
    }

    private PageAnswer post(String body) {
        return pages.submit(body.getBytes(StandardCharsets.US_ASCII), "192.0.2.1", ENDPOINT, PageTexts.ENGLISH);
    }

    private static String body(
            String seal, String user, String password, String permissions, String domains, String days) {
        return "form=%s&user=%s&password=%s&%s&domains=%s&days=%s"
                .formatted(encoded(seal), encoded(user), encoded(password), permissions, encoded(domains), days);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String sealOf(PageAnswer answer) {
        return group(SEAL, answer.html());
    }

    private static String tokenIn(PageAnswer answer) {
        return group(TOKEN, answer.html());
    }

    private static String group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
