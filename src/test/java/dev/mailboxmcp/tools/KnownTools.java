// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.account.Permission;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tools that there have to be, in their order: other tests take names and numbers from here. The number in
 * {@link ToolReferenceTest} is what its budgets are measured by, and stays where a tool is added.
 */
public final class KnownTools {
    /**
     * One tool.
     *
     * @param permission that it needs; null for none
     * @param hints read-only, destructive, idempotent, open world
     * @param arguments of a call that could be made
     */
    record KnownTool(String name, @Nullable Permission permission, String hints, String arguments) {}

    static final List<KnownTool> ALL = List.of(
            tool("imap_encrypt_credentials", null, "true, false, false, false", ""),
            tool("imap_list_folders", Permission.READ, "true, false, true, false", ""),
            tool("imap_list_emails", Permission.READ, "true, false, true, false", ""),
            tool("imap_search_emails", Permission.READ, "true, false, true, false", "\"query\":\"x\""),
            tool("imap_read_email", Permission.READ, "true, false, true, true", "\"uid\":1"),
            tool("imap_read_thread", Permission.READ, "true, false, true, true", "\"uid\":1"),
            tool("imap_read_attachment", Permission.READ, "true, false, true, true", "\"uid\":1,\"part\":\"2\""),
            tool("imap_list_changes", Permission.READ, "true, false, true, false", ""),
            tool("imap_find_contacts", Permission.READ, "true, false, true, false", "\"name\":\"bob\""),
            tool("imap_list_follow_ups", Permission.READ, "true, false, true, false", "\"kind\":\"to_answer\""),
            tool(
                    "imap_organize_emails",
                    Permission.ORGANIZE,
                    "false, false, true, false",
                    "\"uids\":[1],\"action\":\"read\""),
            tool("imap_undo", Permission.ORGANIZE, "false, false, true, false", "\"undo\":\"x\""),
            tool(
                    "imap_manage_folders",
                    Permission.ORGANIZE,
                    "false, false, true, false",
                    "\"action\":\"create\",\"folder\":\"x\""),
            tool("imap_delete_emails", Permission.DELETE, "false, true, true, false", "\"uids\":[1]"),
            tool("imap_save_draft", Permission.DRAFT, "false, false, false, false", "\"text\":\"t\""),
            tool(
                    "imap_request_upload",
                    Permission.DRAFT,
                    "false, false, false, false",
                    "\"name\":\"a.pdf\",\"size_bytes\":1"),
            tool("smtp_send_draft", Permission.SEND, "false, false, true, true", "\"uid\":1"),
            tool(
                    "smtp_send_email",
                    Permission.SEND,
                    "false, false, false, true",
                    "\"to\":[\"bob@example.org\"],\"subject\":\"s\",\"text\":\"t\""),
            tool("smtp_reply_email", Permission.SEND, "false, false, false, true", "\"uid\":1,\"text\":\"t\""),
            tool(
                    "smtp_forward_email",
                    Permission.SEND,
                    "false, false, false, true",
                    "\"uid\":1,\"to\":[\"bob@example.org\"]"),
            tool(
                    "smtp_answer_invitation",
                    Permission.SEND,
                    "false, false, false, true",
                    "\"uid\":1,\"answer\":\"accept\""));

    private KnownTools() {}

    private static KnownTool tool(String name, @Nullable Permission permission, String hints, String arguments) {
        return new KnownTool(name, permission, hints, arguments);
    }

    /** @throws AssertionError for a tool that has no line here */
    static KnownTool of(String name) {
        return ALL.stream()
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " has no line in KnownTools"));
    }

    public static List<String> names() {
        return ALL.stream().map(KnownTool::name).toList();
    }

    /** Those that a server offers as it is installed, where nothing is deleted for good. */
    public static List<String> offered() {
        return ALL.stream()
                .filter(tool -> tool.permission() != Permission.DELETE)
                .map(KnownTool::name)
                .toList();
    }
}
