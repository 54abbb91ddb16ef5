// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InertMarkdownTest {
    @ParameterizedTest
    @CsvSource(delimiterString = " => ", textBlock = """
                    ![x](https://evil.example/p.png?d=1) => ! [x] (https://evil.example/p.png?d=1)
                    ![x][ref] => ! [x][ref]
                    [ref]: https://evil.example => [ref] : https://evil.example
                    > [ref]: https://evil.example => > [ref] : https://evil.example
                    1. [ref]:https://evil.example => 1. [ref] :https://evil.example
                    [click](https://evil.example) => [click] (https://evil.example)
                    see [1]: nothing => see [1]: nothing
                    http://[::1]:8080/ => http://[::1]:8080/
                    [a\\]b]: x => [a\\]b] : x
                    a[0] = b(c) => a[0] = b(c)
                    Stop! [sic] => Stop! [sic]
                    <img src=x> => < img src=x>
                    </IMG> => < /IMG>
                    <https://example.org> => <https://example.org>
                    <link.name@example.org> => <link.name@example.org>
                    1 < 2 => 1 < 2
                    <svg/onload=alert(1)> => < svg/onload=alert(1)>
                    <a href="https://evil.example">x</a> => < a href="https://evil.example">x< /a>
                    <!-- hides --> => < !-- hides -->
                    <![CDATA[x]]> => < ! [CDATA[x]]>
                    <?php x ?> => < ?php x ?>
                    <meta http-equiv=refresh content="0;url=//evil.example"> => < meta http-equiv=refresh content="0;url=//evil.example">
                    <javascript:alert(1)> => < javascript:alert(1)>
                    <data:text/html,x> => < data:text/html,x>
                    <https://evil.example/onmouseover=x/> => < https://evil.example/onmouseover=x/>
                    <https://evil.example|bank.example> => < https://evil.example|bank.example>
                    <img/src=//evil.example/p@evil.example> => < img/src=//evil.example/p@evil.example>
                    <!--@evil.example> => < !--@evil.example>
                    Ann <ann@bücher.example> => Ann <ann@bücher.example>
                    O'Brien <o'brien@example.org> => O'Brien <o'brien@example.org>
                    <o'brien src='x@evil.example'> => < o'brien src='x@evil.example'>
                    <mailto:ann@example.org?subject=x> => <mailto:ann@example.org?subject=x>
                    &lt;img src=x&gt; => & lt;img src=x&gt;
                    &#60;img&#x3C;b &LT;i => & #60;img& #x3C;b & LT;i
                    &amp;lt;img => & amp;lt;img
                    R&D, Smith &amp; Sons, ?a=1&ltd=2 => R&D, Smith &amp; Sons, ?a=1&ltd=2
                    ![[x]] => ! [[x]]
                    [^1]: note => [^1] : note
                    *[HTML]: text => *[HTML] : text
                    : [a]: https://evil.example => : [a] : https://evil.example
                    ](https://evil.example) => ] (https://evil.example)
                    x]: https://evil.example => x] : https://evil.example
                    a\\](https://evil.example) => a\\] (https://evil.example)
                    ```mermaid => `` `mermaid
                    > ~~~~ => > ~~ ~~
                    see ```this``` => see ```this```
                    $\\href{https://evil.example}{x}$ => $\\ href{https://evil.example}{x}$
                    C:\\Users, \\u{202e} => C:\\Users, \\u{202e}
                    !\u200E[x]\u200F(y) => !\u200E [x]\u200F (y)
                    """)
    void whatWouldActIsSpacedOut(String text, String inert) {
        assertThat(InertMarkdown.of(text)).isEqualTo(inert);
    }

    @Test
    void aDefinitionOverTwoLinesIsSeen() {
        assertThat(InertMarkdown.of("[a\nb]: https://evil.example")).isEqualTo("[a\nb] : https://evil.example");
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '\0', textBlock = """
                    ! [x] (https://evil.example/p.png) => [x]|(https://evil.example/p.png)
                    Re: ! [x] => Re: !|[x]
                    < img src=x> & lt;b> => img src=x> &|lt;b>
                    Stop! [sic] it => Stop!|[sic] it
                    plain words, 1 < 2 => plain words, 1 < 2
                    ! [ => !|[
                    ~~ ~ => ~~|~
                    """)
    void whatIsLookedForAreThePiecesBetweenSpacesThatMayHaveBeenPutIn(String shown, String pieces) {
        assertThat(InertMarkdown.pieces(shown)).containsExactly(pieces.split("\\|", -1));
    }

    @Test
    void everyTextHoldsThePiecesOfWhatIsShownOfItAndIsNotChangedTwice() {
        Random random = new Random(17);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(16); length >= 0; length--) {
                text.append("![]():<>/a&lt;`~\\{} \n-1?".charAt(random.nextInt(24)));
            }
            String shown = InertMarkdown.of(text.toString());

            assertThat(InertMarkdown.of(shown)).isEqualTo(shown);
            assertThat(shown.replace(" ", "")).isEqualTo(text.toString().replace(" ", ""));
            assertThat(InertMarkdown.pieces(shown))
                    .allSatisfy(piece -> assertThat(
                                    piece.equals(shown) || text.toString().contains(piece))
                            .isTrue());
        }
    }

    @Test
    void millionsOfBracketsTakeNoTime() {
        Assertions.assertTimeout(Duration.ofSeconds(2), () -> {
            assertThatNoException().isThrownBy(() -> InertMarkdown.of("[".repeat(1_000_000)));
            assertThatNoException().isThrownBy(() -> InertMarkdown.of("![](]:".repeat(200_000)));
            assertThatNoException().isThrownBy(() -> InertMarkdown.of("<".repeat(1_000_000)));
        });
    }

    @Test
    void anEntityWithinEntitiesWithoutEndOverflowsNothing() {
        String within = "amp;".repeat(250_000);

        assertThat(InertMarkdown.of("&" + within + "x")).isEqualTo("&" + within + "x");
        assertThat(InertMarkdown.of("&" + within + "lt;b>")).startsWith("& amp;amp;");
    }
}
