// SPDX-License-Identifier: MIT
package dev.mailboxmcp.bench;

import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user's agent does by turns: of ten calls three list, two read, one searches, one asks for changes, two change a flag, and one
 * sends a mail to the user. Not thread-safe.
 */
final class WorkingDay implements Throughput.Call {
    private static final Pattern UID = Pattern.compile("\"uid\":(\\d+)");
    private static final Pattern UID_VALIDITY = Pattern.compile("\"uidvalidity\":(\\d+)");

    private final ToolClient tools;
    private final Account account;
    private final String folder;
    private final String subject;
    private final Operation newest;
    private int calls;
    private long uid;
    private long uidValidity;
    private String cursor = "";

    WorkingDay(ToolClient tools, Account account, BenchSettings settings) {
        this.tools = tools;
        this.account = account;
        folder = settings.folder();
        subject = settings.subject();
        newest = Operation.newest(folder, 0);
    }

    @Override
    public String run() throws IOException {
        if (uid == 0) {
            calls = 0; // no list was answered yet
        }
        return switch (calls++ % 10) {
            case 0, 3, 7 -> list();
            case 1, 6 -> tools.call("imap_read_email", mail().add("uid", uid).build());
            case 2 ->
                tools.call(
                        "imap_search_emails",
                        mail().add("subject", subject).add("limit", 20).build());
            case 4 -> flag("flag");
            case 5 -> changes();
            case 8 -> flag("unflag");
            default ->
                tools.call(
                        "smtp_send_email",
                        Json.createObjectBuilder()
                                .add("to", Json.createArrayBuilder().add(account.user()))
                                .add("subject", "news of the bench")
                                .add(
                                        "text",
                                        "A line of text.\n".repeat(20)
                                                + UUID.randomUUID()) // else it were the same mail
                                .build());
        };
    }

    private JsonObjectBuilder mail() {
        return Json.createObjectBuilder().add("folder", folder);
    }

    private String list() throws IOException {
        String rows = tools.call(newest.tool(), newest.arguments());
        if (!ToolClient.failed(rows)) {
            uid = number(UID, rows);
            uidValidity = number(UID_VALIDITY, rows);
        }
        return rows;
    }

    private String flag(String action) throws IOException {
        JsonObject change = mail().add("uids", Json.createArrayBuilder().add(uid))
                .add("uidvalidity", uidValidity)
                .add("action", action)
                .build();
        return tools.call("imap_organize_emails", change);
    }

    private String changes() throws IOException {
        JsonObjectBuilder arguments = Json.createObjectBuilder();
        if (!cursor.isEmpty()) {
            arguments.add("cursor", cursor);
        }
        String changes = tools.call("imap_list_changes", arguments.build());
        Matcher next = Operation.CURSOR.matcher(changes);
        cursor = next.find() ? next.group(1) : "";
        return changes;
    }

    private static long number(Pattern pattern, String response) throws IOException {
        Matcher number = pattern.matcher(response);
        if (!number.find()) {
            throw new IOException("no mail was listed: " + response);
        }
        return Long.parseLong(number.group(1));
    }

    @Override
    public void close() throws IOException {
        tools.close();
    }
}
