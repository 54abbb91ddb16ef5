// SPDX-License-Identifier: MIT
package dev.mailboxmcp.access;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.ConfirmLink;
import dev.mailboxmcp.account.ConfirmLinks;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Permission;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.call.MailConfirmations;
import dev.mailboxmcp.mail.DraftToSend;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mailbox.Sending;
import dev.mailboxmcp.sites.DelegateLogin;
import dev.mailboxmcp.sites.Site;
import dev.mailboxmcp.sites.Sites;
import dev.mailboxmcp.tool.ErrorCode;
import dev.mailboxmcp.tool.ToolFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way from the page where a user confirms a mail to the mailbox. The login is shown to the mail server each time; what
 * the operator allows is looked at each time, since it may have changed since the link was made. Thread-safe; keeps nothing.
 */
public final class ConfirmDoor implements MailConfirmations {
    private final Sites sites;
    private final ConfirmLinks links;
    private final MailFailures failures = new MailFailures();

    public ConfirmDoor(Sites sites, ConfirmLinks links) {
        this.sites = sites;
        this.links = links;
    }

    @Override
    public boolean areServed() {
        return sites.all().stream().anyMatch(ConfirmDoor::asksOnPages);
    }

    private static boolean asksOnPages(Site site) {
        return site.settings().asksOnPages() && site.permissions().allowed().contains(Permission.SEND);
    }

    @Override
    public @Nullable Asked find(String link) {
        ConfirmLink opened = open(link);
        Site site = opened == null ? null : sites.at(opened.profile());
        return opened == null || site == null
                ? null
                : new Asked(person(opened, site), opened.profile(), takesPasswords(site), links.form(link));
    }

    /** Who may confirm: where a login of the operator opens the mailboxes, the link names that as who logged in. */
    private static String person(ConfirmLink link, Site site) {
        return site.settings().delegate() == null ? link.loginName() : link.user();
    }

    private static boolean takesPasswords(Site site) {
        return switch (site.settings().logins()) {
            case ANY, PASSWORD -> true;
            case OAUTH, DELEGATE -> false;
        };
    }

    private @Nullable ConfirmLink open(String link) {
        try {
            return links.open(link);
        } catch (BadTokenException e) {
            return null;
        }
    }

    @Override
    public FormOutcome review(String link, String form, Secret password, String clientAddress, CallMemory memory) {
        ConfirmLink opened = open(link);
        if (opened == null) {
            return refused(Reason.NO_LINK, null);
        }
        if (!links.isForm(link, form)) {
            return refused(Reason.FORM_TOO_OLD, opened);
        }
        Site site = sites.at(opened.profile());
        if (site == null || !takesPasswords(site)) {
            return refused(Reason.LOGIN_REFUSED, opened);
        }
        Login login;
        try {
            login = new Login.Password(password);
        } catch (IllegalArgumentException e) { // what can be no password
            return refused(Reason.LOGIN_REFUSED, opened);
        }
        return new Visit(link, opened, login, clientAddress, memory).review(opened.draft());
    }

    @Override
    public FormOutcome reviewSignedIn(
            String link, String loginName, @Nullable Login login, String clientAddress, CallMemory memory) {
        ConfirmLink opened = open(link);
        Site site = opened == null ? null : sites.at(opened.profile());
        if (opened == null || site == null) {
            return refused(Reason.NO_LINK, null);
        }
        return Credentials.isSameName(loginName, person(opened, site))
                ? new Visit(link, opened, login, clientAddress, memory).review(opened.draft())
                : refused(Reason.SOMEBODY_ELSE, opened);
    }

    @Override
    public FormOutcome send(String link, String form, String clientAddress, CallMemory memory) {
        ConfirmLink opened = open(link);
        if (opened == null) {
            return refused(Reason.NO_LINK, null);
        }
        ConfirmLinks.Reviewed reviewed;
        try {
            reviewed = links.reviewed(link, form);
        } catch (BadTokenException e) {
            return refused(Reason.FORM_TOO_OLD, opened);
        }
        return new Visit(link, opened, reviewed.login(), clientAddress, memory).send(reviewed);
    }

    /** One request of somebody who says to be the user. */
    private final class Visit {
        private final String link;
        private final ConfirmLink opened;
        private final @Nullable Login login;
        private final String clientAddress;
        private final CallMemory memory;

        Visit(String link, ConfirmLink opened, @Nullable Login login, String clientAddress, CallMemory memory) {
            this.link = link;
            this.opened = opened;
            this.login = login;
            this.clientAddress = clientAddress;
            this.memory = memory;
        }

        FormOutcome review(ConfirmLink.DraftVersion draft) {
            try {
                return shown(sending(null).review(wanted(draft), draft.messageId()));
            } catch (MailException e) {
                return refused(e);
            }
        }

