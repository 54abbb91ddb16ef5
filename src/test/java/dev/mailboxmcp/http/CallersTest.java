// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallersTest {
    private static final String ADDRESS = "192.0.2.1";

    @Test
    void bothHeadersMakeCredentials() {
        assertThat(read(Map.of("x-imap-user", List.of("alice"), "x-imap-pass", List.of("s3cret, and more"))))
                .isEqualTo(new Caller(new Credentials("alice", new Secret("s3cret, and more")), ADDRESS));
    }

    @Test
    void noHeadersAreFine() {
        assertThat(read(Map.of())).isEqualTo(new Caller(null, ADDRESS));
    }

    @Test
    void emptyHeadersCountAsNone() {
        assertThat(read(Map.of("x-imap-user", List.of(""), "x-imap-pass", List.of(" "))))
                .isEqualTo(new Caller(null, ADDRESS));
    }

    @Test
    void halfAPairIsNamed() {
        assertThat(problem(Map.of("x-imap-user", List.of("alice"))))
                .isEqualTo("The header x-imap-user came without x-imap-pass: send both, or neither.");
        assertThat(problem(Map.of("x-imap-user", List.of(""), "x-imap-pass", List.of("s3cret"))))
                .isEqualTo("The header x-imap-pass came without x-imap-user: send both, or neither.");
    }

    @Test
    void aHeaderSentTwiceIsNotGuessedAt() {
        assertThat(problem(Map.of("x-imap-user", List.of("alice", "bob"), "x-imap-pass", List.of("s3cret"))))
                .contains("once each");
    }

    @Test
    void whatIsWrongNeverQuotesTheSecret() {
        assertThat(problem(Map.of("x-imap-user", List.of("alice"), "x-imap-pass", List.of("s3cret\u0001"))))
                .contains("control characters")
                .doesNotContain("s3cret");
    }

    private static Caller read(Map<String, List<String>> headers) {
        return Callers.read(headers, ADDRESS);
    }

    private static String problem(Map<String, List<String>> headers) {
        Caller caller = read(headers);
        assertThat(caller.credentials()).isNull();
        return String.valueOf(caller.credentialsProblem());
    }
}
