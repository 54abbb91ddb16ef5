// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.Organized;
import dev.mailboxmcp.mailbox.Organizing;
import dev.mailboxmcp.tool.McpTool;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** {@code imap_undo}: takes back what {@code imap_organize_emails} did. */
@McpTool(
        name = "imap_undo",
        title = "Undo",
        description =
                "Undoes a change of imap_organize_emails by its `undo`, within 24 hours. Mails changed since stay.",
        order = 12,
        permission = Permission.ORGANIZE)
public final class UndoChange implements MailTool<Organizing, UndoChange.Arguments, UndoChange.Result> {
    /** Which change. */
    public record Arguments(@Size(min = 1, max = 1000) String undo) {}

    /**
     * What became of the mails.
     *
     * @param status partial where another session moved some of them at the same moment, and they are in two places now
     * @param missing how many are not there any more, or were changed again; those that were not tried, too
     * @param target the folder that they are in; absent where they never left it
     */
    public record Result(
            Organized.Status status,
            int done,
            int missing,
            @Nullable String target,
            @Nullable String advice) {}

    @Override
    public Result call(Organizing mailbox, Arguments arguments, CallContext context) {
        Organized undone = mailbox.undo(arguments.undo(), ChangeWords.progress(context));
        ChangeWords.trail(context, "UNDO", null, null, undone);
        return new Result(
                undone.twice() > 0 && undone.status() == Organized.Status.DONE
                        ? Organized.Status.PARTIAL
                        : undone.status(),
                undone.done(),
                undone.missing() + undone.left(),
                undone.target() == null ? null : undone.target().value(),
                ChangeWords.adviceOfUndo(undone));
    }
}
