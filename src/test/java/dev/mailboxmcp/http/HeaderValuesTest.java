// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderValuesTest {
    @ParameterizedTest
    @ValueSource(strings = {"plain", "", "Grüße", "пароль", "密码", "p\uD83D\uDC4B"})
    void utf8ReadAsLatin1IsRestored(String meant) {
        String read = new String(meant.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        assertThat(HeaderValues.utf8(read)).isEqualTo(meant);
    }

    @Test
    void whatIsNoUtf8StaysAsItWasRead() {
        assertThat(HeaderValues.utf8("Grüße")).isEqualTo("Grüße");
    }

    @Test
    void whatTheServerDecodedItselfStays() {
        assertThat(HeaderValues.utf8("пароль")).isEqualTo("пароль");
    }
}
