// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.MailUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Logins by access tokens, which Dovecot checks by itself, and for others; Postfix asks Dovecot. */
class TokensOnDovecotIT {
    private static final String LIST = "{\"folder\":\"INBOX\"}";

    private final DovecotServer server = DovecotServer.shared();
    private final MailUser anna = DovecotServer.reader(41);
    private final MailUser bert = DovecotServer.reader(42);
    private ToolStack stack = ToolStack.guarded(server, Map.of());

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void aTokenOpensTheMailboxAndSends() {
        Credentials byToken = token(anna, good(anna));

        assertThat(ok("imap_list_emails", LIST, byToken)).isTrue();
        assertThat(ok("smtp_send_email", mail(bert, "by token"), byToken)).isTrue();
        assertThat(ok("imap_search_emails", "{\"query\":\"subject:\\\"by token\\\"\",\"folder\":\"Sent\"}", byToken))
                .isTrue();
    }

    @Test
    void eachRefusalSaysWhatHelpsAndLocksNobodyOut() {
        String over = server.accessToken(anna.address(), Instant.now().minusSeconds(60), "mail");
        String ofBert = good(bert);
        String forOthers = server.accessToken(anna.address(), Instant.now().plusSeconds(600), "calendar");
        String altered = good(anna) + "A";

        for (int i = 0; i < 10; i++) {
            assertThat(refusal(token(anna, over))).contains("Its time is over");
            assertThat(refusal(token(anna, ofBert))).contains("another user's than x-imap-user");
            assertThat(refusal(token(anna, forOthers))).contains("not for mail");
            assertThat(refusal(token(anna, altered))).contains("sign in again");
        }

        assertThat(ok("imap_list_emails", LIST, token(anna, good(anna)))).isTrue();
        assertThat(ok("imap_list_emails", LIST, ToolStack.credentials(anna))).isTrue();
    }

    @Test
    void theNextTokenOfAUserIsTakenAtOnce() {
        for (int i = 0; i < 8; i++) {
            assertThat(ok(
                            "imap_list_emails",
                            LIST,
                            token(
                                    anna,
                                    server.accessToken(
                                            anna.address(), Instant.now().plus(Duration.ofSeconds(600 + i)), "mail"))))
                    .isTrue();
        }
    }

    @Test
    void aMasterUserLogsInForAnotherOnlyWhereTheOperatorLetsDelegates() throws IOException {
        Credentials forAnna = new Credentials(
                        anna.address(), new Secret(server.master().password()))
                .by(server.master().address());
        assertThat(refusal(forAnna)).startsWith("NOT_ALLOWED").contains("DELEGATES");

        stack.close();
        stack = ToolStack.guarded(server, Map.of("DELEGATES", "true"));
        assertThat(ok("imap_list_emails", LIST, forAnna)).isTrue();
        assertThat(ok("smtp_send_email", mail(bert, "for anna"), forAnna)).isTrue();
        assertThat(server.messages(anna, "Sent"))
                .filteredOn(mail -> new String(mail, StandardCharsets.UTF_8).contains("Subject: for anna"))
                .singleElement()
                .satisfies(mail -> assertThat(new String(mail, StandardCharsets.UTF_8))
                        .contains("From: " + anna.address())
                        .doesNotContain("master"));
        assertThat(refusal(new Credentials(anna.address(), new Secret("guess")).by("master")))
                .startsWith("LOGIN_FAILED");
        assertThat(refusal(new Credentials(
                                anna.address(), new Secret(server.master().password()))
                        .by(bert.address())))
                .startsWith("LOGIN_FAILED");
    }

    private boolean ok(String tool, String arguments, Credentials credentials) {
        return !stack.call(credentials, tool, arguments).getBoolean("isError");
    }

    private String refusal(Credentials credentials) {
        return ToolStack.errorText(stack.call(credentials, "imap_list_emails", LIST));
    }

    private String good(MailUser user) {
        return server.accessToken(user.address(), Instant.now().plusSeconds(600), "openid mail");
    }

    private static Credentials token(MailUser user, String token) {
        return new Credentials(user.address(), new Login.AccessToken(new Secret(token), null));
    }

    private static String mail(MailUser to, String subject) {
        return "{\"to\":[\"" + to.address() + "\"],\"subject\":\"" + subject + "\",\"text\":\"hello\"}";
    }
}
