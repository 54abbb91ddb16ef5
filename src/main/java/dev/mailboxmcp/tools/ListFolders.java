// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.Folder;
import dev.mailboxmcp.mail.FolderList;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.Quota;
import dev.mailboxmcp.mailbox.Account;
import dev.mailboxmcp.mailbox.Reading;
import dev.mailboxmcp.tool.McpTool;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code imap_list_folders}: every folder with its counts. */
@McpTool(
        name = "imap_list_folders",
        title = "List folders",
        description = "Lists folders with counts, whose mailbox it is, what may be done, and its quota; `path` is other"
                + " tools' `folder`.",
        order = 2,
        permission = Permission.READ)
public final class ListFolders implements MailTool<Reading, ListFolders.Arguments, ListFolders.Result> {
    /** The tool takes none: the credentials say whose folders are listed. */
    public record Arguments() {}

    /** Whose mailbox it is, and its folders, INBOX first. */
    public record Result(
            Account account,
            String delimiter,
            List<Row> folders,
            @Nullable Quota quota) {}

    /**
     * One folder.
     *
     * @param rights in the letters of RFC 4314
     */
    public record Row(
            String path,
            @Nullable FolderRole role,
            @Nullable Long messages,
            @Nullable Long unread,
            boolean selectable,
            @Nullable Boolean shared,
            @Nullable String rights) {}

    @Override
    public Result call(Reading mailbox, Arguments arguments, CallContext context) {
        FolderList list = mailbox.listFolders();
        return new Result(
                mailbox.account(),
                list.delimiter(),
                list.folders().stream().map(ListFolders::row).toList(),
                list.quota());
    }

    private static Row row(Folder folder) {
        return new Row(
                folder.path().value(),
                folder.role(),
                known(folder.messages()),
                known(folder.unread()),
                folder.selectable(),
                folder.shared() ? true : null,
                folder.rights());
    }

    private static @Nullable Long known(long count) {
        return count < 0 ? null : Long.valueOf(count);
    }
}
