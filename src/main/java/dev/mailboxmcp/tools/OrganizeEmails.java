// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.ChangePreview;
import dev.mailboxmcp.mail.ChangeResult;
import dev.mailboxmcp.mail.OrganizeAction;
import dev.mailboxmcp.mail.Organized;
import dev.mailboxmcp.mailbox.Organizing;
import dev.mailboxmcp.tool.Doc;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code imap_organize_emails}: flags, labels, and moves to another folder. */
@McpTool(
        name = "imap_organize_emails",
        title = "Organize emails",
        description =
                "Marks, flags, labels, moves, copies, archives or trashes emails, by `uids` or `query`. Gives an `undo`. A"
                        + " query for many gives a `preview`, whose `confirm` changes exactly these.",
        order = 11,
        permission = Permission.ORGANIZE)
public final class OrganizeEmails implements MailTool<Organizing, OrganizeEmails.Arguments, OrganizeEmails.Result> {
    private static final int MAX_BYTES = 600;
    private static final int MAX_RANGES = 200;
    private static final String NO_MATCH = "No mail of this folder matches the query.";

    /** Names and counts at their longest. */
    private static final int FRAME = 145;

    /** Which mails, and what is done to them. */
    public record Arguments(
            @Fallback("\"INBOX\"") String folder,

            @Size(min = 1, max = ChangeWords.MAX_MAILS) @Nullable
            List<@Min(1) @Max(4294967295L) Long> uids,

            @Doc("As in imap_search_emails") @Size(min = 1, max = ChangeWords.MAX_QUERY) @Nullable
            String query,

            @Nullable Long uidvalidity,

            OrganizeAction action,

            @Doc("Folder path or role, or the label") @Size(min = 1, max = 1000) @Nullable
            String target,

            @Size(min = 1, max = ChangeWords.MAX_CONFIRM) @Nullable
            String confirm) {}

    /**
     * What became of them.
     *
     * @param newUids as ranges, such as {@code 16:490}
     */
    public record Result(
            ChangeWords.Status status,
            OrganizeAction action,
            int done,
            @Nullable Integer missing,
            @Nullable Integer left,
            @Nullable String target,
            @Nullable String newUids,
            @Nullable String undo,
            @Nullable Integer matched,
            @Nullable List<EmailPage.Summary> sample,
            @Nullable String confirm,
            @Nullable String advice) {}

    @Override
    public Result call(Organizing mailbox, Arguments arguments, CallContext context) {
        ChangeResult result = mailbox.organize(
                ChangeWords.choice(arguments.folder(), arguments.uidvalidity(), arguments.uids(), arguments.query()),
                arguments.action(),
                arguments.target(),
                arguments.confirm(),
                ChangeWords.progress(context));
        ChangeWords.trail(context, arguments.action().name(), arguments.folder(), arguments.query(), result);
        return switch (result) {
            case ChangePreview preview -> result(arguments.action(), ChangeWords.current(preview, true));
            case Organized organized ->
                result(arguments.action(), organized, arguments.query() == null ? null : NO_MATCH);
        };
    }

    private static Result result(OrganizeAction action, ChangePreview preview) {
        return new Result(
                ChangeWords.Status.PREVIEW,
                action,
                0,
                null,
                null,
                null,
                null,
                null,
                preview.matched(),
                EmailPage.summaries(preview.sample()),
                preview.confirm(),
                "Nothing was changed yet. The same call with confirm changes exactly these mails.");
    }

    /**
     * Small, whatever the size of the change: the new uids are left out first, then a target with a long path.
     *
     * @param none what is to be known where there was no mail to change; null for nothing
     */
    private static Result result(OrganizeAction action, Organized organized, @Nullable String none) {
        String undo = organized.undo();
        String advice =
                action == OrganizeAction.COPY ? ChangeWords.adviceOfCopy(organized) : ChangeWords.advice(organized);
        if (advice == null && undo == null && organized.done() > 0 && action != OrganizeAction.COPY) {
            advice = "imap_undo cannot take this back: nothing changed, or what changed takes too many words.";
        }
        if (advice == null && organized.done() == 0 && organized.missing() == 0) {
            advice = none;
        }
        String target = organized.target() == null ? null : organized.target().value();
        int room = MAX_BYTES - FRAME - bytes(undo, advice);
        if (bytes(target) > room) {
            target = null;
        }
        return new Result(
                ChangeWords.Status.of(organized),
                action,
                organized.done(),
                ToolWords.orAbsent(organized.missing()),
                ToolWords.orAbsent(organized.left()),
                target,
                target == null ? null : Ranges.of(organized.newUids(), Math.min(MAX_RANGES, room - bytes(target))),
                undo,
                null,
                null,
                null,
                advice);
    }

    private static int bytes(@Nullable String... texts) {
        return Stream.of(texts)
                .mapToInt(text -> text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }
}
