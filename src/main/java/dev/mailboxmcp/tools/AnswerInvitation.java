// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.access.MailTool;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.Invitation;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.Rsvp;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mailbox.Sending;
import dev.mailboxmcp.tool.Fallback;
import dev.mailboxmcp.tool.McpTool;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code smtp_answer_invitation}: an answer that the organizer's calendar understands. */
@McpTool(
        name = "smtp_answer_invitation",
        title = "Answer an invitation",
        description = "Answers an invitation to its organizer.",
        order = 23,
        permission = Permission.SEND)
public final class AnswerInvitation implements MailTool<Sending, AnswerInvitation.Arguments, AnswerInvitation.Result> {
    private static final String WHOLE_SERIES = "The event repeats: the answer is for all its dates.";

    /** Which invitation is answered, and how. */
    public record Arguments(
            @Fallback("\"INBOX\"") String folder,

            @Min(1) @Max(4294967295L) long uid,

            @Nullable Long uidvalidity,

            Rsvp.Attendance answer,

            @Size(max = 1000) @Nullable String comment,

            @Size(max = SendEmail.MAX_KEY) @Nullable String idempotencyKey) {}

    /** The event that was answered, as {@code imap_read_email} shows it, with the answer that was given. */
    public record Event(
            String summary,
            @Nullable String start,
            @Nullable String end,
            @Nullable Boolean allDay,
            @Nullable String zone,
            @Nullable String organizer,
            Invitation.@Nullable Status myStatus,
            @Nullable String recurrence) {
        static Event of(Invitation event) {
            return new Event(
                    event.summary(),
                    event.start(),
                    event.end(),
                    event.allDay(),
                    event.zone(),
                    event.organizer(),
                    event.myStatus(),
                    event.recurrence());
        }
    }

    /** What became of the answer. */
    public record Result(
            SendResult.Status status,
            String messageId,
            List<String> recipients,
            @Nullable String savedTo,
            @Nullable String notSavedReason,
            @Nullable String inReplyTo,
            Event event,
            @Nullable String confirmUrl,
            @Nullable Long uid,
            @Nullable Long uidvalidity,
            @Nullable String digest,
            @Nullable String advice) {}

    private static String withSeries(@Nullable String advice) {
        return advice == null ? WHOLE_SERIES : advice + " " + WHOLE_SERIES;
    }

    @Override
    public Result call(Sending mailbox, Arguments arguments, CallContext context) {
        MessageRef mail = new MessageRef(new FolderPath(arguments.folder()), arguments.uidvalidity(), arguments.uid());
        String comment = arguments.comment() == null ? "" : arguments.comment().strip();
        Sending.InvitationAnswered answered =
                mailbox.answerInvitation(mail, new Rsvp(arguments.answer(), comment, arguments.idempotencyKey()));
        SendOutcome sent = SendOutcome.of(answered.sent(), context);
        String advice = answered.wholeSeries() ? withSeries(sent.advice()) : sent.advice();
        return new Result(
                sent.status(),
                sent.messageId(),
                sent.recipients(),
                sent.savedTo(),
                sent.notSavedReason(),
                sent.inReplyTo(),
                Event.of(answered.event()),
                sent.confirmUrl(),
                sent.uid(),
                sent.uidvalidity(),
                sent.digest(),
                advice);
    }
}
