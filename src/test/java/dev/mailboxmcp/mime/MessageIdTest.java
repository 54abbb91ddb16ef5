// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIdTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a@b>",
                "<CAF=+x/y_Z-1..2@mail.gmail.com>",
                "<0100018c$abc#1@[127.0.0.1]>",
                "<AM0PR:0:x@EUR.prod.outlook.com>",
            })
    void idsOfTheRealWorldAreKept(String text) {
        assertThat(MessageId.of(" " + text + " ")).isEqualTo(new MessageId(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a@b",
                "<a>",
                "<a@b",
                "<a@b@c>",
                "<a b@c>",
                "<a@b> <c@d>",
                "<a@b>\r\nBcc: e@vil",
                "<a\r\n@b>",
                "<a\0@b>",
                "<\u0161@b>",
                "<a(x)@b>",
                "<\"a\"@b>",
                "<a,b@c>",
            })
    void whatCouldBeMoreThanAnIdIsNone(String text) {
        assertThat(MessageId.of(text)).isNull();
    }

    @Test
    void endlessIdsAreNone() {
        assertThat(MessageId.of("<" + "a".repeat(500) + "@b>")).isNull();
    }

    @Test
    void theSameKeyOfTheSameUserGivesTheSameId() {
        MessageId id = MessageId.forKey("alice@example.com", "invoice-42", "example.com");

        assertThat(MessageId.forKey("alice@example.com", "invoice-42", "example.com"))
                .isEqualTo(id);
        assertThat(id.value()).matches("<[a-z2-7]{40}@example\\.com>");
        assertThat(MessageId.forKey("bob@example.com", "invoice-42", "example.com"))
                .isNotEqualTo(id);
        assertThat(MessageId.forKey("alice@example.com", "invoice-43", "example.com"))
                .isNotEqualTo(id);
        assertThat(MessageId.forKey("alice@example.comi", "nvoice-42", "example.com"))
                .isNotEqualTo(id);
    }

    @Test
    void randomIdsDiffer() {
        assertThat(MessageId.random("example.com")).isNotEqualTo(MessageId.random("example.com"));
        assertThat(MessageId.random("example.com").value()).matches("<[a-z2-7]{32}@example\\.com>");
    }
}
