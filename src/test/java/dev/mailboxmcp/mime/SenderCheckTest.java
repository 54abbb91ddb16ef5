// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SenderCheckTest {
    private final SenderCheck check = new SenderCheck("anna@example.com", Set.of());

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
                "Examples <news@examples-and-more.com>",
            })
    void nothingIsSaidAgainstAnHonestSender(String from) {
        assertThat(check.warnings(List.of(from), List.of(), List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", textBlock = """
                    "ceo@example.com" <x@mail.ru> => shows an address that is not the sender's, which is at mail.ru
                    anna@example.com via portal <bob@example.org> => shows an address
                    ｂｏｂ＠example.com <x@evil.example> => shows an address
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
        List<String> warnings = check.warnings(List.of(from), List.of(), List.of());

        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).contains(warning).matches("[ -~]{1,400}");
    }

    @Test
    void answersThatGoElsewhereAreNamed() {
        List<String> from = List.of("Bob <bob@example.org>");

        assertThat(check.warnings(from, List.of("x@lists.example.org"), List.of()))
                .isEmpty();
        assertThat(check.warnings(from, List.of("bob@example.org", "x@gmail.com"), List.of()))
                .containsExactly("answers would go to another domain than the sender's: gmail.com");
    }

    @Test
    void severalSendersAreNamed() {
        HeaderField one = new HeaderField("from", " Bob <bob@example.org>");
        HeaderField two = new HeaderField("from", " ceo@example.com");

        assertThat(check.warnings(List.of("Bob <bob@example.org>"), List.of(), List.of(one, two)))
                .containsExactly("From names 2 senders; only the first is shown");
        assertThat(check.warnings(List.of("b@example.org", "c@example.org"), List.of(), List.of(one)))
                .containsExactly("From names 2 senders; only the first is shown");
    }

    @Test
    void noSenderAtAllIsNamed() {
        assertThat(check.warnings(List.of(), List.of(), List.of())).containsExactly("From holds no address");
    }

    @Test
    void aUserWhoseNameIsNoAddressHasNoDomainToLookLike() {
        assertThat(new SenderCheck("anna", Set.of()).warnings(List.of("b@exarnple.com"), List.of(), List.of()))
                .isEmpty();
    }
}
