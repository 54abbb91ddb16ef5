// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.Folder;
import dev.mailboxmcp.mail.FolderList;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.tool.McpTool;
import dev.mailboxmcp.tool.Tool;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code imap_list_folders}: every folder with its counts. */
@McpTool(
        name = "imap_list_folders",
        title = "List folders",
        description = "Lists folders with message and unread counts; `path` is the other tools' `folder`.",
        order = 2,
        readOnly = true,
        idempotent = true)
public final class ListFolders implements Tool<ListFolders.Arguments, ListFolders.Result> {
    /** Whose folders. */
    public record Arguments(@Nullable String credentials) {
        @Override
        public String toString() {
            return "Arguments[***]";
        }
    }

    /** The folders, INBOX first. */
    public record Result(String delimiter, List<Row> folders) {}

    /** One folder. */
    public record Row(String path, @Nullable FolderRole role, long messages, long unread, boolean selectable) {}

    private final MailboxAccess access;

    @Inject
    ListFolders(MailboxAccess access) {
        this.access = access;
    }

    @Override
    public Result call(Arguments arguments, CallContext context) {
        FolderList list = access.mailbox(arguments.credentials(), context).listFolders();
        return new Result(
                list.delimiter(), list.folders().stream().map(ListFolders::row).toList());
    }

    private static Row row(Folder folder) {
        return new Row(folder.path().value(), folder.role(), folder.messages(), folder.unread(), folder.selectable());
    }
}
