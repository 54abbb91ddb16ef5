// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.MailUser;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.Test;

class ToolsOnDovecotIT extends ToolsOnRealServersContract {
    ToolsOnDovecotIT() {
        super(DovecotServer.shared());
    }

    @Test
    void aMailboxOfLimitedSizeTellsItsQuotaAndIsFullWhereThatIsReached() throws Exception {
        MailUser carol = DovecotServer.shared().carol();
        server.reset(carol);
        server.append(carol, "INBOX", Mails.withAttachment("large", "text", "a.bin", new byte[10_000]));

        JsonObject quota = stack.succeed(carol, "imap_list_folders", "{}").getJsonObject("quota");
        String full = ToolStack.errorText(stack.call(
                ToolStack.credentials(carol),
                "imap_organize_emails",
                "{\"uids\":[%d],\"action\":\"copy\",\"target\":\"Sent\"}"
                        .formatted(stack.succeed(carol, "imap_list_emails", "{}")
                                .getJsonArray("emails")
                                .getJsonObject(0)
                                .getInt("uid"))));

        assertThat(quota.getJsonNumber("limit_bytes").longValue()).isBetween(19_000L, 21_000L);
        assertThat(quota.getJsonNumber("used_bytes").longValue()).isBetween(13_000L, 16_000L);
        assertThat(full).startsWith("MAILBOX_FULL: the mailbox is full and said");
        server.reset(carol);
    }
}
