// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;

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
                    Forged, a, `x.org> <b@y.org`, Forged <a@x.orgby.org>
                    """)
    void anAddressIsOneStringWhoseNameCannotPassForIt(String name, String local, String domain, String expected) {
        assertThat(AddressText.format(name, local, domain)).isEqualTo(expected);
    }
}
