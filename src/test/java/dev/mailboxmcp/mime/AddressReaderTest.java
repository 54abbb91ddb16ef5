// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each field as a person sees it in a mail program. Between several addresses stands {@code  | }. */
class AddressReaderTest {
    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            Ann <ann@a.test> => Ann <ann@a.test>
            ann@a.test => ann@a.test
            <ann@a.test> => ann@a.test
            ann@a.test (Ann B.) => Ann B. <ann@a.test>
            (Ann) ann@a.test => Ann <ann@a.test>
            <ann@a.test> (Ann) => Ann <ann@a.test>
            "Ann \\"A\\" B" <ann@a.test> => "Ann \\"A\\" B" <ann@a.test>
            "Ann" "B" <ann@a.test> => Ann B <ann@a.test>
            Ann. B. Miller <ann@a.test> => Ann. B. Miller <ann@a.test>
            'Ann' <ann@a.test> => Ann <ann@a.test>
            "ann@a.test" <ann@a.test> => ann@a.test
            'ann@a.test' <ann@a.test> => ann@a.test
            O'Brien <o'brien@a.test> => O'Brien <o'brien@a.test>
            "quoted local"@a.test => "quoted local"@a.test
            "a.b"@a.test => a.b@a.test
            "a@b"@a.test => "a@b"@a.test
            Ann <"x, y"@a.test> => Ann <"x, y"@a.test>
            ann@[192.0.2.1] => ann@[192.0.2.1]
            ann@[IPv6:2001:db8::1]; bob@b.test => "ann"@[IPv6:2001:db8::1] | bob@b.test
            a@a.test, b@b.test => a@a.test | b@b.test
            root, cron => root | cron
            """)
    void wellFormedOnesAreRead(String field, String expected) {
        assertThat(read(field)).isEqualTo(expected.replace("\"ann\"@[", "ann@["));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            ceo@bank.test <x@evil.test> => "ceo@bank.test" <x@evil.test>
            CEO ceo@bank.test <x@evil.test> => "CEO ceo@bank.test" <x@evil.test>
            ceo@bank.test via List <x@evil.test> => "ceo@bank.test via List" <x@evil.test>
            Ann @ Bank.test <x@evil.test> => "Ann @ Bank.test" <x@evil.test>
            <ceo@bank.test> <x@evil.test> => "<ceo@bank.test>" <x@evil.test>
            <ceo@bank.test><x@evil.test> => "<ceo@bank.test>" <x@evil.test>
            CEO <ceo@bank.test> <x@evil.test> => "CEO <ceo@bank.test>" <x@evil.test>
            ceo@bank.test <>, <x@evil.test> => "ceo@bank.test" | x@evil.test
            "ceo@bank" <>, <x@evil.test> => "ceo@bank" | x@evil.test
            Dot <d . dot @ dots . test> => Dot <d.dot@dots.test>
            <> "ceo@bank.test", x@evil.test => "ceo@bank.test" | x@evil.test
            <>, x@evil.test => x@evil.test
            "ceo@bank.test"<> <x@evil.test> => "ceo@bank.test" <x@evil.test>
            Boss <boss@bank.test; x@evil.test> => Boss <boss@bank.test> | x@evil.test
            "Boss <boss@bank.test>, X" <x@evil.test> => "Boss <boss@bank.test>, X" <x@evil.test>
            boss@bank.test (comment) <x@evil.test> => "boss@bank.test (comment)" <x@evil.test>
            Friends: ; x@evil.test => x@evil.test
            "Friends": boss@bank.test; , "Foes": x@evil.test; => boss@bank.test | x@evil.test
            boss%bank.test@evil.test => boss%bank.test@evil.test
            <boss@bank.test@evil.test> => "boss@bank.test"@evil.test
            <@bank.test,@x.test:x@evil.test> => x@evil.test
            =?utf-8?q?boss=40bank=2Etest=2C?= x@evil.test => "boss@bank.test" <x@evil.test>
            <=?utf-8?q?x?=@evil.test> => =?utf-8?q?x?=@evil.test
            <x@evil.test> Boss <boss@bank.test> => x@evil.test | Boss <boss@bank.test>
            Boss (<boss@bank.test>) <x@evil.test> => "Boss (<boss@bank.test>)" <x@evil.test>
            Boss (boss@bank.test <x@evil.test> => "Boss (boss@bank.test" <x@evil.test>
            Boss "<boss@bank.test>" <x@evil.test> => "Boss <boss@bank.test>" <x@evil.test>
            <mailto:x@evil.test?cc=boss@bank.test> => x@evil.test
            Boss <x@evil.test>boss@bank.test => "Boss boss@bank.test" <x@evil.test>
            Boss via "List <list@x.test>" <x@evil.test> => "Boss via List <list@x.test>" <x@evil.test>
            Boss [mailto:boss@bank.test] <x@evil.test> => "Boss [mailto:boss@bank.test]" <x@evil.test>
            Boss <boss@bank.test<mailto:x@evil.test>> => "Boss <boss@bank.test>" <x@evil.test>
            "=?utf-8?q?boss=40bank.test?=" <x@evil.test> => "boss@bank.test" <x@evil.test>
            Doe, Jane <>, x@evil.test => Doe | Jane | x@evil.test
            x@evil.test and boss@bank.test => x@evil.test | and <boss@bank.test>
            dot@dots(x).test => x <dot@dots.test>
            dot@dots.(x)test => x <dot@dots.test>
            d(x).dot@dots.test => x <d.dot@dots.test>
            d.(x)dot@dots.test => x <d.dot@dots.test>
            <dot@dots(x(y)z).test> => dot@dots.test
            <d(x(y)z).dot@dots.test> => d.dot@dots.test
            dot@dots(x(y)z).test => "x(y)z" <dot@dots.test>
            "ceo@bank.test" <>; x@evil.test => "ceo@bank.test" | x@evil.test
            Boss, "ceo@bank.test" < >, <x@evil.test> => Boss | "ceo@bank.test" | x@evil.test
            x@evil.test, "ceo@bank.test" <> => x@evil.test | "ceo@bank.test"
            <a.b @ x.test> => a.b@x.test
            <a. b@x. test> => a.b@x.test
            <Boss. a b@x.test> => Boss. a <b@x.test>
            ceo@bank.test:<x@evil.test>; => "ceo@bank.test" <x@evil.test>
            "ceo@bank.test":<x@evil.test>; => "ceo@bank.test" <x@evil.test>
            =?utf-8?q?ceo=40bank.test?=:<x@evil.test>; => "ceo@bank.test" <x@evil.test>
            =?utf-8?q?ceo=40bank.test?= <x@evil.test> => "ceo@bank.test" <x@evil.test>
            =?utf-8?q?Ann_=3Cboss=40bank.test=3E?= <x@evil.test> => "Ann <boss@bank.test>" <x@evil.test>
            <x@evil.test> ceo@bank.test => "ceo@bank.test" <x@evil.test>
            <x@evil.test> (ceo@bank.test) => "ceo@bank.test" <x@evil.test>
            "Ann" ceo@bank.test <x@evil.test> => "Ann ceo@bank.test" <x@evil.test>
            <ceo@bank.test x@evil.test> => "ceo@bank.test" <x@evil.test>
            ceo@bank.test > <x@evil.test> => "ceo@bank.test" <x@evil.test>
            ceo@bank.test <mailto:x@evil.test> => "ceo@bank.test" <x@evil.test>
            ceo@bank.test <@bank.test:x@evil.test> => "ceo@bank.test" <x@evil.test>
            "ceo@bank.test <x@evil.test => "ceo@bank.test" <x@evil.test>
            ceo@bank.test (x) <x@evil.test> => "ceo@bank.test (x)" <x@evil.test>
            <ceo@bank.test@evil.test> => "ceo@bank.test"@evil.test
            =?utf-8?q?ceo=40bank.test=00?=@evil.test => =?utf-8?q?ceo=40bank.test=00?=@evil.test
            """)
    void whatStandsInBracketsIsTheAddress(String field, String expected) {
        assertThat(read(field)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            Ann <ann@a.test => Ann <ann@a.test>
            Ann <ann@a.test, Bob <bob@b.test => Ann <ann@a.test> | Bob <bob@b.test>
            Ann ann@a.test> => Ann <ann@a.test>
            Ann ann@a.test => Ann <ann@a.test>
            ann@a.test Ann => Ann <ann@a.test>
            <<ann@a.test>> => ann@a.test
            Ann <<ann@a.test> => Ann <ann@a.test>
            Ann < ann@a.test > => Ann <ann@a.test>
            Ann <ann @ a.test> => Ann <ann@a.test>
            ann @ a.test => ann@a.test
            ann@ a.test => ann@a.test
            ann(x)@a.test => x <ann@a.test>
            Ann <mailto:ann@a.test> => Ann <ann@a.test>
            Ann <MAILTO:ann@a.test?subject=x> => Ann <ann@a.test>
            mailto:ann@a.test => ann@a.test
            mailto:ann@a.test; mailto:bob@b.test => ann@a.test | bob@b.test
            Ann [mailto:ann@a.test] => Ann <ann@a.test>
            Ann [SMTP:ann@a.test] => Ann <ann@a.test>
            'ann@a.test' => ann@a.test
            @relay.test:ann@a.test => ann@a.test
            <@r.test,@s.test:ann@a.test>, b@b.test => ann@a.test | b@b.test
            Jane [Work] <ann@a.test> => "Jane [Work]" <ann@a.test>
            Jane (Work <ann@a.test> => "Jane (Work" <ann@a.test>
            "Jane <ann@a.test> => Jane <ann@a.test>
            Jane" <ann@a.test> => Jane <ann@a.test>
            Jane "J" Doe" <ann@a.test> => Jane J Doe <ann@a.test>
            <ann@a.test> Ann => Ann <ann@a.test>
            Ann <ann@a.test> via List => Ann via List <ann@a.test>
            Ann:x <ann@a.test> => "Ann:x" <ann@a.test>
            Team: Ann <ann@a.test> => "Team: Ann" <ann@a.test>
            ann@a.test. => ann@a.test
            Ann <ann@a.test>, => Ann <ann@a.test>
            , ,Ann <ann@a.test>,, => Ann <ann@a.test>
            <Ann Miller ann@a.test> => Ann Miller <ann@a.test>
            "Ann <ann@a.test>" => Ann <ann@a.test>
            "ann@a.test" => ann@a.test
            (ann@a.test) => ann@a.test
            Ann (ann@a.test) => Ann <ann@a.test>
            =?utf-8?B?QW5uIDxhbm5AYS50ZXN0Pg==?= => Ann <ann@a.test>
            =?utf-8?q?Ann_=3Cann=40a.test=3E=2C_bob=40b.test?= => Ann <ann@a.test> | bob@b.test
            <=?utf-8?q?ann=40a.test?=> => ann@a.test
            =?utf-8?q?Ann_<ann@a.test>?= => Ann <ann@a.test>
            Mailer <> => Mailer
            Ann >ann@a.test< => Ann <ann@a.test>
            MAILER-DAEMON => MAILER-DAEMON
            Ann <root> => Ann <root>
            """)
    void theAddressIsFoundWhereAPersonSeesOne(String field, String expected) {
        assertThat(read(field)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            Ann (ann@a.test) <>, Bob <bob@b.test> => Ann <ann@a.test> | Bob <bob@b.test>
            Ann (ann@a.test) <> => Ann <ann@a.test>
            Bob <bob@b.test>, Ann (ann@a.test) < > => Bob <bob@b.test> | Ann <ann@a.test>
            <> (ann@a.test), Bob <bob@b.test> => ann@a.test | Bob <bob@b.test>
            Ann (ann@a.test) <>; bob@b.test => Ann <ann@a.test> | bob@b.test
            Miller, Ann (ann@a.test) <>, Bob <bob@b.test> => Miller | Ann <ann@a.test> | Bob <bob@b.test>
            Ann <>, Bob <bob@b.test> => Ann | Bob <bob@b.test>
            Ann (home) <>, Bob <bob@b.test> => "Ann (home)" | Bob <bob@b.test>
            """)
    void whoeverHasEmptyBracketsIsAnEntryOfTheirOwn(String field, String expected) {
        assertThat(read(field)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            Ann <"ann@a.test"> => Ann <ann@a.test>
            Ann < "ann@a.test" > => Ann <ann@a.test>
            Ann <"ann@a.test> => Ann <ann@a.test>
            Ann <ann@a.test"> => Ann <ann@a.test>
            Ann <"ann@a.test => Ann <ann@a.test>
            Ann <"ann@a.test>, "Bob" <bob@b.test> => Ann <ann@a.test> | Bob <bob@b.test>
            Ann <"ann@a.test>, <"bob@b.test"> => Ann <ann@a.test> | bob@b.test
            Ann <'"ann@a.test"'> => Ann <ann@a.test>
            Ann <"'ann@a.test'"> => Ann <ann@a.test>
            Ann <"ann"@a.test> => Ann <ann@a.test>
            Ann <"a>b"@a.test> => Ann <"a>b"@a.test>
            Ann <"a@b"@a.test> => Ann <"a@b"@a.test>
            Ann <`ann@a.test`> => Ann <ann@a.test>
            Ann <`ann@a.test> => Ann <`ann@a.test>
            Ann <“ann@a.test”> => Ann <ann@a.test>
            Ann <„ann@a.test“> => Ann <ann@a.test>
            Ann <‘ann@a.test’> => Ann <ann@a.test>
            Ann ‹ann@a.test› => Ann <ann@a.test>
            Ann ‹"ann@a.test"› => Ann <ann@a.test>
            ‹“ann@a.test”> => ann@a.test
            ‹“ann@a.test”›, bob@b.test => ann@a.test | bob@b.test
            Ann ＜ann@a.test＞ => Ann <ann@a.test>
            Ann «ann@a.test» => Ann <ann@a.test>
            Ann 【ann@a.test】 => Ann <ann@a.test>
            =?utf-8?q?Ann_=E2=80=B9ann=40a.test=E2=80=BA?= => Ann <ann@a.test>
            Ann &lt;ann@a.test&gt; => Ann <ann@a.test>
            Ann &LT;ann@a.test&GT;, Bob <bob@b.test> => Ann <ann@a.test> | Bob <bob@b.test>
            "Ann &lt;ceo@bank.test&gt;" <x@evil.test> => "Ann <ceo@bank.test>" <x@evil.test>
            "R&lt;D &gt; x" <ann@a.test> => "R&lt;D &gt; x" <ann@a.test>
            Ann \\<ann@a.test\\> => Ann <ann@a.test>
            \\<ann@a.test\\> => ann@a.test
            o’brien@a.test => o’brien@a.test
            """)
    void marksAroundAnAddressAreNoPartOfIt(String field, String expected) {
        assertThat(read(field)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ann‹a@b.test›",
                "a@b.test›c.test",
                "Ann <‹a›@b.test>",
                "Ann <a’@b.test>",
                "Ann <a@‹b.test›>",
                "Ann <\"a@b.test\" \"c@d.test\">",
                "Ann <\"a b@c.test\">",
                "&lt;a@b.test@c.test&gt;",
            })
    void nobodyCanBeWrittenToWhereMarksStandWithinAnAddress(String field) {
        assertThat(AddressReader.readText(field, 100).addresses())
                .isNotEmpty()
                .allSatisfy(address -> assertThat(EmailAddress.of(address)).isNull());
    }

    @Test
    void marksInACharsetOfTheirOwnAreNoPartOfAnAddress() {
        String field = "Ann \u008Ba@b.test\u009B, \u0093a@b.test\u0094"; // windows-1252, one char a byte

        assertThat(AddressReader.read(field, "windows-1252", 10).texts()).containsExactly("Ann <a@b.test>", "a@b.test");
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            Amazon Web Services, LLC <aws@a.test> => "Amazon Web Services, LLC" <aws@a.test>
            Foo, Jane, PhD <ann@a.test> => "Foo, Jane, PhD" <ann@a.test>
            Foo; Jane <ann@a.test> => "Foo, Jane" <ann@a.test>
            Meyer, Greg <g@a.test>, b@b.test => "Meyer, Greg" <g@a.test> | b@b.test
            b@b.test, Meyer, Greg <g@a.test> => b@b.test | "Meyer, Greg" <g@a.test>
            Ann, <ann@a.test> => Ann <ann@a.test>
            Miller, Ann ann@a.test => "Miller, Ann" <ann@a.test>
            local, ann@a.test => local | ann@a.test
            =?utf-8?Q?Ann,_Bob?= <ann@a.test> => "Ann, Bob" <ann@a.test>
            =?utf-8?Q?Ann=2C_Bob?= <ann@a.test> => "Ann, Bob" <ann@a.test>
            =?utf-8?Q?=22M=C3=BCller=2C_A=22?= <ann@a.test> => "Müller, A" <ann@a.test>
            "=?utf-8?Q?M=C3=BCller=2C_Ann?=" <ann@a.test> => "Müller, Ann" <ann@a.test>
            """)
    void commasInNamesBelongToThem(String field, String expected) {
        assertThat(read(field)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            a@a.test; b@b.test;c@c.test => a@a.test | b@b.test | c@c.test
            Ann <a@a.test>; Bob <b@b.test>; => Ann <a@a.test> | Bob <b@b.test>
            Ann <a@a.test> Bob <b@b.test> => Ann <a@a.test> | Bob <b@b.test>
            a@a.test b@b.test => a@a.test | b@b.test
            <a@a.test,b@b.test> => a@a.test | b@b.test
            Team:a@a.test, Bob <b@b.test>;, c@c.test => a@a.test | Bob <b@b.test> | c@c.test
            Team:Ed <a@a.test>,b@b.test,John <c@c.test>; => Ed <a@a.test> | b@b.test | John <c@c.test>
            a@a.test, Team:; => a@a.test
            """)
    void everybodyOnAListIsThere(String field, String expected) {
        assertThat(read(field)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            undisclosed-recipients:; => x
            "undisclosed-recipients (hidden recipients)":; => x
            <Undisclosed-Recipient:;> => x
            Undisclosed recipients: ; => x
            (nobody) => x
            <> => x
            " " => x
            ,;, => x
            """)
    void whereNobodyIsNamedNobodyIs(String field, String nobody) {
        assertThat(read(field)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"koi8-r,Десятка", "windows-1251,Тема", "shift_jis,会議ソ表", "big5,許功蓋", "gb18030,会议", "iso-8859-1,Grüße"})
    void namesWithoutEncodingAreInTheCharsetOfTheText(String charset, String name) {
        byte[] field = ("\"" + name + "\" <ann@a.test>, " + name + " <b@b.test>").getBytes(Charset.forName(charset));

        assertThat(String.join(
                        " | ",
                        AddressReader.read(new String(field, ISO_8859_1), charset, 10)
                                .texts()))
                .isEqualTo(name + " <ann@a.test> | " + name + " <b@b.test>");
    }

    @Test
    void namesInUtf8AreReadAsThatWhateverTheCharsetOfTheText() {
        assertThat(AddressReader.read(new String("Jürgen <j@a.test>".getBytes(UTF_8), ISO_8859_1), "euc-kr", 10)
                        .texts())
                .containsExactly("Jürgen <j@a.test>");
    }

    @Test
    void japaneseWithoutEncodingHoldsNoBracketsAndCommas() {
        byte[] field = "会議、山田 <y@a.test>, b@b.test".getBytes(Charset.forName("ISO-2022-JP"));

        assertThat(AddressReader.read(new String(field, ISO_8859_1), null, 10).texts())
                .containsExactly("会議、山田 <y@a.test>", "b@b.test");
    }

    @Test
    void ofALongListTheOthersAreCounted() {
        AddressList list = AddressReader.readText("a@a.test, b@a.test, c@a.test, d, e", 2);

        assertThat(list.texts()).containsExactly("a@a.test", "b@a.test");
        assertThat(list.more()).isEqualTo(3);
        assertThat(list.first(1)).isEqualTo(new AddressList(list.addresses().subList(0, 1), 4));
    }

    /** What most addresses consist of is not looked at by the rules for all others. */
    @Test
    void aUsualAddressIsReadAsTheRulesForUnusualOnesWouldReadIt() {
        Random random = new Random(3);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder made = new StringBuilder();
            for (int length = random.nextInt(9); length >= 0; length--) {
                made.append("aZ9-_+.@@.a'".charAt(random.nextInt(12)));
            }
            String text = made.toString();

            assertThat(AddressSpec.of(text)).isEqualTo(AddressSpec.unusual(text));
        }
    }

    private static String read(String field) {
        return String.join(" | ", AddressReader.readText(field, 100).texts());
    }
}
