// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import dev.mailboxmcp.account.ConfirmLinks;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.call.CallTrail.SentMail;
import dev.mailboxmcp.call.MailConfirmations;
import dev.mailboxmcp.call.MailConfirmations.Asked;
import dev.mailboxmcp.call.MailConfirmations.Reason;
import dev.mailboxmcp.call.McpMethod;
import dev.mailboxmcp.call.MemoryBudget;
import dev.mailboxmcp.oauth.AuthorizationServer;
import dev.mailboxmcp.oauth.Consent;
import dev.mailboxmcp.observe.CallObserver;
import dev.mailboxmcp.observe.EndedCall;
import dev.mailboxmcp.observe.EndedCall.Outcome;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /confirm} answers: a form to say who one is, by password or at an identity provider, then the mail with a form to send
 * it, then what became of it. What was sent, and who was refused, is told to the observers of calls. Nothing is kept. Thread-safe.
 */
public final class ConfirmPages {
    private static final String TOOL = "smtp_send_draft";
    private static final String CLIENT = "page";
    private static final String SENT_ON = "sign-in";

    private final MailConfirmations confirmations;
    private final MemoryBudget budget;
    private final CallObserver observer;
    private final OAuthGate gate;
    private final Consumer<String> done;

    /** When a form came, and when that was on the clock that nobody sets ({@link System#nanoTime}). */
    private record Began(Instant at, long nanos) {
        static Began now() {
            return new Began(Instant.now(), System.nanoTime());
        }

        Duration took() {
            return Duration.ofNanos(System.nanoTime() - nanos);
        }
    }

    /**
     * @param budget for the mails that are shown and sent
     * @param gate to identity providers
     * @param done is told the path of a page whose mail was sent, or may have been
     */
    public ConfirmPages(
            MailConfirmations confirmations,
            MemoryBudget budget,
            CallObserver observer,
            OAuthGate gate,
            Consumer<String> done) {
        this.confirmations = confirmations;
        this.budget = budget;
        this.observer = observer;
        this.gate = gate;
        this.done = done;
    }

    boolean areServed() {
        return confirmations.areServed();
    }

