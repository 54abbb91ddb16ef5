// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.CallTrail.ChangedMails;
import dev.mailboxmcp.mail.ChangePreview;
import dev.mailboxmcp.mail.ChangeResult;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.Organized;
import dev.mailboxmcp.mail.SavedDraft;
import dev.mailboxmcp.mailbox.MailChoice;
import dev.mailboxmcp.mailbox.Progress;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.ToolFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the tools that change mails have in common: which mails, and what is said of them afterwards. */
final class ChangeWords {
    static final int MAX_MAILS = 200;
    static final int MAX_QUERY = 500;
    static final int MAX_CONFIRM = 200;

    private ChangeWords() {}

    /** How far a change came. */
    enum Status {
        DONE,
        PARTIAL,
        PREVIEW,
        UNKNOWN;

        static Status of(Organized organized) {
            return switch (organized.status()) {
                case DONE -> DONE;
                case PARTIAL -> PARTIAL;
                case UNKNOWN -> UNKNOWN;
            };
        }
    }

    /**
     * Which mails.
     *
     * @throws ToolFailure unless it is either uids or a query
     */
    static MailChoice choice(
            String folder, @Nullable Long uidValidity, @Nullable List<Long> uids, @Nullable String query) {
        if (folder.equals(EmailPage.SEVERAL)) {
            throw new ToolFailure(
                    ErrorCode.INVALID_ARGUMENT,
                    "folder must be one folder. To change mails in several, call once for each");
        }
        FolderPath path = new FolderPath(folder);
        if (uids != null && query == null) {
            return new MailChoice.Listed(path, uidValidity, uids);
        }
        if (query != null && uids == null) {
            return new MailChoice.Matching(path, uidValidity, query);
        }
        throw new ToolFailure(
                ErrorCode.INVALID_ARGUMENT,
                uids == null
                        ? "uids or query is missing: name the mails by one of them"
                        : "give the mails as uids or as a query, and not both");
    }

    /**
     * The preview, unless it takes the place of another one that was confirmed.
     *
     * @param unseen whether mails that nobody was shown may be confirmed, since it can be taken back
     * @throws ToolFailure {@link ErrorCode#CONFLICT} with what is to be done next
     */
    static ChangePreview current(ChangePreview preview, boolean unseen) {
        if (!preview.outdated()) {
            return preview;
        }
        String changed = preview.matched() == 0
                ? "none of the mails of the preview is left to change, so nothing was done"
                : "the mails are not those of the preview any more, so nothing was done. Now there are "
                        + preview.matched();
        throw new ToolFailure(
                ErrorCode.CONFLICT,
                preview.matched() > 0 && unseen
                        ? changed + ": look at them by a call without confirm, or confirm these with "
                                + preview.confirm()
                        : changed + ". Call without confirm for a new preview");
    }

    /** Tells the client, if it wants to know. */
    static Progress progress(CallContext context) {
        return (tried, total) -> context.signals().progress(tried, (double) total, null);
    }

    /** Leaves for the operator what became of it. */
    static void trail(
            CallContext context, String action, @Nullable String folder, @Nullable String query, ChangeResult result) {
        context.trail()
                .changed(
                        switch (result) {
                            case ChangePreview preview ->
                                new ChangedMails(
                                        action, Status.PREVIEW.name(), 0, 0, 0, preview.matched(), folder, query);
                            case Organized organized ->
                                new ChangedMails(
                                        action,
                                        organized.status().name(),
                                        organized.done(),
                                        organized.missing(),
                                        organized.left(),
                                        0,
                                        folder,
                                        query);
                        });
    }

    /** Leaves for the operator that a folder was made, renamed or deleted; never under which new name. */
    static void trail(CallContext context, ManageFolders.Action action, String folder) {
        context.trail()
                .changed(new ChangedMails(
                        action.name() + "_FOLDER", Organized.Status.DONE.name(), 1, 0, 0, 0, folder, null));
    }

    /** Leaves for the operator that a draft was saved; partial where the one that it replaces is still there. */
    static void trail(CallContext context, SavedDraft saved) {
        boolean whole = !saved.olderLeft();
        context.trail()
                .changed(new ChangedMails(
                        "SAVE_DRAFT",
                        (whole ? Status.DONE : Status.PARTIAL).name(),
                        1,
                        0,
                        whole ? 0 : 1,
                        0,
                        saved.folder().value(),
                        null));
    }

    /** Leaves for the operator that a mail was saved as a draft in that folder. */
    static void trail(CallContext context, FolderPath folder) {
        context.trail().changed(new ChangedMails("SAVE_DRAFT", Status.DONE.name(), 1, 0, 0, 0, folder.value(), null));
    }

    /** The same of a copy, which must not be made again of those mails that are copied. */
    static @Nullable String adviceOfCopy(Organized organized) {
        return organized.status() == Organized.Status.PARTIAL && organized.halt() != null && organized.done() > 0
                ? "Ended early: " + organized.done()
                        + " mails were copied, those of the lowest uids. The same call tells"
                        + " this again for some minutes, and would copy them twice later: name the others by uids."
                : advice(organized);
    }

    /** The same of what was taken back; those that were changed since need no word. */
    static @Nullable String adviceOfUndo(Organized organized) {
        if (organized.status() == Organized.Status.UNKNOWN) {
            return "The mail server's answer was lost. List the folder; the same undo again does the rest, and nothing twice.";
        }
        if (organized.halt() != null) {
            return "Ended early: not all mails were tried. Call imap_undo again with the same undo for the rest.";
        }
        if (organized.doubled() > 0 || organized.twice() > 0) {
            return advice(organized);
        }
        return organized.done() == 0 && organized.missing() > 0 && organized.left() == 0
                ? "None of these mails is where the change put it: it was taken back before, or they were moved or deleted since."
                : null;
    }

    /** What is to be known besides the counts; null for nothing. */
    static @Nullable String advice(Organized organized) {
        if (organized.status() == Organized.Status.UNKNOWN) {
            String lost = organized.doubled() > 0
                    ? "The mail server's answer was lost. Mails that are left may have been copied: look into both folders"
                            + " before doing more."
                    : "The mail server's answer was lost; the counts were looked up afterwards. List the folder before"
                            + " doing more.";
            return organized.marked()
                    ? lost
                            + " Those may be marked as deleted, and any mail program may remove them: have the user undelete them."
                    : lost;
        }
        if (organized.doubled() > 0) {
            return organized.doubled() + " mails were copied and could not be removed: they are in both folders.";
        }
        if (organized.twice() > 0) {
            return "Another program moved " + organized.twice()
                    + " of the mails at the same moment: these are there twice. Search for them before doing more.";
        }
        if (organized.halt() != null) {
            return switch (organized.halt()) {
                case CANCELLED -> "Ended early: the call was cancelled. Call again without confirm for the rest.";
                case TIME -> "Ended early: the call took too long. Call again without confirm for the rest.";
                case REFUSED -> "The mail server refused the rest. Call again without confirm to see why.";
            };
        }
        if (organized.done() == 0 && organized.missing() > 0 && organized.left() == 0) {
            return "None of these mails is in the folder: they were moved or deleted. List it again.";
        }
        return organized.status() == Organized.Status.PARTIAL
                ? "Some mails are as they were. List the folder, and call again for these."
                : null;
    }
}
