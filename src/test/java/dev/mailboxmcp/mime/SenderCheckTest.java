// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SenderCheckTest {
    private final SenderCheck check = new SenderCheck("anna@example.com", List.of(), Set.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bob <bob@example.org>",
                "bob@example.org",
                "Bob <bob@mail.example.com>",
                "Müller, Jörg <jm@müller.de>",
                "Jürgen <j@xn--mller-kva.de>",
                "山田 <yamada@例え.jp>",
                "Иван <ivan@почта.рф>",
                "\"bob@example.org\" <Bob@Example.org>",
                "GitHub <noreply@github.com>",
                "A & B (Sales) <x@a-b.example>",
                "Bob @ Work <bob@example.org>",
                "Bob (bob@example.org) <bob@example.org>",
                "'bob@müller.de' <bob@xn--mller-kva.de>",
                "Bob <bob@[192.0.2.1]>",
                "Examples <news@examples-and-more.com>",
            })
    void nothingIsSaidAgainstAnHonestSender(String from) {
        assertThat(check.warnings(header("From: " + from))).isEmpty();
    }

    @Test
    void aDomainOrNameOfMarksWithoutEndTakesNoLongerThanOthers() {
        String pile = "a" + "\u0300".repeat(60_000) + "\u0316".repeat(60_000);
        for (String from : List.of("<x@" + pile + ".example>", "\"" + pile + "\" <x@evil.example>")) {
            assertTimeoutPreemptively(Duration.ofSeconds(5), () -> check.warnings(header("From: " + from)));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", textBlock = """
                    "ceo@example.com" <x@mail.ru> => shows an address that is not the sender's
                    anna@example.com via portal <bob@example.org> => shows an address
                    ｂｏｂ＠example.com <x@evil.example> => shows an address
                    ceo@bank <x@evil.example> => shows an address
                    ceo@bank。example <x@evil.example> => shows an address
                    ceo@example.com <x@evil.example> => shows an address
                    CEO ceo@example.com <x@evil.example> => shows an address
                    "Ann @ Bank.Example" <x@evil.example> => shows an address
                    ceo @ bank . test <x@evil.example> => shows an address
                    "ceo @ bank. test" <x@evil.example> => shows an address
                    <ceo@bank.example> <x@evil.example> => shows an address
                    ceo@bank.example: <x@evil.example>; => shows an address
                    "ceo@bank.example": <x@evil.example>; => shows an address
                    =?utf-8?q?ceo=40bank.example?= <x@evil.example> => shows an address
                    Ann (ceo@bank.example) <x@evil.example> => shows an address
                    "ceo@банк.рф" <x@evil.example> => shows an address
                    "ceo@bank.xn--p1ai" <x@evil.example> => shows an address
                    "ceo@bank.example" <x@[192.0.2.1]> => shows an address
                    <x@evil.example> (ceo@bank.example) => shows an address
                    ceo@bank.example@evil.example => begins with another address
                    Ann <"ceo@bank.example"@evil.example> => begins with another address
                    ceo@bank.example＜x@evil.example＞ => begins with another address
                    Bob <bob@exarnple.com> => looks like example.com, yours, but is another
                    Bob <bob@examp1e.com> => looks like example.com
                    Bob <bob@ехample.com> => looks like example.com
                    Bob <bob@exmaple.com> => looks like example.com
                    Bob <bob@exampel.com> => looks like example.com
                    Bob <bob@exampl.com> => looks like example.com
                    Bob <bob@example.com.evil.net> => holds the name of yours but lies elsewhere
                    PayPal <service@pаypal.com> => mixes alphabets
                    PayPal <service@xn--pypal-4ve.com> => mixes alphabets
                    Apple <id@аррӏе.com> => letters that look like others
                    Apple <id@xn--80ak6aa92e.com> => letters that look like others
                    nobody => From holds no address
                    """)
    void whatPassesForSomeoneElseIsNamed(String from, String warning) {
        List<String> warnings = check.warnings(header("From: " + from));

        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).contains(warning).matches("[ -~]{1,400}");
    }

    @Test
    void answersThatGoElsewhereAreNamed() {
        String from = "From: Bob <bob@example.org>";

        assertThat(check.warnings(header(from, "Reply-To: x@lists.example.org")))
                .isEmpty();
        assertThat(check.warnings(header(from, "Reply-To: bob@example.org", "Reply-To: x@gmail.com")))
                .containsExactly("answers would go to another domain than the sender's");
    }

    @Test
    void severalSendersAreNamed() {
        assertThat(check.warnings(header("From: Bob <bob@example.org>", "From: ceo@example.com")))
                .containsExactly("From names 2 senders; an answer goes to all of them");
        assertThat(check.warnings(header("From: b@example.org, c@example.org")))
                .containsExactly("From names 2 senders; an answer goes to all of them");
        assertThat(check.warnings(header("From: a@a.ex, b@a.ex, c@a.ex, d@a.ex, e@a.ex, f@a.ex, g@a.ex")))
                .containsExactly("From names 7 senders; the first 5 are shown");
        assertThat(check.warnings(header("From: b@example.org", "From:")))
                .containsExactly("From stands in this mail 2 times");
    }

    /** Each of them may be the one that lies. */
    @Test
    void everySenderIsLookedAt() {
        assertThat(check.warnings(header("From: Bob <bob@example.org>, \"ceo@example.com\" <x@exarnple.com>")))
                .containsExactly(
                        "From names 2 senders; an answer goes to all of them",
                        "the sender's name shows an address that is not the sender's",
                        "the sender's domain looks like example.com, yours, but is another");
    }

    /** An answer to all goes to the address behind the name. */
    @Test
    void namesOfOthersThatShowAnAddressAreNamed() {
        assertThat(check.warnings(header(
                        "From: Bob <bob@example.org>",
                        "To: a@example.org <x@evil.example>, b@example.org <y@evil.example>",
                        "Cc: c@example.org <c@example.org>",
                        "Reply-To: bob@example.org <bob@example.org.evil.example>")))
                .containsExactly(
                        "a name in Reply-To shows another address than the one behind it",
                        "a name in To shows another address than the one behind it",
                        "answers would go to another domain than the sender's");
    }

    @Test
    void noSenderAtAllIsNamed() {
        assertThat(check.warnings(header("To: x@example.org"))).containsExactly("From holds no address");
        assertThat(check.warnings(header("Sender: Ann <ann@orchard.example>")))
                .containsExactly("From names nobody; who sent the mail is shown (Sender)");
        assertThat(check.warnings(header("Sender: \"boss@bank.example\" <ann@orchard.example>")))
                .contains("the sender's name shows an address that is not the sender's");
        assertThat(check.warnings(header("From: Ann, Bob, and Carl"))).containsExactly("From holds no address");
    }

    @Test
    void aUserWhoseNameIsNoAddressHasNoDomainToLookLike() {
        assertThat(new SenderCheck("anna", List.of(), Set.of()).warnings(header("From: b@exarnple.com")))
                .isEmpty();
    }

    private static MailHeader header(String... lines) {
        return MailHeader.of(String.join("\r\n", lines).getBytes(UTF_8), Integer.MAX_VALUE, null);
    }
}