    /**
     * The same page where a user has to begin who is sent to an identity provider from there: a browser brings its cookie back to that
     * host alone. Nobody is sent on twice, since behind a proxy that keeps the name to itself every host looks like another.
     *
     * @param link as it stands in the path
     * @param host the {@code Host} header
     * @param query of the request; null for none
     * @return null where the page is to be shown
     */
    @Nullable
    String signInUrl(String link, @Nullable String host, @Nullable String query) {
        AuthorizationServer server = gate.server();
        if (server == null || gate.isOwnHost(host) || SENT_ON.equals(query)) {
            return null;
        }
        Asked asked = confirmations.find(link);
        return asked == null || server.providerName(asked.profile()) == null
                ? null
                : server.settings().origin() + ConfirmLinks.PATH + link + "?" + SENT_ON;
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
    Response submit(String link, byte[] body, String clientAddress, PageTexts texts) {
        FormFields fields;
        try {
            fields = FormFields.parse(body);
        } catch (IllegalArgumentException e) {
            return unreadable(link, texts).response();
        }
        if (fields.has(ConfirmPage.SIGN_IN)) {
            return onwards(link, texts);
        }
        Began began = Began.now();
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
        return shown(link, answer, clientAddress, began, texts).response();
    }

    /** Whoever has the link may go there: what the provider says of who comes back is what counts. */
    private Response onwards(String link, PageTexts texts) {
        Asked asked = confirmations.find(link);
        AuthorizationServer server = gate.server();
        if (asked == null || server == null) {
            return noLink(texts).response();
        }
        return server.identify(link, asked.loginName(), asked.profile()) instanceof Consent.Onwards way
                ? AuthorizeResource.page(way, texts)
                : form(link, 503, texts.html("problem.provider_away"), null, texts)
                        .response();
    }

    /**
     * What becomes of a user who comes back from an identity provider. Asks the mail server, and blocks.
     *
     * @param visit of a page that {@link #submit} sent on
     * @param clientAddress of whom comes back
     */
    PageAnswer back(Consent.AtPage visit, String clientAddress, PageTexts texts) {
        Began began = Began.now();
        MailConfirmations.FormOutcome answer;
        switch (visit) {
            case Consent.AtPage.Identified(var link, var user, var login) -> {
                try (CallMemory memory = budget.open()) {
                    answer = confirmations.reviewSignedIn(link, user, login, clientAddress, memory);
                }
            }
            case Consent.AtPage.Unidentified(var link, var problem)
            when problem == Consent.Problem.OTHER_USER -> answer = somebodyElse(link);
            case Consent.AtPage.Unidentified(var link, var problem) -> {
                return form(
                        link,
                        problem.status(),
                        texts.html("problem." + problem.name().toLowerCase(Locale.ROOT)),
                        null,
                        texts);
            }
        }
        return shown(visit.page(), answer, clientAddress, began, texts);
    }

    /** What the door says of somebody else, too. */
    private MailConfirmations.FormOutcome somebodyElse(String link) {
        Asked asked = confirmations.find(link);
        return new MailConfirmations.FormOutcome.Refused(
                Reason.SOMEBODY_ELSE,
                "LOGIN_FAILED",
                asked == null ? null : asked.loginName(),
                asked == null ? null : asked.profile());
    }

    private PageAnswer shown(
            String link, MailConfirmations.FormOutcome answer, String clientAddress, Began began, PageTexts texts) {
        tell(answer, clientAddress, began);
        if (answer instanceof MailConfirmations.FormOutcome.Sent
                || answer instanceof MailConfirmations.FormOutcome.Unknown) {
            done.accept(ConfirmLinks.PATH + link);
        }
        return switch (answer) {
            case MailConfirmations.FormOutcome.Review review ->
                new PageAnswer(200, ConfirmPage.review(link, review, texts));
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
            case LOGIN_REFUSED -> form(link, 403, texts.html(loginRefused(link)), null, texts);
            case SOMEBODY_ELSE -> form(link, 403, texts.html("problem.other_user"), null, texts);
            case LOGIN_STOPPED ->
                form(link, 429, texts.html("problem.login_stopped", minutes(retryAfter)), retryAfter, texts);
            case MAIL_SERVER_AWAY -> form(link, 503, texts.html("problem.mail_server_away"), retryAfter, texts);
            case TOO_FAST -> form(link, 429, texts.html("confirm.too_fast", minutes(retryAfter)), retryAfter, texts);
            case GONE -> new PageAnswer(410, ConfirmPage.refused(texts, texts.html("confirm.gone"), null));
            case NOT_SENT ->
                new PageAnswer(409, ConfirmPage.refused(texts, texts.html("confirm.not_sent"), refused.detail()));
        };
    }

    private String loginRefused(String link) {
        Asked asked = confirmations.find(link);
        return asked == null || asked.byPassword() ? "problem.login_refused" : "confirm.token_refused";
    }

    private static String minutes(@Nullable Duration duration) {
        return Long.toString(duration == null ? 1 : Math.ceilDiv(duration.toSeconds() + 1, 60));
    }

    private PageAnswer form(
            String link, int status, @Nullable String problem, @Nullable Duration retryAfter, PageTexts texts) {
        Asked asked = confirmations.find(link);
        if (asked == null) {
            return noLink(texts);
        }
        AuthorizationServer server = gate.server();
        String provider = server == null ? null : server.providerName(asked.profile());
        return new PageAnswer(
                status,
                ConfirmPage.form(link, asked, provider, problem, texts),
                provider == null ? HtmlPage.Forms.TO_THIS_SERVER : HtmlPage.Forms.AND_ONWARDS,
                retryAfter);
    }

    private static PageAnswer noLink(PageTexts texts) {
        return new PageAnswer(404, ConfirmPage.refused(texts, texts.html("confirm.no_link"), null));
    }

    /** Tells what was done as if the tool that sends drafts had done it: the page does the same. */
    private void tell(MailConfirmations.FormOutcome answer, String address, Began began) {
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
                call.user(refused.user()).profile(refused.profile()).refusedDomains(refused.refusedDomains());
                outcome = new Outcome.ToolFailed(refused.code());
            }
        }
        observer.ended(call.ended(began.at(), began.took(), outcome));
    }
}
