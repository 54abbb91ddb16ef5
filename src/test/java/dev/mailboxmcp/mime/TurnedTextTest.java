// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.html.HtmlText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers that a mail turns around are told as people see them, or with a doubt. */
class TurnedTextTest {
    @Test
    void aHeaderIsToldAsItIsSeenWhileTheNameOfAFileEndsAsItIsWritten() {
        assertThat(HeaderText.decode("Pay \u202E0021 RUE\u202C now".getBytes(UTF_8), 100))
                .isEqualTo("Pay EUR 1200 now");
        assertThat(FileName.safe("invoice\u202Efdp.exe")).isEqualTo("invoicefdp.exe");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Account &#x202E;<b>7543 2003</b>&#x202C;                       | Account 3002 3457 | false
            <p>Account &#x202E;75<b>43</b>&#x202C;</p>                     | Account 5734      | true
            <p><b>&#x202E;12&#x202C;</b>34</p>                             | 2134              | true
            <p><b>&#x202E;12&#x202C;</b> and 34</p>                        | 21 and 34         | false
            <p>&#x202E;12<br>34</p>                                        | 21 / 34           | false
            <p>&#x202E;12</p><p>34</p>                                     | 21 / 34           | false
            <p>&#x202E;12 34</p>                                           | 43 21             | false
            <bdi>&#x202E;12</bdi>34                                        | 2134              | false
            &#x202E;12<bdi>34</bdi>&#x202C;                                | 2134              | true
            <bdi dir=rtl>1904 3002</bdi>                                   | 1904 3002         | true
            <p dir=rtl>1904 3002</p>                                       | 1904 3002         | true
            <p dir=rtl>Account 1904 3002</p>                               | Account 1904 3002 | false
            <p dir=rtl>1904 3002</p><p dir=rtl>&#1513;&#1500;&#1493;&#1501; &#1513;&#1500;&#1493;&#1501; &#1513;&#1500;&#1493;&#1501; &#1513;&#1500;&#1493;&#1501; &#1513;&#1500;&#1493;&#1501;</p> | 1904 3002 / \u05E9\u05DC\u05D5\u05DD \u05E9\u05DC\u05D5\u05DD \u05E9\u05DC\u05D5\u05DD \u05E9\u05DC\u05D5\u05DD \u05E9\u05DC\u05D5\u05DD | false
            <span style='display:none'>&#x202E;</span>12                   | 12                | false
            """)
    void aTextInHtmlIsToldAsItIsSeenOrWithADoubt(String html, String text, boolean doubt) {
        HtmlText read = BodyText.html(html.getBytes(UTF_8), "8bit", "utf-8");

        assertThat(read.text().replaceAll("\\n+", " / ")).isEqualTo(text);
        assertThat(read.uncertain()).isEqualTo(doubt);
    }
}
