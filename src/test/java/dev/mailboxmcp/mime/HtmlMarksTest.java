// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the look of a text says stands in the text: no number comes out that looks right and is wrong. */
class HtmlMarksTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Only $19<sup>99</sup> (was <s>$49<sup>00</sup></s>) | Only $19^99 (was ~~$49^00~~)
            10<sup>6</sup> users, see note<sup>1</sup>          | 10^6 users, see note¹
            12 m<sup>2</sup>, H<sub>2</sub>O, CO<sub>2</sub>e   | 12 m², H₂O, CO₂e
            2<sup>10</sup>4, x<sup>n+1</sup>y, x<sub>max</sub>  | 2^(10)4, x^(n+1)y, x_max
            the 1<sup>st</sup>, 22<sup>nd</sup>, 3<sup>e</sup>  | the 1st, 22nd, 3e
            2<sup>n</sup>, 10<sup>-6</sup>, 10<sub>2</sub>      | 2^n, 10^-6, 10_2
            $19<sup>.99</sup>, 19<sup>,99 €</sup>               | $19.99, 19,99 €
            in 2019.<sup>3</sup> So.<sup>12</sup> Then<sup>[2]</sup> | in 2019.^3 So.¹² Then[2]
            1<sup>1</sup>/<sub>2</sub> cups, <sup>3</sup>/<sub>4</sub> | 1 1/2 cups, 3/4
            3<sup>3</sup>&frasl;<sub>4</sub>                    | 3 3⁄4
            Foo<sup>®</sup> and <sup>see the terms</sup>        | Foo® and see the terms
            Title<sup>the terms apply</sup> next                | Title the terms apply next
            <sup>19</sup>99                                     | ^(19)99
            <span style="vertical-align:super">1</span>9        | ^(1)9
            19<span style="vertical-align:super">99</span>      | 19^99
            """)
    void raisedAndLoweredTextDoesNotRunIntoItsNeighbours(String html, String text) {
        assertThat(text(html)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <b style="font-size:32px">19</b><b style="font-size:14px">99</b>      | 19^99
            <b style="font-size:14px">19</b><b style="font-size:32px">99</b>      | 19 99
            <b style="font-size:32px">19</b><b style="font-size:14px">,99</b>     | 19,99
            <b style="display:inline-block">19</b><b style="display:inline-block">99</b> | 19 99
            <b style="float:left">19</b><b style="float:left">99</b>              | 19 99
            19<b>99</b> and 1<wbr>000                                             | 1999 and 1000
            """)
    void digitsThatStandApartAreTwoNumbers(String html, String text) {
        assertThat(text(html)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <p style="display:flex;gap:6px"><b>$19</b><b>99</b></p>                       | $19 99
            <p style="display:flex;justify-content:space-between"><b>Total 5</b><b>100</b> | Total 5 100
            <p style="display:flex"><b>Total 5</b><b style="margin-left:auto">100</b></p> | Total 5 100
            <p style="display:grid">Total 5<b>100</b></p>                                 | Total 5 100
            <p style="display:flex"><i style="display:contents"><b>1</b><b>2</b></i></p>  | 1 2
            <span style="padding-right:10px">Qty 2</span><span>15,00</span>               | Qty 2 15,00
            <span style="padding:0 5pt">Qty</span>15,00                                   | Qty 15,00
            1<b style="margin-left:1em">2</b>                                             | 1 2
            1<b style="margin-inline-start:1em">2</b><b style="padding-inline:8px">3</b>4 | 1 2 3 4
            1<b style="border-left:1px solid #000">2</b>3                                 | 1 23
            1<b style="border:2px solid transparent">2</b>3                               | 1 2 3
            1<b style="position:relative;left:1em">2</b>                                  | 1 2
            12<b style="margin-left:9px">.50</b> 12<b style="margin-left:9px">-3</b>      | 12 .50 12 -3
            Total 5<b style="float:right">100</b>                                         | Total 5 100
            <b style="display:inline-block;width:90px">Qty</b><b>5</b>                    | Qty 5
            <p dir=rtl>1<b style="padding-right:9px">2</b>3 1<b style="padding-left:9px">2</b>3 | 1 23 12 3
            19<img src=x width=30>99 and 19<img src=x width=30 height=1>99                | 19 99 and 19 99
            19<input type=checkbox>99<button>4</button>5<progress></progress>6            | 19 99 4 5 6
            <input value=19><input value=99><button>Go</button>                           | 19 99 Go
            1<select><option>2</select>3                                                  | 1 2 3
            <a href="https://a.example/" style="padding:9px">1</a>2                       | 1 <https://a.example/> 2
            <style>b:before{content:"5";margin-right:1em}</style>1<b>2</b>                | 15 2
            """)
    void whereAGapIsSeenStandsABlank(String html, String text) {
        assertThat(text(html)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1<b style="margin:1px;padding-left:0.5px">2</b>3                        | 123
            1<b style="margin-left:-9px;padding-left:9px">2</b>3                    | 123
            1<b style="padding:9px 0">2</b>3<b style="border:0 solid;margin:auto">4 | 1234
            19<img src=x width=1 height=30>99<input type=hidden value=4>5           | 19995
            19<b style="display:none;margin:9px">x</b>99                            | 1999
            19<sup style="margin-left:3px">99</sup> <b style="padding:3px">m</b><sup>2</sup> | 19^99 m ²
            Type (<code style="padding:3px">ls</code>), <i style="padding:3px">x</i>. | Type (ls), x.
            <b style="float:left;padding-right:4px">O</b>nce upon a time            | Once upon a time
            """)
    void whereNoGapIsSeenTextStaysTogether(String html, String text) {
        assertThat(text(html)).isEqualTo(text);
    }

    @Test
    void textTurnedAroundEndsItsBlockAndItsMarks() {
        String turned = "unicode-bidi:bidi-override;direction:rtl";

        assertThat(text("<blockquote style='" + turned + "'>21</blockquote>next"))
                .isEqualTo("> 12\n\nnext");
        assertThat(text("<s style='" + turned + "'>21</s> next")).isEqualTo("~~12~~ next");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <del>old</del> <ins>new</ins> <strike>gone</strike>       | ~~old~~ new ~~gone~~
            <b style="text-decoration: line-through red">12,00</b>    | ~~12,00~~
            <b style="text-decoration-line:line-through">12,00</b>    | ~~12,00~~
            <s style="text-decoration:none">valid</s>                 | valid
            a <s> b <del>c</del> d </s> e <s></s> f                   | a ~~b c d~~ e f
            <s><i style="display:none">x</i></s>f                     | f
            <q>To be</q>, he said                                     | “To be”, he said
            <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rt>ji</rt></ruby> | 漢(kan)字(ji)
            Pay <bdo dir=rtl>0001 RUE</bdo> now                       | Pay EUR 1000 now
            <i style="unicode-bidi:bidi-override;direction:rtl">21</i> | 12
            Account &#8238;4321&#8236; please                         | Account 1234 please
            """)
    void textSaysHowItLooks(String html, String text) {
        assertThat(text(html)).isEqualTo(text);
    }

    @Test
    void struckParagraphsBeginAndEndStruck() {
        assertThat(text("<del><p>one</p><p>two</p></del><p>three</p>")).isEqualTo("~~one\n\ntwo~~\n\nthree");
    }

    @Test
    void numberedListsCountAsTheySay() {
        assertThat(text("<ol start=5><li>five<li>six</ol>")).isEqualTo("5. five\n6. six");
        assertThat(text("<ol reversed><li>three<li>two<li>one</ol>")).isEqualTo("3. three\n2. two\n1. one");
        assertThat(text("<ol reversed start=9><li>nine<li value=4>four<li>three</ol>"))
                .isEqualTo("9. nine\n4. four\n3. three");
        assertThat(text("<ol type=a><li>x<li>y</ol>")).isEqualTo("a. x\nb. y");
        assertThat(text("<ol type=I start=4><li>x<li type=1>y</ol>")).isEqualTo("IV. x\n5. y");
        assertThat(text("<ol type=A start=27><li>x</ol>")).isEqualTo("AA. x");
    }

    @Test
    void aPictureWithALinkKeepsIt() {
        assertThat(text("<a href='https://a.example/y'><img src=c></a>")).isEqualTo("[image] <https://a.example/y>");
        assertThat(text("<a href='https://a.example/y'><img src=c> Shop</a>")).isEqualTo("Shop <https://a.example/y>");
        assertThat(text("<a href='https://a.example/y'><img src=c width=1 height=1></a>"))
                .isEmpty();
        assertThat(text("<a href='https://a.example/y'><img src=c style='width:1px;height:1px'></a>"))
                .isEmpty();
    }

    @Test
    void picturesAreCountedWhereThereIsNothingElse() {
        assertThat(pictures("<img src=a><a href='https://a.example/'><img src=b alt=Sale></a><img src=t width=1>"))
                .isEqualTo(2);
        assertThat(pictures("<img src=a>&nbsp;<br>")).isOne();
        assertThat(pictures("<img src=a>word")).isZero();
        assertThat(pictures("")).isZero();
    }

    @Test
    void marksWithinMarksEnd() {
        String deep = "<q>".repeat(5_000) + "x" + "</q>".repeat(5_000);

        assertThat(text(deep)).startsWith("“").contains("x").endsWith("”").hasSizeLessThan(100);
    }

    private static int pictures(String html) {
        return BodyText.html(html.getBytes(UTF_8), "", "utf-8").pictures();
    }

    private static String text(String html) {
        return BodyText.html(html.getBytes(UTF_8), "", "utf-8").text();
    }
}
