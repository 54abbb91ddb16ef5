// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.call.CallTrail.SentMail;
import dev.mailboxmcp.call.MailConfirmations;
import dev.mailboxmcp.call.MailConfirmations.Asked;
import dev.mailboxmcp.call.MailConfirmations.Reason;
import dev.mailboxmcp.call.McpMethod;
import dev.mailboxmcp.call.MemoryBudget;
import dev.mailboxmcp.observe.CallObserver;
import dev.mailboxmcp.observe.EndedCall;
import dev.mailboxmcp.observe.EndedCall.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /confirm} answers: a form for the password, then the mail with a form to send it, then what became of it. What was
 * sent, and which passwords were refused, is told to the observers of calls. Nothing is kept, no cookie is set. Thread-safe.
 */
public final class ConfirmPages {
    private static final String TOOL = "smtp_send_draft";
    private static final String CLIENT = "page";

    private final MailConfirmations confirmations;
    private final MemoryBudget budget;
    private final CallObserver observer;

    /** @param budget for the mails that are shown and sent */
    public ConfirmPages(MailConfirmations confirmations, MemoryBudget budget, CallObserver observer) {
        this.confirmations = confirmations;
        this.budget = budget;
        this.observer = observer;
    }

    boolean areServed() {
        return confirmations.areServed();
    }

    /** @param link as it stands in the path */
    PageAnswer form(String link, PageTexts texts) {
        return form(link, 200, null, null, texts);
    }

    /** The answer to what was posted and is no form. */
    PageAnswer unreadable(String link, PageTexts texts) {
        return form(link, 400, texts.html("connect.unreadable"), null, texts);
    }

    /**
     * What becomes of a form. Asks the mail server, and blocks.
     *
     * @param clientAddress of whom sent it
     */
    PageAnswer submit(String link, byte[] body, String clientAddress, PageTexts texts) {
        FormFields fields;
        try {
            fields = FormFields.parse(body);
        } catch (IllegalArgumentException e) {
            return unreadable(link, texts);
        }
        Instant began = Instant.now();
        MailConfirmations.FormOutcome answer;
        try (CallMemory memory = budget.open()) {
            answer = fields.has(ConfirmPage.REVIEWED)
                    ? confirmations.send(link, fields.text(ConfirmPage.REVIEWED), clientAddress, memory)
                    : confirmations.review(
                            link,
                            fields.text(ConfirmPage.FORM),
                            new Secret(fields.text(ConfirmPage.PASSWORD)),
                            clientAddress,
                            memory);
        }
        tell(answer, clientAddress, began);
        return switch (answer) {
            case MailConfirmations.FormOutcome.Review review -> new PageAnswer(200, ConfirmPage.review(review, texts));
            case MailConfirmations.FormOutcome.Sent sent -> new PageAnswer(200, ConfirmPage.sent(sent, texts));
            case MailConfirmations.FormOutcome.Unknown unknown ->
                new PageAnswer(200, ConfirmPage.unknown(unknown, texts));
            case MailConfirmations.FormOutcome.Refused refused -> refused(link, refused, texts);
        };
    }

    private PageAnswer refused(String link, MailConfirmations.FormOutcome.Refused refused, PageTexts texts) {
        Duration retryAfter = refused.retryAfter();
        return switch (refused.reason()) {
            case NO_LINK -> noLink(texts);
            case FORM_TOO_OLD -> form(link, 400, texts.html("connect.too_old"), null, texts);
            case LOGIN_REFUSED -> form(link, 403, texts.html("problem.login_refused"), null, texts);
            case LOGIN_STOPPED ->
                form(link, 429, texts.html("problem.login_stopped", minutes(retryAfter)), retryAfter, texts);
            case MAIL_SERVER_AWAY -> form(link, 503, texts.html("problem.mail_server_away"), retryAfter, texts);
            case TOO_FAST -> form(link, 429, texts.html("confirm.too_fast", minutes(retryAfter)), retryAfter, texts);
            case GONE -> new PageAnswer(410, ConfirmPage.refused(texts, texts.html("confirm.gone"), null));
            case NOT_SENT ->
                new PageAnswer(409, ConfirmPage.refused(texts, texts.html("confirm.not_sent"), refused.detail()));
        };
    }

    private static String minutes(@Nullable Duration duration) {
        return Long.toString(duration == null ? 1 : Math.ceilDiv(duration.toSeconds() + 1, 60));
    }

    private PageAnswer form(
            String link, int status, @Nullable String problem, @Nullable Duration retryAfter, PageTexts texts) {
        Asked asked = confirmations.find(link);
        return asked == null
                ? noLink(texts)
                : new PageAnswer(
                        status, ConfirmPage.form(asked, problem, texts), HtmlPage.Forms.TO_THIS_SERVER, retryAfter);
    }

    private static PageAnswer noLink(PageTexts texts) {
        return new PageAnswer(404, ConfirmPage.refused(texts, texts.html("confirm.no_link"), null));
    }

    /** Tells what was done as if the tool that sends drafts had done it: the page does the same. */
    private void tell(MailConfirmations.FormOutcome answer, String address, Instant began) {
        EndedCall.Builder call =
                EndedCall.of(McpMethod.CALL_TOOL, address).tool(TOOL).client(CLIENT);
        Outcome outcome = new Outcome.Succeeded();
        switch (answer) {
            case MailConfirmations.FormOutcome.Review review -> {
                return; // nothing was done
            }
            case MailConfirmations.FormOutcome.Sent sent ->
                call.user(sent.user())
                        .profile(sent.profile())
                        .sent(new SentMail("SENT", sent.messageId(), sent.recipients(), sent.earlier()));
            case MailConfirmations.FormOutcome.Unknown unknown ->
                call.user(unknown.user())
                        .profile(unknown.profile())
                        .sent(new SentMail("UNKNOWN", unknown.messageId(), unknown.recipients(), unknown.earlier()));
            case MailConfirmations.FormOutcome.Refused refused -> {
                if (refused.user() == null) {
                    return; // about nobody
                }
                call.user(refused.user());
                outcome = new Outcome.ToolFailed(code(refused.reason()));
            }
        }
        observer.ended(call.ended(began, Duration.between(began, Instant.now()), outcome));
    }

    /** The reason in the words of the tools. */
    private static String code(Reason reason) {
        return switch (reason) {
            case NO_LINK, FORM_TOO_OLD -> "BAD_TOKEN";
            case LOGIN_REFUSED -> "LOGIN_FAILED";
            case LOGIN_STOPPED, TOO_FAST -> "THROTTLED";
            case MAIL_SERVER_AWAY -> "MAIL_SERVER_UNAVAILABLE";
            case GONE -> "MESSAGE_NOT_FOUND";
            case NOT_SENT -> "NOT_ALLOWED";
        };
    }
}
