// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import dev.mailboxmcp.account.Login;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mail.ReviewedDraft;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Mails that their users confirm on a page of this server before they are sent. Thread-safe. */
public interface MailConfirmations {
    /** Whether there is such a page at all. */
    boolean areServed();

    /**
     * What a link leads to; null where it is altered, expired, revoked or of another deployment.
     *
     * @param link sealed, as it stands behind the path of links
     */
    @Nullable
    Asked find(String link);

    /**
     * Who is asked to say who it is.
     *
     * @param loginName who it has to be
     * @param profile the mail provider, as in {@link dev.mailboxmcp.account.Credentials}
     * @param byPassword whether the password of the mailbox tells
     * @param form goes back with it
     */
    record Asked(String loginName, @Nullable String profile, boolean byPassword, String form) {
        @Override
        public String toString() {
            return "Asked[***]";
        }
    }

    /**
     * Shows the mail to whoever has the password. Blocks.
     *
     * @param form of {@link Asked}
     * @param memory for the mail
     */
    FormOutcome review(String link, String form, Secret password, String clientAddress, CallMemory memory);

    /**
     * Shows the mail to somebody whom an identity provider vouches for. Blocks.
     *
     * @param loginName whom it vouches for
     * @param login what it gave to open the mailbox; null where its word is enough
     * @param memory for the mail
     */
    FormOutcome reviewSignedIn(
            String link, String loginName, @Nullable Login login, String clientAddress, CallMemory memory);

    /**
     * Sends what was shown. Blocks.
     *
     * @param form of {@link FormOutcome.Review}
     * @param memory for the mail
     */
    FormOutcome send(String link, String form, String clientAddress, CallMemory memory);

    /** What becomes of a form. */
    sealed interface FormOutcome {
        /**
         * The mail is shown; nothing was sent.
         *
         * @param changed whether it is another version than the one before, or than the link is about
         * @param form goes back when the user confirms it
         */
        record Review(ReviewedDraft mail, boolean changed, String form) implements FormOutcome {
            @Override
            public String toString() {
                return "Review[***]";
            }
        }

        /**
         * The mail was sent.
         *
         * @param recipients addresses of the envelope
         * @param earlier whether it was sent before, and nothing now
         * @param user whose mail it was; so is {@code profile}
         */
        record Sent(
                String messageId,
                List<String> recipients,
                boolean earlier,
                String user,
                @Nullable String profile) implements FormOutcome {
            public Sent {
                recipients = List.copyOf(recipients);
            }
        }

        /** Nobody knows whether it was sent. It is not sent again. */
        record Unknown(
                String messageId,
                List<String> recipients,
                boolean earlier,
                String user,
                @Nullable String profile) implements FormOutcome {
            public Unknown {
                recipients = List.copyOf(recipients);
            }
        }

        /**
         * Nothing was sent.
         *
         * @param code what the tool that sends drafts would have failed with
         * @param user whom it was about; null where that is not known; so is {@code profile}
         * @param retryAfter when it may work; null where that is not known
         * @param detail in words for everybody, which are English; null where the reason says it all
         * @param refusedDomains of recipients, where it was they who are not permitted
         */
        record Refused(
                Reason reason,
                String code,
                @Nullable String user,
                @Nullable String profile,
                @Nullable Duration retryAfter,
                @Nullable String detail,
                List<String> refusedDomains)
                implements FormOutcome {
            public Refused {
                refusedDomains = List.copyOf(refusedDomains);
            }

            /** A refusal of which the reason says all. */
            public Refused(Reason reason, String code, @Nullable String user, @Nullable String profile) {
                this(reason, code, user, profile, null, null, List.of());
            }
        }
    }

    /** Why nothing was sent. */
    enum Reason {
        NO_LINK,
        FORM_TOO_OLD,
        LOGIN_REFUSED,
        /** Somebody else was identified than the one whose mail it is. */
        SOMEBODY_ELSE,
        LOGIN_STOPPED,
        MAIL_SERVER_AWAY,
        /** The draft is not there any more. */
        GONE,
        TOO_FAST,
        NOT_SENT
    }
}
