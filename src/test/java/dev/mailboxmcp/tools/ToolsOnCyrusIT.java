// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mailserver.CyrusServer;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolsOnCyrusIT extends ToolsOnRealServersContract {
    ToolsOnCyrusIT() {
        super(CyrusServer.shared());
    }

    @Override
    boolean knowsFieldsFarBehind() {
        return false;
    }

    @Override
    String rightsOfOwn() {
        return ",\"rights\":\"lrswipkxtecdan\"";
    }

    @Test
    void aFolderThatAnotherUserSharesIsToldWithTheRightsInIt() throws Exception {
        try (RawImap bob = server.connect(server.bob())) {
            bob.command("SETACL INBOX alice lrs");

            assertThat(succeed("imap_list_folders", "{}")
                            .getJsonArray("folders")
                            .getValuesAs(JsonObject.class))
                    .anySatisfy(folder -> {
                        assertThat(folder.getString("path")).isEqualTo("user.bob");
                        assertThat(folder.getBoolean("shared")).isTrue();
                        assertThat(folder.getString("rights")).isEqualTo("lrs");
                    })
                    .filteredOn(folder -> folder.containsKey("shared"))
                    .hasSize(1);

            bob.command("DELETEACL INBOX alice");
        }
    }

    @Test
    void aFolderIsKnownByItsWholePathOnly() {
        fail("imap_list_emails", "{\"folder\":\"Sent\"}", "FOLDER_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Subject: s\r\n\r\nN\0UL\r\n", "Subject: s\r\n\r\nbare\nline feed\r\n"})
    void aMailThatBreaksTheRulesIsRefusedBeforeAnybodyHasToReadIt(String mail) {
        assertThatThrownBy(() -> server.append(server.alice(), "INBOX", mail.getBytes(StandardCharsets.US_ASCII)))
                .hasMessageContaining(" NO Message contains ");
    }
}
