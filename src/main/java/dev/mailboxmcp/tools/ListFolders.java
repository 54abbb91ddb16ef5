// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.Folder;
import dev.mailboxmcp.mail.FolderList;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mailbox.Reading;
import dev.mailboxmcp.tool.McpTool;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code imap_list_folders}: every folder with its counts. */
@McpTool(
        name = "imap_list_folders",
        title = "List folders",
        description = "Lists folders with message and unread counts; `path` is the other tools' `folder`.",
        order = 2,
        permission = Permission.READ)
public final class ListFolders implements MailTool<Reading, ListFolders.Arguments, ListFolders.Result> {
    /** Whose folders. */
    public record Arguments() {}

    /** The folders, INBOX first. */
    public record Result(String delimiter, List<Row> folders) {}

    /** One folder. */
    public record Row(
            String path,
            @Nullable FolderRole role,
            @Nullable Long messages,
            @Nullable Long unread,
            boolean selectable) {}

    @Override
    public Result call(Reading mailbox, Arguments arguments, CallContext context) {
        FolderList list = mailbox.listFolders();
        return new Result(
                list.delimiter(), list.folders().stream().map(ListFolders::row).toList());
    }

    private static Row row(Folder folder) {
        return new Row(
                folder.path().value(),
                folder.role(),
                known(folder.messages()),
                known(folder.unread()),
                folder.selectable());
    }

    private static @Nullable Long known(long count) {
        return count < 0 ? null : Long.valueOf(count);
    }
}
