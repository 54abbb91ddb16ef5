// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.stateless;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedHeaderTest {
    @ParameterizedTest
    @CsvSource({
        "=?base64?SGVsbG8=?=, Hello",
        "=?base64?0J/RgNC40LLQtdGC?=, Привет",
        "=?base64?8J+Riw==?=, \uD83D\uDC4B",
        "=?base64??=, ''",
        "echo, echo",
        "'', ''",
        "=?BASE64?SGVsbG8=?=, =?BASE64?SGVsbG8=?=",
        "=?base64?SGVsbG8=, =?base64?SGVsbG8=",
        "SGVsbG8=?=, SGVsbG8=?=",
        "=?base64?=, =?base64?=",
    })
    void whatLacksAMarkerIsLiteral(String value, String text) {
        assertThat(EncodedHeader.decode(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?base64?SGVsbG8?=", // no padding, which the platform's decoder takes
                "=?base64?SGVsbG8==?=",
                "=?base64?SGVs bG8=?=",
                "=?base64?SGVsbG8-?=",
                "=?base64?!!!!?=",
                "=?base64?/w==?=", // not UTF-8
                "Привет", // not to be sent unencoded
                "a\u0000b",
            })
    void whatIsNoStrictBase64OfUtf8IsRefused(String value) {
        assertThat(EncodedHeader.decode(value)).isNull();
    }

    @Test
    void aLongValueIsDecodedWithoutRecursion() {
        assertThat(EncodedHeader.decode("=?base64?" + "QUFB".repeat(20_000) + "?="))
                .hasSize(60_000);
    }
}
