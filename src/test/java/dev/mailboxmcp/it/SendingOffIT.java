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

/** The WAR as it is shipped, where nothing is sent. */
@ExtendWith(ArquillianExtension.class)
class SendingOffIT {
    @Deployment(testable = false)
    public static WebArchive war() {
        return ConfirmingWar.configured("SEND_MODE=off");
    }

    @Test
    void nothingIsOfferedThatSendsAndNothingCanBeCalled() throws Exception {
        JsonObject none = JsonObject.EMPTY_JSON_OBJECT;
        McpClient client = DeployedWar.client().as(DeployedWar.mail().alice());

        JsonObject tools = McpClient.result(client.postModern("tools/list", none));
        JsonObject prompts = McpClient.result(client.postModern("prompts/list", none));
        JsonObject call = McpClient.body(client.postModern(
                "tools/call",
                Json.createObjectBuilder()
                        .add("name", "smtp_send_email")
                        .add("arguments", none)
                        .build()));

        assertThat(tools.toString()).contains("imap_read_email").doesNotContain("\"name\":\"smtp_");
        assertThat(prompts.toString()).contains("triage_inbox", "as a draft").doesNotContain("sends it");
        assertThat(call.getJsonObject("result").getBoolean("isError")).isTrue();
        assertThat(call.toString()).contains("NOT_ALLOWED: this server does not offer the tool");
    }
}