        FormOutcome send(ConfirmLinks.Reviewed reviewed) {
            ConfirmLink.DraftVersion draft = reviewed.draft();
            try {
                return sent(
                        sending(reviewed.consent()).sendConfirmed(wanted(draft)).result());
            } catch (MailException e) {
                FormOutcome refused = refused(e);
                boolean elsewhere = e.failure() instanceof MailFailure.Conflict
                        || e.failure().kind() == MailFailure.Kind.GONE;
                FormOutcome now = elsewhere ? review(draft) : refused;
                return now instanceof FormOutcome.Review review && !review.changed() ? refused : now;
            }
        }

        /** @throws MailException where this server does not let the user send, or not by this page any more */
        private Sending sending(@Nullable String consented) {
            Credentials credentials = sites.profiles().placed(credentials().from(clientAddress));
            Site site = sites.of(credentials);
            if (!asksOnPages(site)) {
                throw new MailException(new MailFailure.NotAllowed(site.settings()
                        .inItsVariables(
                                "not sent: this server does not send what is confirmed on its page (SEND_MODE).")));
            }
            return site.mailboxes().sending(credentials, consented, Door.memory(credentials, memory));
        }

        private Credentials credentials() {
            if (login != null) {
                return opened.credentials(login);
            }
            Site site = sites.at(opened.profile());
            DelegateLogin operators = site == null ? null : site.settings().delegate();
            if (operators == null) {
                throw new MailException(new MailFailure.NotAllowed(
                        "not sent: users of this mail provider sign in otherwise now. Open the link again."));
            }
            return opened.credentials(new Login.Password(operators.password(), true))
                    .by(operators.user());
        }

        private FormOutcome shown(Sending.Review review) {
            return switch (review) {
                case Sending.Review.Over over -> sent(over.sent().result());
                case Sending.Review.Shown shown -> {
                    ConfirmLink.DraftVersion draft = new ConfirmLink.DraftVersion(
                            shown.folder().value(),
                            shown.uidValidity(),
                            shown.uid(),
                            shown.digest(),
                            shown.messageId());
                    String form = form(new ConfirmLinks.Reviewed(login, draft, shown.consent()));
                    yield form == null
                            ? refused(new MailException(new MailFailure.NotAllowed(
                                    "the access token of the identity provider is too long.")))
                            : new FormOutcome.Review(shown.mail(), shown.changed(), form);
                }
            };
        }

        /** Null where the login is too long for one; a password never is. */
        private @Nullable String form(ConfirmLinks.Reviewed reviewed) {
            try {
                return links.form(link, reviewed);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        private FormOutcome sent(SendResult result) {
            return switch (result.status()) {
                case SENT ->
                    new FormOutcome.Sent(
                            result.messageId(),
                            result.recipients(),
                            result.repeated(),
                            opened.user(),
                            opened.profile());
                case UNKNOWN ->
                    new FormOutcome.Unknown(
                            result.messageId(),
                            result.recipients(),
                            result.repeated(),
                            opened.user(),
                            opened.profile());
                case UNCONFIRMED -> throw new IllegalStateException("what was confirmed is asked for again");
            };
        }

        private FormOutcome refused(MailException cause) {
            ToolFailure told = failures.translate(cause);
            MailFailure failure = cause.failure();
            Reason reason = reason(failure);
            return new FormOutcome.Refused(
                    reason,
                    told.code().name(),
                    opened.user(),
                    opened.profile(),
                    told.retryAfter(),
                    reason == Reason.NOT_SENT ? told.getMessage() : null,
                    failure instanceof MailFailure.NotAllowed refused ? refused.refusedDomains() : List.of());
        }
    }

    private static Reason reason(MailFailure failure) {
        return switch (failure) {
            case MailFailure.LoginFailed f -> Reason.LOGIN_REFUSED;
            case MailFailure.TooManyFailedLogins f -> Reason.LOGIN_STOPPED;
            case MailFailure.SendingTooFast f -> Reason.TOO_FAST;
            case MailFailure other ->
                switch (other.kind()) {
                    case NOT_ASKED -> Reason.MAIL_SERVER_AWAY;
                    case GONE -> Reason.GONE;
                    case REFUSED, ARGUMENT -> Reason.NOT_SENT;
                };
        };
    }

    /** What is refused before a mail server is asked: a form or a link, or who comes with it. */
    private static FormOutcome refused(Reason reason, @Nullable ConfirmLink opened) {
        ErrorCode code = reason == Reason.LOGIN_REFUSED || reason == Reason.SOMEBODY_ELSE
                ? ErrorCode.LOGIN_FAILED
                : ErrorCode.BAD_TOKEN;
        return opened == null
                ? new FormOutcome.Refused(reason, code.name(), null, null)
                : new FormOutcome.Refused(reason, code.name(), opened.user(), opened.profile());
    }

    private static DraftToSend wanted(ConfirmLink.DraftVersion draft) {
        return new DraftToSend(new FolderPath(draft.folder()), draft.uidValidity(), draft.uid(), draft.digest());
    }
}
