// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.CallTrail.ChangedMails;
import dev.mailboxmcp.mailserver.GreenMailServer;
import jakarta.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the tools that change mail leave for the audit log and the metrics. */
class ChangeTrailsTest {
    private static final Set<Permission> CHANGING = Set.of(Permission.ORGANIZE, Permission.DELETE, Permission.DRAFT);

    private final GreenMailServer server = GreenMailServer.start();
    private final Map<String, String> trails = new LinkedHashMap<>();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyToolThatChangesMailLeavesWhatBecameOfIt() throws Exception {
        server.reset(server.alice());
        for (int i = 0; i < 2; i++) {
            server.append(
                    server.alice(),
                    "INBOX",
                    Mails.plain("bob@mails.example", "alice@mails.example", "mail " + i, "text"));
        }
        try (ToolStack stack = ToolStack.on(server, Map.of("DELETE_MODE", "allow"))) {
            call(stack, "imap_manage_folders", "{\"action\":\"create\",\"folder\":\"Work\"}");
            call(stack, "imap_manage_folders", "{\"action\":\"rename\",\"folder\":\"Work\",\"new_path\":\"Old\"}");
            call(stack, "imap_manage_folders", "{\"action\":\"delete\",\"folder\":\"Old\"}");
            JsonObject flagged = call(stack, "imap_organize_emails", "{\"uids\":[1],\"action\":\"flag\"}");
            call(stack, "imap_undo", "{\"undo\":\"" + flagged.getString("undo") + "\"}");
            call(stack, "imap_delete_emails", "{\"query\":\"mail\"}");
            call(stack, "imap_save_draft", "{\"subject\":\"s\",\"text\":\"t\"}");
            KnownTools.ALL.stream()
                    .filter(tool -> tool.permission() != null && CHANGING.contains(tool.permission()))
                    .filter(tool -> !tool.name().equals("imap_request_upload")) // it makes a link, and changes nothing
                    .filter(tool -> trails.keySet().stream().noneMatch(trail -> trail.startsWith(tool.name() + " ")))
                    .forEach(tool -> call(stack, tool.name(), "{" + tool.arguments() + "}"));
        }

        assertThat(trails)
                .contains(
                        Map.entry("imap_manage_folders CREATE_FOLDER", "DONE 1 of Work"),
                        Map.entry("imap_manage_folders RENAME_FOLDER", "DONE 1 of Work"),
                        Map.entry("imap_manage_folders DELETE_FOLDER", "DONE 1 of Old"),
                        Map.entry("imap_organize_emails FLAG", "DONE 1 of INBOX"),
                        Map.entry("imap_undo UNDO", "DONE 1 of null"),
                        Map.entry("imap_delete_emails DELETE", "PREVIEW 2 of INBOX"),
                        Map.entry("imap_save_draft SAVE_DRAFT", "DONE 1 of Drafts"));
    }

    private JsonObject call(ToolStack stack, String tool, String arguments) {
        CallContext context = CallContext.of(new Caller(ToolStack.credentials(server.alice()), "127.0.0.1"));
        JsonObject result = stack.round(context, tool, arguments);
        assertThat(result.getBoolean("isError")).as("%s", result).isFalse();
        assertThat(context.trail().user()).isEqualTo(server.alice().address());
        ChangedMails changed = Objects.requireNonNull(
                context.trail().changed(), () -> tool + " does not say what became of the mails: ChangeWords.trail");
        trails.put(
                tool + " " + changed.action(),
                changed.status() + " " + (changed.done() + changed.matched()) + " of " + changed.folder());
        return result.getJsonObject("structuredContent");
    }
}
