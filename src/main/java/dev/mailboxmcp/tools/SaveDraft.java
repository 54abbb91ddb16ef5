// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.DraftRequest;
import dev.mailboxmcp.mail.Enclosure;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.SavedDraft;
import dev.mailboxmcp.mail.TextFormat;
import dev.mailboxmcp.mailbox.Drafting;
import dev.mailboxmcp.tool.Doc;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import dev.mailboxmcp.tool.ToolFailure;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code imap_save_draft}: a mail for its user to look at, change and send. */
@McpTool(
        name = "imap_save_draft",
        title = "Save a draft",
        description = "Saves a draft: new, an answer, or in place of another one. Nothing is sent.",
        order = 15,
        permission = Permission.DRAFT)
public final class SaveDraft implements MailTool<Drafting, SaveDraft.Arguments, SaveDraft.Result> {
    /** The draft. */
    public record Arguments(
            @Doc("Default: whom an answer goes to") @Size(max = SendEmail.MAX_RECIPIENTS) @Nullable
            List<String> to,

            @Size(max = SendEmail.MAX_RECIPIENTS) @Nullable List<String> cc,
            @Size(max = SendEmail.MAX_RECIPIENTS) @Nullable List<String> bcc,
            @Size(max = 998) @Nullable String subject,
            @Size(max = SendEmail.MAX_TEXT) String text,
            @Size(max = SendEmail.MAX_TEXT) @Nullable String html,
            @Fallback("\"plain\"") TextFormat format,
            @Nullable String from,
            @Nullable String replyTo,

            @Doc("As in smtp_send_email; default: of the replaced draft") @Size(max = Enclosure.MAX) @Nullable
            List<AttachmentToSend> attachments,

            @Nullable Answers answers,
            @Fallback("true") boolean quote,

            @Nullable Replaces replaces) {}

    /** A mail that is answered or passed on. */
    public record Answers(
            @Fallback("\"INBOX\"") String folder,
            long uid,
            @Nullable Long uidvalidity,
            DraftRequest.How how) {
        /** Checks the numbers. */
        public Answers {
            AttachmentToSend.requireNumber("uid", uid);
            AttachmentToSend.requireNumber("uidvalidity", uidvalidity);
        }
    }

    /** An older draft. */
    public record Replaces(long uid, long uidvalidity) {
        /** Checks the numbers. */
        public Replaces {
            AttachmentToSend.requireNumber("uid", uid);
            AttachmentToSend.requireNumber("uidvalidity", uidvalidity);
        }
    }

    /** Where it is, and what it says. */
    public record Result(
            String folder,
            @Nullable Long uid,
            @Nullable Long uidvalidity,
            String messageId,
            String from,
            List<String> to,
            List<String> cc,
            List<String> bcc,
            String subject,
            List<String> attachments,
            String digest,
            @Nullable List<String> warnings) {}

    @Override
    public Result call(Drafting mailbox, Arguments arguments, CallContext context) {
        Answers answers = arguments.answers();
        Replaces replaces = arguments.replaces();
        if (!arguments.quote() && (answers == null || !answers.how().isReply())) {
            throw new ToolFailure(
                    ErrorCode.INVALID_ARGUMENT,
                    "quote: false is for answers whose how is reply or reply_all: nothing else quotes. Leave it out");
        }
        SavedDraft saved = mailbox.save(new DraftRequest(
                arguments.from(),
                SendEmail.orNone(arguments.to()),
                SendEmail.orNone(arguments.cc()),
                SendEmail.orNone(arguments.bcc()),
                arguments.replyTo(),
                arguments.subject(),
                arguments.text(),
                arguments.html(),
                arguments.format(),
                arguments.attachments() == null ? null : AttachmentToSend.all(arguments.attachments()),
                answers == null
                        ? null
                        : new DraftRequest.Answered(
                                new MessageRef(new FolderPath(answers.folder()), answers.uidvalidity(), answers.uid()),
                                answers.how()),
                arguments.quote(),
                replaces == null ? null : new DraftRequest.Replaced(replaces.uid(), replaces.uidvalidity())));
        ChangeWords.trail(context, saved);
        return new Result(
                saved.folder().value(),
                saved.uid(),
                saved.uidValidity(),
                saved.messageId(),
                saved.from(),
                saved.to(),
                saved.cc(),
                saved.bcc(),
                saved.subject(),
                saved.attachments(),
                saved.digest(),
                saved.warnings().isEmpty() ? null : saved.warnings());
    }
}
