// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.IOException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page of MicroProfile Metrics of the server that always has one; what Open Liberty may have is tested with its package. */
class MetricsIT extends DeployedWar {
    @BeforeAll
    static void onPayara() {
        Assumptions.assumeTrue(
                ServerEnvironment.tested() == TestedServer.PAYARA, "the others have no such page as they are tested");
    }

    @Test
    void callsAndConnectionsAreOnThePageOfTheOperators() throws IOException, InterruptedException {
        client().as(mail().alice()).call("imap_list_folders", Json.createObjectBuilder());
        client().call("imap_list_folders", Json.createObjectBuilder());

        assertThat(new McpClient(operationsUrl())
                        .get("/metrics?scope=application")
                        .body())
                .contains("mcp_server_operation_duration_seconds_count", "gen_ai_tool_name=\"imap_list_folders\"")
                .contains("error_type=\"NO_CREDENTIALS\"", "mailbox_imap_connections");
    }

    @Test
    void thePageIsNotWhereEverybodyLooks() throws IOException, InterruptedException {
        assertThat(client().get("/metrics").statusCode()).isEqualTo(404);
    }
}
