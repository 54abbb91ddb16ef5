// SPDX-License-Identifier: MIT
package dev.mailboxmcp.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
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
                    """)
    void whatWouldActIsSpacedOut(String text, String inert) {
        assertThat(InertMarkdown.of(text)).isEqualTo(inert);
    }

    @Test
    void aDefinitionOverTwoLinesIsSeen() {
        assertThat(InertMarkdown.of("[a\nb]: https://evil.example")).isEqualTo("[a\nb] : https://evil.example");
    }

    @Test
    void millionsOfBracketsTakeNoTime() {
        Assertions.assertTimeout(Duration.ofSeconds(2), () -> {
            assertThatNoException().isThrownBy(() -> InertMarkdown.of("[".repeat(1_000_000)));
            assertThatNoException().isThrownBy(() -> InertMarkdown.of("![](]:".repeat(200_000)));
            assertThatNoException().isThrownBy(() -> InertMarkdown.of("<".repeat(1_000_000)));
        });
    }
}
