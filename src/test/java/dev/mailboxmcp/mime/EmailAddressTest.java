// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.MailAddress;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "alice@example.com | alice@example.com |",
                "Alice <alice@Example.COM> | alice@example.com | Alice",
                "  <alice@example.com>  | alice@example.com |",
                "Gate < a/b@example.com > | a/b@example.com | Gate",
                "\"Doe, John\" <john@example.com> | john@example.com | Doe, John",
                "\"say \\\"hi\\\"\" <a@example.com> | a@example.com | say \"hi\"",
                "Doe, John <john@example.com> | john@example.com | Doe, John",
                "\"john\"@example.com | john@example.com |",
                "\"john doe\"@example.com | \"john doe\"@example.com |",
                "\"a@b\"@example.com | \"a@b\"@example.com |",
                "\"Name\" <\"a<b\"@example.com> | \"a<b\"@example.com | Name",
                "Name <\"a<b\\\"c\"@example.com> | \"a<b\\\"c\"@example.com | Name",
                "<\"a<b>\"@example.com> | \"a<b>\"@example.com |",
                "\"less < more\" <a@example.com> | a@example.com | less < more",
                "o'neil+tag=x/y@sub.example.com | o'neil+tag=x/y@sub.example.com |",
                "Иван <ivan@пример.рф> | ivan@xn--e1afmkfd.xn--p1ai | Иван",
                "info@bücher.example | info@xn--bcher-kva.example |",
                "info@BÜCHER.example | info@xn--bcher-kva.example |",
                "info@例え。テスト | info@xn--r8jz45g.xn--zckzah |",
                "user@localhost | user@localhost |",
            })
    void theCanonicalFormIsWhatGoesOnTheWire(String text, String wire, String name) {
        EmailAddress address = EmailAddress.parse("to", text);

        assertThat(address.wire()).isEqualTo(wire);
        assertThat(address.displayName()).isEqualTo(name == null ? "" : name);
        assertThat(address.needsSmtpUtf8()).isFalse();
    }

    /** Measured with Angus Mail 2.0.5: all of these reached another mailbox than the one that was named. */
    @ParameterizedTest
    @CsvSource({
        "\u0161lice@corp.com, \u0161lice@corp.com, true",
        "bob@\u0161cme.com, bob@xn--cme-zza.com, false",
        "a@b.c\u013egood.com, a@b.xn--cgood-v6a.com, false",
    })
    void noCharacterIsCutDownToItsLowByte(String text, String wire, boolean needsSmtpUtf8) {
        EmailAddress address = EmailAddress.parse("to", text);

        assertThat(address.wire()).isEqualTo(wire);
        assertThat(address.domain().getBytes(StandardCharsets.UTF_8))
                .hasSize(address.domain().length());
        assertThat(address.needsSmtpUtf8()).isEqualTo(needsSmtpUtf8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "alice",
                "@example.com",
                "alice@",
                "alice@.com",
                "alice@example.",
                "alice@example..com",
                "alice@-example.com",
                "alice@exam_ple.com",
                "alice@exa mple.com",
                "alice@exam\u00a0ple.com",
                "alice@[127.0.0.1]",
                "alice@[IPv6:::1]",
                "alice@127.0.0.1",
                "alice@example.com>",
                "<alice@example.com",
                "alice@example.com, bob@example.com",
                "alice@example.com; bob@example.com",
                "alice@example.com, Bob <bob@example.com>",
                "Alice <alice@example.com>, Bob <bob@example.com>",
                "alice bob@example.com",
                "alice..b@example.com",
                ".alice@example.com",
                "alice.@example.com",
                "al(comment)ice@example.com",
                "a@b@example.com",
                "@relay.example:alice@example.com",
                "group: alice@example.com;",
                "\"alice@example.com",
                "\"a\"b\"@example.com",
                "\"\"@example.com",
                "alice@example.com\r\nRCPT TO:<eve@evil.example>",
                "alice@example.com\nBcc: eve@evil.example",
                "Al\rice <alice@example.com>",
                "alice\0@example.com",
                "alice@example.com> SIZE=1 <",
                "alice@example.com\u0085",
                "al\u200bice@example.com",
                "al\u202eice@example.com",
                "al\u034fice@example.com", // marks and letters that take no room
                "al\ufe0fice@example.com",
                "al\u3164ice@example.com",
                "\u115f@example.com",
                "\u212aelvin@example.com", // becomes an ASCII K when normalized
                "a\u037eb@example.com", // becomes a semicolon when normalized
                "e\u0301@example.com",
                "alice@stra\u00dfe.example", // two standards, two domains
                "alice@\u2100.example", // maps to a/c
                "alice@xn--.example\u3002",
                "alice@exa\u560d\u560aple.com\u560a.",
                "alice@\ud800.example",
                "ali…@example.com", // as a row shows what is too long
                "Alice <alice@….example.com>",
            })
    void whatIsNotExactlyOneAddressIsRefused(String text) {
        assertThatThrownBy(() -> EmailAddress.parse("cc", text))
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(e.failure())
                                .isInstanceOfSatisfying(
                                        MailFailure.InvalidArgument.class,
                                        f -> assertThat(f.argument()).isEqualTo("cc")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob@mails..example", "bob@.mails.example"})
    void aDotTooManyIsCalledThat(String text) {
        assertThatThrownBy(() -> EmailAddress.parse("to", text))
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(e.failure().toString()).contains("letters or digits between its dots"));
    }

    @Test
    void lengthsAreThoseOfTheStandard() {
        String local = "l".repeat(64);
        String domain = "d".repeat(63) + "." + "e".repeat(63) + "." + "f".repeat(63) + "." + "g".repeat(61);

        assertThat(EmailAddress.parse("to", local + "@" + domain).wire()).hasSize(64 + 1 + 253);
        assertThatThrownBy(() -> EmailAddress.parse("to", local + "l@example.com"))
                .isInstanceOf(MailException.class);
        assertThatThrownBy(() -> EmailAddress.parse("to", "a@" + domain + "g")).isInstanceOf(MailException.class);
        assertThatThrownBy(() -> EmailAddress.parse("to", "\u00e9".repeat(33) + "@example.com"))
                .isInstanceOf(MailException.class);
    }

    @Test
    void aNameLosesWhatIsInvisible() {
        EmailAddress address = EmailAddress.parse("to", "\u202eevil\u202c  \u200bBoss\u2066 <a@example.com>");

        assertThat(address.displayName()).isEqualTo("evil Boss");
        assertThat(address).hasToString("evil Boss <a@example.com>");
    }

    @ParameterizedTest
    @CsvSource({
        "alice@example.com, Alice@EXAMPLE.com, true, true",
        "alice@example.com, alice+lists@example.com, false, true",
        "alice+a@example.com, ALICE+b@example.com, false, true",
        "alice@example.com, alice@example.org, false, false",
        "+alice@example.com, @example.com, false, false",
        "ivan@пример.рф, ivan@xn--e1afmkfd.xn--p1ai, true, true",
    })
    void oneselfIsRecognized(String one, String other, boolean same, boolean sameIgnoringTag) {
        EmailAddress first = EmailAddress.parse("to", one);
        EmailAddress second = EmailAddress.parse("to", other.startsWith("@") ? "x" + other : other);

        assertThat(first.sameMailbox(second)).isEqualTo(same);
        assertThat(first.sameMailboxIgnoringTag(second)).isEqualTo(sameIgnoringTag);
    }

    @Test
    void anAddressThatWasNotParsedCannotBeMade() {
        assertThatIllegalArgumentException().isThrownBy(() -> new EmailAddress("", "a\r\nb", "example.com"));
        assertThatIllegalArgumentException().isThrownBy(() -> new EmailAddress("", "a", "example.com>"));
        assertThatIllegalArgumentException().isThrownBy(() -> new EmailAddress("", "a", "\u0161cme.com"));
        assertThatIllegalArgumentException().isThrownBy(() -> new EmailAddress("x\ny", "a", "example.com"));
        assertThatIllegalArgumentException().isThrownBy(() -> new EmailAddress("", "\"a\"b\"", "example.com"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@x.test, b@y.test",
                "a@x.test;b@y.test",
                "Ann <a@x.test>, Bob <b@y.test>",
                "\"A, B\" <a@x.test>; <b@y.test>",
            })
    void severalAddressesInOneItemAreTakenWhereThereIsNoDoubt(String text) {
        assertThat(EmailAddress.parseAll("to", text))
                .extracting(EmailAddress::wire)
                .containsExactly("a@x.test", "b@y.test");
    }

    @Test
    void aNameWithACommaIsOneAddress() {
        assertThat(EmailAddress.parseAll("to", "Doe, Jane <a@x.test>"))
                .extracting(EmailAddress::toString)
                .containsExactly("Doe, Jane <a@x.test>");
    }

    /** A guess would be mail to a stranger. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Doe@Home, Jane <a@x.test>",
                "a@x.test, b@y.test, junk",
                "a@x.test b@y.test",
                "Doe, Jane <a@x.test>, Bob <b@y.test>",
                "Friends: a@x.test, b@y.test;",
            })
    void whatMayBeOneOrSeveralIsRefusedInWordsThatHelp(String text) {
        assertThatThrownBy(() -> EmailAddress.parseAll("to", text))
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(e.failure())
                                .isEqualTo(new MailFailure.InvalidArgument(
                                        "to", "needs exactly one address; give several as separate items")));
    }

    @ParameterizedTest
    @CsvSource({
        "'a b',x.test",
        "a..b,x.test",
        "'a\u200b',x.test",
        "'a\u034f',x.test",
        "'<a',x.test",
        "a@b,x.test",
        "a,'x.test>'",
        "a,'[192.0.2.1]'",
        "a,''",
        "'',x.test"
    })
    void anAddressOfAStrangerThatIsNoneIsNotWrittenTo(String localPart, String domain) {
        assertThat(EmailAddress.of(new MailAddress("", localPart, domain))).isNull();
        assertThat(EmailAddress.of(new MailAddress("", "a\r\nRCPT TO:<b", "x.test")))
                .isNull();
    }
}
