// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The WAR as it is shipped, where tokens come from the command line alone, the log names users, and no domain is allowed. */
@ExtendWith(ArquillianExtension.class)
class OperatorSettingsIT {
    @Deployment(testable = false)
    static WebArchive war() {
        return ConfirmingWar.configured("TOKEN_TOOL=off\nCONNECT_PAGE=off\nLOG_USERS=clear\nSEND_ALLOWED_DOMAINS=");
    }

    @Test
    void noPasswordPassesAModelWhereTheToolForTokensIsOff() throws Exception {
        JsonObject tools =
                McpClient.result(DeployedWar.client().postModern("tools/list", JsonObject.EMPTY_JSON_OBJECT));
        JsonObject call = McpClient.body(DeployedWar.client()
                .postModern(
                        "tools/call",
                        Json.createObjectBuilder()
                                .add("name", "imap_encrypt_credentials")
                                .add("arguments", JsonObject.EMPTY_JSON_OBJECT)
                                .build()));

        assertThat(tools.toString()).contains("imap_read_email").doesNotContain("\"imap_encrypt_credentials\"");
        assertThat(call.getJsonObject("result").getBoolean("isError")).isTrue();
        assertThat(call.toString()).contains("NOT_ALLOWED: this server does not offer the tool");
    }

    @Test
    void noMailGoesOutWhereTheListOfDomainsIsSetToNothing() throws Exception {
        JsonObject result = DeployedWar.client()
                .as(DeployedWar.mail().alice())
                .call(
                        "smtp_send_email",
                        Json.createObjectBuilder()
                                .add(
                                        "to",
                                        Json.createArrayBuilder()
                                                .add(DeployedWar.mail().bob().address()))
                                .add("subject", "to nobody")
                                .add("text", "text"));

        assertThat(result.toString()).contains("NOT_ALLOWED", "SEND_ALLOWED_DOMAINS");
    }

    @Test
    void thereIsNoPageForTokensWhereItIsOff() throws Exception {
        assertThat(DeployedWar.client().get("/connect").statusCode()).isEqualTo(404);
    }

    @Test
    void theLogNamesUsersWhereItIsToldTo() throws Exception {
        int before = ServerEnvironment.log().length();
        DeployedWar.client()
                .with("x-imap-user", "to-be-logged@example.org")
                .with("x-imap-pass", "secret-guess")
                .call("imap_list_folders", Json.createObjectBuilder());

        assertThat(ServerEnvironment.log().substring(before))
                .contains("refused the login of to-be-logged@example.org from")
                .doesNotContain("secret-guess");
    }
}
