// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTextTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
                    Alice Meyer, alice, example.org, Alice Meyer <alice@example.org>
                    ``, alice, example.org, alice@example.org
                    alice@example.org, alice, example.org, alice@example.org
                    Dr. No, no, example.org, Dr. No <no@example.org>
                    `Doe, John`, john, example.org, `"Doe, John" <john@example.org>`
                    `"Doe, John"`, john, example.org, `"Doe, John" <john@example.org>`
                    'John', john, example.org, John <john@example.org>
                    O'Neil, o, example.org, O'Neil <o@example.org>
                    boss@bank.example, evil, example.org, `"boss@bank.example" <evil@example.org>`
                    Boss <boss@bank.example>, evil, example.org, `"Boss <boss@bank.example>" <evil@example.org>`
                    `a "b" \\ c`, x, example.org, `"a \\"b\\" \\\\ c" <x@example.org>`
                    山田太郎, yamada, example.jp, 山田太郎 <yamada@example.jp>
                    Undisclosed recipients, ``, ``, Undisclosed recipients
                    ``, ``, ``, ``
                    Local, root, ``, Local <root>
                    Spacy, john doe, example.org, `Spacy <"john doe"@example.org>`
                    Literal, x, [192.0.2.1], Literal <x@[192.0.2.1]>
                    Forged, a> <b, example.org, `Forged <"a> <b"@example.org>`
                    Forged, a, `x.org> <b@y.org`, Forged <a@x.org…b…y.org>
                    """)
    void anAddressIsOneStringWhoseNameCannotPassForIt(String name, String local, String domain, String expected) {
        assertThat(AddressText.format(name, local, domain)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
                    Ann <ann@sender.example>, 30, Ann <ann@sender.example>
                    Ann of the North Sea <ann@sender.example>, 34, Ann of the… <ann@sender.example>
                    `"Doe, Ann of the Sea" <ann@sender.example>`, 36, `"Doe, Ann…" <ann@sender.example>`
                    Ann <ann@sender.example>, 23, ann@sender.example
                    Boss <bounces-12345@sender.example>, 25, bounces…@sender.example
                    boss@bank.test.of.many.labels.evil.example, 28, boss@….labels.evil.example
                    averylonglocalpart@bank.test.of.many.labels.evil.example, 30, averylongl…@….evil.example
                    `"quoted local part" <"very quoted"@sender.example>`, 24, …@sender.example
                    Nobody at all, 10, Nobody…
                    """)
    void whatIsTooLongIsCutAndNamesNobodyElse(String shown, int maxBytes, String expected) {
        assertThat(AddressText.within(shown, maxBytes)).isEqualTo(expected);
    }

    @Test
    void theEndOfADomainIsShownHoweverLongItIs() {
        assertThat(AddressText.format("", "boss", "bank.test." + "x.".repeat(500) + "evil.example"))
                .startsWith("boss@….")
                .endsWith(".evil.example")
                .hasSizeLessThan(330);
    }
}
