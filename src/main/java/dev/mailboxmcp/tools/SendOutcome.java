// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.CallTrail.SentMail;
import dev.mailboxmcp.call.PageQuestion;
import dev.mailboxmcp.mail.DraftToSend;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mailbox.Sending;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What became of a mail: the result of sending and of replying. A mail that was certainly not sent is an error instead, unless
 * it is a draft that waits for its user to confirm it.
 */
public record SendOutcome(
        SendResult.Status status,
        String messageId,
        List<String> recipients,
        @Nullable String savedTo,
        @Nullable String notSavedReason,
        @Nullable String inReplyTo,
        @Nullable List<String> attachments,
        @Nullable String confirmUrl,
        @Nullable Long uid,
        @Nullable Long uidvalidity,
        @Nullable String digest,
        @Nullable String advice) {

    private static final int NAMED = 3;

    /** Leaves on the trail that a mail went out. */
    static SendOutcome of(Sending.Sent sent, CallContext context) {
        return of(sent, advice(sent.result()), context);
    }

    /** The same of a draft. */
    static SendOutcome ofDraft(Sending.Sent sent, CallContext context) {
        return of(sent, adviceOfDraft(sent), context);
    }

    private static SendOutcome of(Sending.Sent sent, @Nullable String known, CallContext context) {
        SendResult result = sent.result();
        Sending.ToConfirm confirm = sent.confirm();
        if (confirm == null) {
            context.trail()
                    .sent(new SentMail(
                            result.status().name(), result.messageId(), result.recipients(), result.repeated()));
        } else {
            ChangeWords.trail(context, Objects.requireNonNull(confirm.draft().folder()));
            ask(confirm, result, context);
        }
        String advice = Stream.of(
                        known,
                        leftOut(sent.leftOut()),
                        sent.textCut()
                                ? "The text of the mail goes on in part, as […] says; how: attached passes on all of it."
                                : null,
                        sent.unmarked() ? "The mail that it answers could not be marked as answered." : null)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
        return new SendOutcome(
                result.status(),
                result.messageId(),
                result.recipients(),
                result.savedTo() == null ? null : result.savedTo().value(),
                result.notSavedReason(),
                sent.inReplyTo(),
                sent.attachments().isEmpty() ? null : sent.attachments(),
                confirm == null ? null : confirm.url(),
                confirm == null ? null : (Long) confirm.draft().uid(),
                confirm == null ? null : confirm.draft().uidValidity(),
                confirm == null ? null : confirm.draft().digest(),
                advice.isEmpty() ? null : advice);
    }

    /** Has the client show the page to its user, where it can; another client is told where it is. */
    private static void ask(Sending.ToConfirm confirm, SendResult result, CallContext context) {
        DraftToSend draft = confirm.draft();
        if (PageQuestion.canBeAsked(context)) {
            int recipients = result.recipients().size();
            throw PageQuestion.about(
                    "A mail to " + recipients + (recipients == 1 ? " address" : " addresses")
                            + " waits for you: look at it on this page, and send it there.",
                    confirm.url(),
                    new PageQuestion.AskedDraft(
                            Objects.requireNonNull(draft.folder()).value(),
                            Objects.requireNonNull(draft.uidValidity()),
                            draft.uid()));
        }
    }

    private static String unconfirmed() {
        return "Not sent: it is a draft. Its user opens confirm_url within an hour, says there who it is, sees the mail and"
                + " sends it. Give the user that link; smtp_send_draft with this uid tells what became of it.";
    }

    private static @Nullable String adviceOfDraft(Sending.Sent sent) {
        SendResult result = sent.result();
        return switch (result.status()) {
            case SENT -> {
                String repeated = result.repeated() ? "An earlier call sent this draft; it was not sent again. " : "";
                String left = sent.draftLeft() ? "It still lies in its folder, and is not sent again." : "";
                yield result.repeated() || sent.draftLeft() ? (repeated + left).strip() : null;
            }
            case UNCONFIRMED -> unconfirmed();
            case UNKNOWN ->
                (result.repeated()
                                ? "An earlier call, or one at this moment, is sending it; this one sent nothing. "
                                : "The server's answer was lost; the mail may have been sent. ")
                        + "The draft stays, marked $SubmitPending, and is not sent again. If Sent has message_id, not as a draft, it was"
                        + " sent; if not, that proves nothing: look for a bounce, ask the recipient, or let the user decide"
                        + " and save it anew (imap_save_draft without replaces).";
        };
    }

    private static @Nullable String leftOut(List<String> names) {
        if (names.isEmpty()) {
            return null;
        }
        String shown = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return "Left out, since the mail gives no address for them that can be written to: " + shown
                + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more." : ".");
    }

    private static @Nullable String advice(SendResult result) {
        return switch (result.status()) {
            case SENT ->
                result.repeated()
                        ? "An earlier call sent this mail; it was not sent again. To send the same mail once more on"
                                + " purpose, give a new idempotency_key."
                        : null;
            case UNCONFIRMED -> unconfirmed();
            case UNKNOWN ->
                "The server's answer was lost; the mail may have been sent. Do not send it again. If the Sent folder has"
                        + " message_id, not as a draft, it was sent; if not, that proves nothing: look for a bounce in INBOX, ask the"
                        + " recipient, or let the user decide."
                        + (result.unmarked()
                                ? " Its copy in saved_to may lack the mark $SubmitPending, without which smtp_send_draft"
                                        + " would send it once more: do not send that copy."
                                : "");
        };
    }
}
