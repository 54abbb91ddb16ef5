// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.IntrospectionEndpoint;
import dev.mailboxmcp.mailserver.IntrospectionEndpoint.Grant;
import dev.mailboxmcp.mailserver.MailUser;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Logins by access tokens that say nothing: Dovecot asks an authorization server about them (RFC 7662), and Postfix asks Dovecot. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntrospectionOnDovecotIT {
    private static final String LIST = "{\"folder\":\"INBOX\"}";
    private static final String SIGN_IN = "It is over, or not for mail: the user has to sign in again.";

    private final IntrospectionEndpoint authorization = new IntrospectionEndpoint();
    private final MailUser anna = DovecotServer.reader(1);
    private final MailUser bert = DovecotServer.reader(2);
    private DovecotServer server;
    private ToolStack stack;

    @BeforeAll
    void start() {
        server = DovecotServer.asking(authorization.address());
    }

    @BeforeEach
    void open() {
        stack = ToolStack.guarded(server, Map.of("SMTP_IDLE_TIMEOUT", "0"));
    }

    @AfterEach
    void close() {
        stack.close();
    }

    @AfterAll
    void stop() {
        authorization.close();
    }

    @Test
    void aTokenOpensTheMailboxAndSends() {
        String token = issued(anna, "openid mail");

        assertThat(ok("imap_list_emails", LIST, token)).isTrue();
        int before = authorization.asked();
        assertThat(ok("smtp_send_email", mail("by introspection"), token)).isTrue();
        assertThat(authorization.asked()).isGreaterThan(before);
    }

    @Test
    void aTokenThatNobodyKnowsIsRefused() {
        assertThat(refusal(fresh())).startsWith("LOGIN_FAILED").contains(SIGN_IN);
    }

    @Test
    void aTokenOfAnotherUserOpensNothing() {
        assertThat(refusal(issued(bert, "mail")))
                .startsWith("LOGIN_FAILED")
                .contains("Repeating the call does not help");
    }

    @Test
    void aTokenForOtherThingsIsRefused() {
        assertThat(refusal(issued(anna, "calendar"))).startsWith("LOGIN_FAILED").contains(SIGN_IN);
    }

    @Test
    void aTokenForAnotherServerIsNotActiveHere() {
        String token = fresh();
        authorization.issue(token, new Grant(anna.address(), "mail", "https://calendar.example.test/", inTime(600)));

        assertThat(refusal(token)).startsWith("LOGIN_FAILED").contains(SIGN_IN);
    }

    @Test
    void aTokenWhoseTimeIsOverIsRefused() {
        String token = fresh();
        authorization.issue(token, new Grant(anna.address(), "mail", IntrospectionEndpoint.MAIL_SERVER, inTime(-1)));

        assertThat(refusal(token)).startsWith("LOGIN_FAILED").contains(SIGN_IN);
    }

    @Test
    void aTokenThatEndsWhileItsConnectionIsOpenIsRefusedAtTheNextLogin() throws IOException {
        String token = issued(anna, "mail");
        assertThat(ok("imap_list_emails", LIST, token)).isTrue();
        authorization.revoke(token);
        assertThat(ok("imap_list_emails", LIST, token)).isTrue(); // Dovecot asks once for each connection

        server.disconnect(anna);

        assertThat(refusal(token)).startsWith("LOGIN_FAILED").contains(SIGN_IN);
        assertThat(ok("imap_list_emails", LIST, issued(anna, "mail"))).isTrue(); // and the next one is taken at once
    }

    @Test
    void aTokenThatEndsBeforeAMailGoesOutSendsNothing() {
        String token = issued(anna, "mail");
        assertThat(ok("imap_list_emails", LIST, token)).isTrue();
        authorization.revoke(token);

        assertThat(ToolStack.errorText(stack.call(byToken(token), "smtp_send_email", mail("after the end"))))
                .startsWith("LOGIN_FAILED")
                .contains(SIGN_IN);
    }

    @Test
    void noRefusedTokenLocksAUserOut() {
        for (int i = 0; i < 10; i++) {
            assertThat(refusal(fresh())).startsWith("LOGIN_FAILED");
        }

        assertThat(ok("imap_list_emails", LIST, issued(anna, "mail"))).isTrue();
    }

    private boolean ok(String tool, String arguments, String token) {
        return !stack.call(byToken(token), tool, arguments).getBoolean("isError");
    }

    private String refusal(String token) {
        return ToolStack.errorText(stack.call(byToken(token), "imap_list_emails", LIST));
    }

    private String issued(MailUser user, String scope) {
        String token = fresh();
        authorization.issue(token, new Grant(user.address(), scope, IntrospectionEndpoint.MAIL_SERVER, inTime(600)));
        return token;
    }

    private static Instant inTime(int seconds) {
        return Instant.now().plusSeconds(seconds);
    }

    private static String fresh() {
        return UUID.randomUUID().toString();
    }

    private Credentials byToken(String token) {
        return new Credentials(anna.address(), new Login.AccessToken(new Secret(token), null));
    }

    private String mail(String subject) {
        return "{\"to\":[\"" + bert.address() + "\"],\"subject\":\"" + subject + "\",\"text\":\"hello\"}";
    }
}
