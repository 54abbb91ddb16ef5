// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.time.Duration;
import java.util.List;

/**
 * Why mail work could not be done, for a reason the caller can act on. Details are our own words or cleaned, bounded
 * text of a mail server; never a secret, never mail content.
 */
public sealed interface MailFailure {
    /** How far the work came, which is what most who catch a failure want to know. */
    enum Kind {
        /** The mail server was not asked, or did not answer: the same may work later. */
        NOT_ASKED,
        /** The mail server, or this one, does not permit it; asking again changes nothing. */
        REFUSED,
        /** What the call names is not there, or not there any more. */
        GONE,
        /** The call asks for what cannot be. */
        ARGUMENT
    }

    /** How far the work came. */
    default Kind kind() {
        return switch (this) {
            case ServerUnavailable f -> Kind.NOT_ASKED;
            case Busy f -> Kind.NOT_ASKED;
            case Throttled f -> Kind.NOT_ASKED;
            case TimedOut f -> Kind.NOT_ASKED;
            case LoginFailed f -> Kind.REFUSED;
            case TooManyFailedLogins f -> Kind.REFUSED;
            case SendRejected f -> Kind.REFUSED;
            case SendingTooFast f -> Kind.REFUSED;
            case NotAllowed f -> Kind.REFUSED;
            case MailboxFull f -> Kind.REFUSED;
            case Conflict f -> Kind.REFUSED;
            case FolderNotFound f -> Kind.GONE;
            case MessageNotFound f -> Kind.GONE;
            case EnclosureNotFound f -> Kind.GONE;
            case PartNotFound f -> Kind.GONE;
            case StaleUid f -> Kind.GONE;
            case InvalidArgument f -> Kind.ARGUMENT;
            case TooLarge f -> Kind.ARGUMENT;
        };
    }

    /** The mail server refused the user with this password or access token. */
    record LoginFailed(Wanted wanted) implements MailFailure {
        /** What would help, as far as the mail server said. */
        public enum Wanted {
            /** It did not say. */
            UNKNOWN,
            /** A password made for one program, and not the one of the account. */
            APP_PASSWORD,
            /** A login of the user in a web browser. */
            WEB_LOGIN,
            /** That the user switches IMAP on. */
            IMAP_ACCESS,
            /** A new access token: the one that was sent is over, or not for mail; the server did not say which. */
            NEW_TOKEN,
            /** A new access token, since the time of this one is over. */
            TOKEN_OVER,
            /** An access token for more: this one is for other things than mail. */
            TOKEN_SCOPE,
            /** An access token of somebody who may open this mailbox. */
            TOKEN_MAILBOX,
            /** That the administrator has the mail server trust who made the token, or lets the user in. */
            TOKEN_TRUST,
            /** That the administrator of the mailbox switches submission on. */
            SMTP_ACCESS
        }

        public LoginFailed() {
            this(Wanted.UNKNOWN);
        }
    }

    /** Too many logins failed, so this one was not tried. The same for a user that exists and one that does not. */
    record TooManyFailedLogins(Duration retryAfter) implements MailFailure {}

    /**
     * The mail server could not be reached, refused service, or broke the protocol.
     *
     * @param server {@code IMAP} or {@code SMTP}
     * @param untilMended whether that stays so until an administrator has mended a setting or the mail server
     */
    record ServerUnavailable(String server, String detail, boolean untilMended) implements MailFailure {
        /** What may be over in a minute. */
        public ServerUnavailable(String server, String detail) {
            this(server, detail, false);
        }
    }

    /** No connection came free in time. */
    record Busy(String state, Duration retryAfter) implements MailFailure {}

    /** The mail server asks for less load. */
    record Throttled(String detail, Duration retryAfter) implements MailFailure {}

    /**
     * The call's time budget ran out while the mail server was at work.
     *
     * @param lessHelps whether a call that asks for less may be done in time
     */
    record TimedOut(String during, Duration budget, boolean lessHelps) implements MailFailure {
        /** The failure of a call that may be done in time when it asks for less. */
        public TimedOut(String during, Duration budget) {
            this(during, budget, true);
        }
    }

    /** No folder of that name, or none that can be opened. */
    record FolderNotFound(FolderPath folder) implements MailFailure {}

    /** No message of that UID in the folder. */
    record MessageNotFound(FolderPath folder, long uid) implements MailFailure {}

    /** The same of one that was to be attached, or a part of it. A file that was brought goes when its mail was sent. */
    record EnclosureNotFound(FolderPath folder, long uid) implements MailFailure {}

    /** The message has no part of that number. */
    record PartNotFound(FolderPath folder, long uid, String part) implements MailFailure {}

    /** The folder was recreated since the UID was seen; the UID may name another message now. */
    record StaleUid(FolderPath folder, long expected, long actual) implements MailFailure {}

    /** A value that passed the schema but not the domain: the argument's name and what it needs. */
    record InvalidArgument(String argument, String needs) implements MailFailure {}

    /**
     * More than the mail server takes, or than we read at once.
     *
     * @param limitBytes 0 where the server does not tell
     */
    record TooLarge(String what, long limitBytes) implements MailFailure {}

    /**
     * Certainly not sent: nobody got it.
     *
     * @param serverReply code, enhanced status and the server's words, cleaned and bounded; empty where the reason lies
     *     elsewhere, or in {@code refused}
     * @param temporary whether the same may work later
     */
    record SendRejected(String detail, String serverReply, boolean temporary, List<RefusedRecipient> refused)
            implements MailFailure {
        public SendRejected {
            refused = List.copyOf(refused);
        }
    }

    /** More mails in a minute than this server lets a user send; this one was not sent. */
    record SendingTooFast(int perMinute, Duration retryAfter) implements MailFailure {}

    /** The mail server keeps no more for this user; nothing was stored. */
    record MailboxFull(String detail) implements MailFailure {}

    /** Others changed what the call is about, or it is there already; nothing was done. */
    record Conflict(String detail) implements MailFailure {}

    /**
     * A setting of this server, or of the mail server, does not permit it.
     *
     * @param refusedDomains of recipients, where it was they who are not permitted
     */
    record NotAllowed(String detail, List<String> refusedDomains) implements MailFailure {
        public NotAllowed {
            refusedDomains = List.copyOf(refusedDomains);
        }

        public NotAllowed(String detail) {
            this(detail, List.of());
        }
    }

    /**
     * A recipient the submission server refused.
     *
     * @param code SMTP reply code, such as 550
     * @param status the server's enhanced status (RFC 3463), such as 5.1.1; empty where it gave none
     * @param temporary whether it may take the recipient later
     * @param reason the server's words, cleaned and bounded
     */
    record RefusedRecipient(String address, int code, String status, boolean temporary, String reason) {}
}
