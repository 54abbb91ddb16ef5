// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.MailUser;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whose mailbox a call is for, where headers and tokens say so. */
class CredentialsIT extends DeployedWar {
    private static final MailUser ALICE = mail().alice();
    private static final MailUser BOB = mail().bob();

    @BeforeAll
    static void aMailEach() throws Exception {
        for (MailUser user : new MailUser[] {ALICE, BOB}) {
            mail().reset(user);
            mail().append(
                            user,
                            "INBOX",
                            ("From: x@example.org\r\nSubject: of " + user.address() + "\r\n\r\nHello\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aTokenAsArgumentWinsOverTheHeaders() throws Exception {
        assertThat(list(client().as(ALICE), client().token(BOB)))
                .contains(mailOf(BOB))
                .doesNotContain(mailOf(ALICE));
        assertThat(list(client().with("Authorization", "Bearer " + client().token(ALICE)), client().token(BOB)))
                .contains(mailOf(BOB))
                .doesNotContain(mailOf(ALICE));
    }

    @Test
    void aTokenInTheHeaderIsForItsMailbox() throws Exception {
        assertThat(list(client().with("Authorization", "Bearer " + client().token(BOB)), null))
                .contains(mailOf(BOB));
        assertThat(list(client().as(BOB).with("Authorization", "Bearer " + client().token(BOB)), null))
                .as("with user and password of the same mailbox beside it")
                .contains(mailOf(BOB));
    }

    @Test
    void aTokenBesideAnotherMailboxIsRefused() throws Exception {
        assertThat(list(client().as(ALICE).with("Authorization", "Bearer " + client().token(BOB)), null))
                .contains("different mailboxes")
                .doesNotContain(mailOf(ALICE), mailOf(BOB));
    }

    @Test
    void aTokenThatIsNotValidIsNeverReplacedByAPasswordBesideIt() throws Exception {
        String altered = client().token(ALICE) + "A";

        assertThat(list(client().as(ALICE).with("Authorization", "Bearer " + altered), null))
                .contains("BAD_TOKEN")
                .doesNotContain(mailOf(ALICE));
        assertThat(list(client().as(ALICE), altered)).contains("BAD_TOKEN").doesNotContain(mailOf(ALICE));
    }

    @Test
    void headersThatNameAProfileOrADelegateThatIsNotThereAreRefused() throws Exception {
        assertThat(list(client().as(ALICE).with("x-mail-profile", "corp"), null))
                .contains("mail profile of that name, or there is none")
                .doesNotContain(mailOf(ALICE));
        assertThat(list(client().as(ALICE).with("x-mail-profile", "imap.example.org"), null))
                .contains("never a host")
                .doesNotContain(mailOf(ALICE));
        assertThat(list(client().as(ALICE).with("x-imap-login", BOB.address()), null))
                .contains("DELEGATES")
                .doesNotContain(mailOf(ALICE));
    }

    @Test
    void anAccessTokenIsNeverTriedAsAPassword() throws Exception {
        assertThat(list(client().with("x-imap-user", ALICE.address()).with("x-imap-token", ALICE.password()), null))
                .doesNotContain(mailOf(ALICE))
                .containsAnyOf("access token", "x-imap-token");
        assertThat(list(client().as(ALICE).with("x-imap-token", "ya29.token"), null))
                .contains("send one of them")
                .doesNotContain(mailOf(ALICE));
    }

    @Test
    void ofAFailedLoginTheLogHoldsThePseudonymOfTheUserAndNoPassword() throws Exception {
        int before = ServerEnvironment.log().length();
        list(client().with("x-imap-user", "not-to-be-logged@example.org").with("x-imap-pass", "secret-guess"), null);

        assertThat(ServerEnvironment.log().substring(before))
                .containsPattern("refused the login of \\S+ from")
                .doesNotContain("not-to-be-logged", "secret-guess");
    }

    private static String mailOf(MailUser user) {
        return "of " + user.address() + "\"";
    }

    private static String list(McpClient client, @Nullable String token) throws Exception {
        JsonObject arguments = token == null
                ? JsonObject.EMPTY_JSON_OBJECT
                : Json.createObjectBuilder().add("credentials", token).build();
        return McpClient.body(client.postModern(
                        "tools/call",
                        Json.createObjectBuilder()
                                .add("name", "imap_list_emails")
                                .add("arguments", arguments)
                                .build()))
                .toString();
    }
}
