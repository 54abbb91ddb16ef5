// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.FolderChange;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mailbox.Organizing;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.McpTool;
import dev.mailboxmcp.tool.ToolFailure;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** {@code imap_manage_folders}: folders made, renamed and deleted. */
@McpTool(
        name = "imap_manage_folders",
        title = "Manage folders",
        description = "Creates, renames or deletes a folder. Only empty folders without a role are deleted.",
        order = 13,
        permission = Permission.ORGANIZE)
public final class ManageFolders implements MailTool<Organizing, ManageFolders.Arguments, ManageFolders.Result> {
    /** What can be done to a folder. */
    public enum Action {
        CREATE,
        RENAME,
        DELETE
    }

    /** Which folder, and what is done to it. */
    public record Arguments(
            Action action,
            @Size(min = 1, max = 1000) String folder,

            @Size(min = 1, max = 1000) @Nullable String newPath) {}

    /** The folder as it is called now, or was called. */
    public record Result(
            String folder, Action action, @Nullable String advice) {}

    @Override
    public Result call(Organizing mailbox, Arguments arguments, CallContext context) {
        Organizing.ChangedFolder changed = mailbox.change(change(arguments));
        ChangeWords.trail(context, arguments.action(), arguments.folder());
        return new Result(changed.folder().value(), arguments.action(), advice(changed.evidence()));
    }

    private static @Nullable String advice(Organizing.Evidence evidence) {
        return switch (evidence) {
            case ANSWER -> null;
            case LISTING -> "The mail server's answer was lost; the folders were listed afterwards, and it was done.";
            case APPEARANCE ->
                "The folder was not there before, and is now: this call made it, or another program at the same moment.";
        };
    }

    private static FolderChange change(Arguments arguments) {
        FolderPath folder = new FolderPath(arguments.folder());
        String newPath = arguments.newPath();
        if ((newPath == null) == (arguments.action() == Action.RENAME)) {
            throw new ToolFailure(
                    ErrorCode.INVALID_ARGUMENT,
                    newPath == null
                            ? "new_path is missing: rename needs the whole path that the folder shall have"
                            : "new_path is for rename alone: leave it out");
        }
        return switch (arguments.action()) {
            case CREATE -> new FolderChange.Create(folder);
            case DELETE -> new FolderChange.Delete(folder);
            case RENAME -> new FolderChange.Rename(folder, new FolderPath(newPath == null ? "" : newPath));
        };
    }
}
