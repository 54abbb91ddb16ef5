// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.CourierServer;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.Test;

class ToolsOnCourierIT extends ToolsOnRealServersContract {
    ToolsOnCourierIT() {
        super(CourierServer.shared());
    }

    @Test
    void aFolderIsKnownByItsWholePathOnly() {
        fail("imap_list_emails", "{\"folder\":\"Sent\"}", "FOLDER_NOT_FOUND");
    }

    /** A new user finds it so. */
    @Test
    void whereThereIsNoSentFolderTheMailIsSentAndTheAnswerSaysThatNoCopyIsKept() throws Exception {
        server.reset(server.alice());

        JsonObject sent = succeed(
                "smtp_send_email",
                "{\"to\":[\"%s\"],\"subject\":\"s\",\"text\":\"t\"}"
                        .formatted(server.bob().address()));

        assertThat(sent.getString("status")).isEqualTo("sent");
        assertThat(sent.getString("not_saved_reason")).contains("Sent");
        awaitMail(server.bob(), 1);
    }

    @Test
    void aCopyIsKeptAfterTheSentFolderWasLookedInto() throws Exception {
        succeed("imap_list_emails", "{\"folder\":\"%s\"}".formatted(server.path("Sent")));

        JsonObject sent = succeed(
                "smtp_send_email",
                "{\"to\":[\"%s\"],\"subject\":\"s\",\"text\":\"t\"}"
                        .formatted(server.bob().address()));

        assertThat(sent.getString("saved_to")).isEqualTo(server.path("Sent"));
    }
}
