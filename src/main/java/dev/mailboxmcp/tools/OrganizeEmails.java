// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.OrganizeAction;
import dev.mailboxmcp.mail.Organized;
import dev.mailboxmcp.mailbox.Organizing;
import dev.mailboxmcp.tool.Doc;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code imap_organize_emails}: flags, labels, and moves to another folder. */
@McpTool(
        name = "imap_organize_emails",
        title = "Organize emails",
        description =
                "Marks, flags, labels, moves, copies, archives or trashes emails of one folder; nothing is deleted. The"
                        + " result counts what was done and has an `undo`.",
        order = 10,
        permission = Permission.ORGANIZE)
public final class OrganizeEmails implements MailTool<Organizing, OrganizeEmails.Arguments, OrganizeEmails.Result> {
    private static final int MAX_MAILS = 200;

    /** Which mails, and what is done to them. */
    public record Arguments(
            @Fallback("\"INBOX\"") String folder,

            @Size(min = 1, max = MAX_MAILS) List<@Min(1) @Max(4294967295L) Long> uids,
            @Min(1) @Max(4294967295L) @Nullable Long uidvalidity,

            OrganizeAction action,

            @Doc("move, copy: folder path or role; label, unlabel: the label") @Size(min = 1, max = 1000) @Nullable
            String target) {}

    /**
     * What became of them.
     *
     * @param newUids as ranges, such as {@code 16:490}
     */
    public record Result(
            Organized.Status status,
            OrganizeAction action,
            int done,
            @Nullable Integer missing,
            @Nullable Integer left,
            @Nullable String target,
            @Nullable String newUids,
            @Nullable String undo,
            @Nullable String advice) {}

    @Override
    public Result call(Organizing mailbox, Arguments arguments, CallContext context) {
        Organized organized = mailbox.organize(
                new Organizing.Selection(new FolderPath(arguments.folder()), arguments.uidvalidity(), arguments.uids()),
                arguments.action(),
                arguments.target());
        return new Result(
                organized.status(),
                arguments.action(),
                organized.done(),
                orAbsent(organized.missing()),
                orAbsent(organized.left()),
                organized.target() == null ? null : organized.target().value(),
                Ranges.of(organized.newUids()),
                organized.undo(),
                advice(organized, arguments.action()));
    }

    private static @Nullable String advice(Organized organized, OrganizeAction action) {
        return switch (organized.status()) {
            case UNKNOWN ->
                "The mail server's answer was lost, so it is not known what was done; the counts were looked up afterwards."
                        + " List the folder before anything else is done to these mails.";
            case PARTIAL -> "Some mails are as they were. Call again for these.";
            case DONE ->
                organized.undo() == null && organized.done() > 0 && action != OrganizeAction.COPY
                        ? "This cannot be undone by imap_undo: nothing changed, the server does not tell where the mails went,"
                                + " or they are too scattered."
                        : null;
        };
    }

    private static @Nullable Integer orAbsent(int count) {
        return count == 0 ? null : count;
    }
}
