// SPDX-License-Identifier: MIT
package dev.mailboxmcp.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mail.MailFailure.LoginFailed.Wanted;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokenRefusalTest {
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

    @Test
    void whoSignedInAMomentAgoIsNotToldToDoItAgain() {
        assertThat(wanted("", "a grant")).isEqualTo(Wanted.TOKEN_TRUST);
        assertThat(wanted("", null)).isEqualTo(Wanted.NEW_TOKEN);
        assertThat(wanted("eyJzdGF0dXMiOiJpbnN1ZmZpY2llbnRfc2NvcGUifQ==", "a grant"))
                .as("what the server says counts first")
                .isEqualTo(Wanted.TOKEN_SCOPE);
    }

    private static Wanted wanted(String challenge, @Nullable String authorization) {
        Login.AccessToken token = new Login.AccessToken(new Secret("opaque"), authorization);
        return TokenRefusal.wanted(challenge, new Credentials("anna@example.org", token), token, NOW);
    }
}
