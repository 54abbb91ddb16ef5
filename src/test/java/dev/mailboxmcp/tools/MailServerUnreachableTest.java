// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.call.CallContext;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailServerUnreachableTest {
    private final ToolStack stack = ToolStack.unreachable();

    @AfterEach
    void close() {
        stack.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "imap_list_folders|{}",
                "imap_list_emails|{}",
                "imap_search_emails|{\"subject\":\"x\"}",
                "imap_read_email|{\"uid\":1}",
                "smtp_send_email|{\"to\":[\"b@mails.example\"],\"subject\":\"s\",\"text\":\"t\"}",
                "smtp_reply_email|{\"uid\":1,\"text\":\"t\"}"
            })
    void everyToolSaysThatTheServerCannotBeUsed(String tool, String arguments) {
        JsonObject result = stack.call(new Credentials("a@mails.example", new Secret("secret")), tool, arguments);

        assertThat(ToolStack.errorText(result))
                .startsWith("MAIL_SERVER_UNAVAILABLE: the ")
                .doesNotContain("secret");
    }

    @Test
    void aTokenIsGivenAllTheSameButNotAsVerified() {
        JsonObject result =
                stack.call(null, "imap_encrypt_credentials", "{\"user\":\"a@mails.example\",\"password\":\"secret\"}");

        assertThat(result.getBoolean("isError")).isFalse();
        assertThat(result.getJsonObject("structuredContent").getBoolean("verified"))
                .isFalse();
        assertThat(result.toString()).doesNotContain("secret");
    }

    @Test
    void itIsKnownWhoseTokenIsMadeWhateverBecomesOfIt() {
        CallContext context = CallContext.of(new Caller(null, "127.0.0.1"));

        stack.round(context, "imap_encrypt_credentials", "{\"user\":\"a@mails.example\",\"password\":\"secret\"}");

        assertThat(context.trail().user()).isEqualTo("a@mails.example");
    }
}
