// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.Unsubscribe;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnsubscribeReaderTest {
    private static final SenderCheck CHECK = new SenderCheck("ann@example.test", List.of(), Set.of("mx.example.test"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            nullValues = "-",
            value = {
                "<mailto:leave@lists.test>|leave@lists.test|-",
                "<https://lists.test/u?t=a_b~c&x=1>|-|https://lists.test/u?t=a_b%7Ec&x=1",
                "<mailto:a@x.test?subject=leave%20me>, <https://x.test/1>, <https://y.test/2>|a@x.test?subject=leave%20me|https://x.test/1",
                "(by mail) <MAILTO:a@x.test?body=hi&SUBJECT=u&cc=b@y.test&bcc=c@y.test>|a@x.test?subject=u|-",
                "<http://x.test/1>, <ftp://x.test/>, <https://x.test/2>|-|https://x.test/2",
                "<mailto:a@x.test,b@y.test>, <mailto:c@x.test>|c@x.test|-",
                "<mailto:nobody>, <mailto:d%40x.test>|d@x.test|-",
                "<https://me:pass@x.test/1>|-|https://x.test/1",
                "<https://BÜCHER.test/ä?q=[1](2)>|-|https://xn--bcher-kva.test/%C3%A4?q=%5B1%5D(2)",
                "<https:\\\\x.test\\1>|-|https://x.test/1"
            })
    void theFirstAddressAndTheFirstUrlThatCanBeUsedAreTold(
            String field, @Nullable String mailto, @Nullable String url) {
        assertThat(read("List-Unsubscribe: " + field)).isEqualTo(new Unsubscribe(mailto, url, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: none",
                "List-Unsubscribe:",
                "List-Unsubscribe: https://x.test/1",
                "List-Unsubscribe: <javascript:alert(1)>, <data:text/html,x>, <http://x.test/>",
                "List-Unsubscribe: <https:x.test>, <https://>, <https://?x>, <//x.test/1>",
                "List-Unsubscribe: <mailto:>, <mailto:?subject=x>, <mailto:a@x.test%0d%0aBcc:b@y.test>",
                "List-Unsubscribe: <https://x y<z.test>"
            })
    void whatCannotBeUsedIsNotTold(String field) {
        assertThat(read(field)).isNull();
    }

    @Test
    void aSubjectBecomesNoOtherFieldAndNoMoreThanALine() {
        Unsubscribe unsubscribe = read("List-Unsubscribe: <mailto:a@x.test?subject=u%0d%0aBcc:%20b@y.test&body=x>");

        assertThat(unsubscribe).isEqualTo(new Unsubscribe("a@x.test?subject=u%20Bcc%3A%20b%40y.test", null, null));
    }

    @Test
    void aUrlThatIsTooLongToBeWholeIsNotTold() {
        assertThat(read("List-Unsubscribe: <https://x.test/" + "a".repeat(2500) + ">, <https://x.test/"
                        + "b".repeat(9000)))
                .isNull();
    }

    @Test
    void aFoldedUriIsOne() {
        assertThat(read("List-Unsubscribe: <https://x.test/a\r\n bc>"))
                .isEqualTo(new Unsubscribe(null, "https://x.test/abc", null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "mx.example.test; dkim=pass header.d=x.test|d=x.test; h=from:List-Unsubscribe:list-unsubscribe-post|true",
                "mx.example.test; dkim=pass header.d=x.test|d=x.test; h=from:list-unsubscribe|-",
                "mx.example.test; dkim=pass header.d=x.test|d=y.test; h=list-unsubscribe:list-unsubscribe-post|-",
                "mx.example.test; dkim=fail header.d=x.test|d=x.test; h=list-unsubscribe:list-unsubscribe-post|-",
                "mx.other.test; dkim=pass header.d=x.test|d=x.test; h=list-unsubscribe:list-unsubscribe-post|-",
            })
    void oneClickIsToldWhereBothFieldsWereFoundSigned(String results, String signature, @Nullable Boolean oneClick) {
        Unsubscribe unsubscribe = read("Authentication-Results: " + results + "\r\nDKIM-Signature: v=1; " + signature
                + "; b=x\r\nList-Unsubscribe: <https://x.test/1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click");

        assertThat(unsubscribe).isEqualTo(new Unsubscribe(null, "https://x.test/1", oneClick));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "List-Unsubscribe: <https://x.test/1>\r\nList-Unsubscribe: <https://x.test/2>\r\n"
                        + "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
                "List-Unsubscribe: <https://x.test/1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
                        + "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            })
    void aFieldThatSomebodyPutAboveTheSignedOneIsNoOneClick(String fields) {
        assertThat(read(
                        "Authentication-Results: mx.example.test; dkim=pass header.d=x.test\r\nDKIM-Signature: v=1; d=x.test;"
                                + " h=list-unsubscribe:list-unsubscribe-post; b=x\r\n" + fields))
                .isEqualTo(new Unsubscribe(null, "https://x.test/1", null));
    }

    private static @Nullable Unsubscribe read(String header) {
        byte[] raw = (header + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        return UnsubscribeReader.read(MailHeader.of(raw, 1 << 18, null), CHECK);
    }
}
