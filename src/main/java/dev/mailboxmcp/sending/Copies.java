// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.imap.ImapAppend;
import dev.mailboxmcp.imap.ImapClaim;
import dev.mailboxmcp.imap.ImapConnection;
import dev.mailboxmcp.imap.ImapDrafts;
import dev.mailboxmcp.imap.ImapFolders;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.WireMessage;
import dev.mailboxmcp.mime.MessageId;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Keeps the sender's copy of a mail, in Sent or where nobody knows whether it was sent. Thread-safe. */
final class Copies {
    private static final System.Logger LOGGER = System.getLogger(Copies.class.getName());
    private static final int LOGGED_FRAMES = 5;
    static final Duration CLAIMING = Duration.ofSeconds(5);

    private final ImapPool pool;
    private final boolean appends;
    private final InstantSource clock;

    /** @param appends whether copies in Sent are kept by this server, and not by the provider */
    Copies(ImapPool pool, boolean appends, InstantSource clock) {
        this.pool = pool;
        this.appends = appends;
        this.clock = clock;
    }

    /** Whether copies in Sent are kept by this server. */
    boolean areKept() {
        return appends;
    }

    /**
     * Where a copy is, or why there is none.
     *
     * @param unmarked as in {@link dev.mailboxmcp.mail.SendResult}
     */
    record Copy(@Nullable FolderPath savedTo, @Nullable String notSavedReason, boolean unmarked) {
        private static Copy none(String reason) {
            return new Copy(null, reason, false);
        }
    }

    /**
     * Keeps a copy. Never fails: what became of the mail does not depend on it. Two round trips, three where the folder is to be
     * looked for. A copy among the drafts, which is of a mail that may have been sent, is marked as one that is being sent from
     * its first moment on, and looked at: one round trip more, and more of them where the server does not take the mark with a mail,
     * or does not tell where it put that. The folder for it is made where there is none, since it is all that tells a later call. Where
     * the answer is lost the copy is looked for.
     *
     * @param id of the mail, of which there is no copy yet
     * @param known the folder of that role; null where that is to be looked up
     */
    Copy save(Credentials credentials, WireMessage message, MessageId id, FolderRole role, @Nullable FolderPath known) {
        if (role == FolderRole.SENT && !appends) {
            return Copy.none("the mail provider keeps its own copy");
        }
        try {
            Kept kept = keep(credentials, message, id, role, known);
            if (kept == null) {
                return Copy.none("the mailbox has no Sent folder");
            }
            return new Copy(kept.folder(), null, role == FolderRole.DRAFTS && !isMarked(credentials, kept, id));
        } catch (MailException e) {
            return Copy.none(reason(e.failure()));
        } catch (RuntimeException | Error e) {
            // an error would say that nothing was sent; the log gets no message, since that may quote mail
            LOGGER.log(
                    Level.ERROR,
                    "the copy of a mail that was handed over failed: {0} {1}",
                    e.getClass().getName(),
                    Arrays.stream(e.getStackTrace()).limit(LOGGED_FRAMES).toList());
            return Copy.none("an internal error; the server's log has more");
        }
    }

    private record Kept(FolderPath folder, ImapAppend.Appended where) {}

    /** Null where there is no folder for it. */
    private @Nullable Kept keep(
            Credentials credentials, WireMessage message, MessageId id, FolderRole role, @Nullable FolderPath known) {
        AtomicReference<@Nullable FolderPath> begun = new AtomicReference<>();
        try {
            return pool.change(credentials, connection -> {
                FolderPath folder = known == null ? folder(connection, role) : known;
                begun.set(folder);
                if (folder == null) {
                    return null;
                }
                Instant now = clock.instant();
                return new Kept(
                        folder,
                        role == FolderRole.DRAFTS
                                ? ImapAppend.pending(connection, folder, message, now)
                                : ImapAppend.appended(connection, folder, message, Set.of(), now));
            });
        } catch (MailException e) {
            FolderPath folder = begun.get();
            Kept kept = folder == null || e.failure().kind() != MailFailure.Kind.NOT_ASKED
                    ? null
                    : find(credentials, folder, id);
            if (kept == null) {
                throw e;
            }
            return kept;
        }
    }

    private @Nullable Kept find(Credentials credentials, FolderPath folder, MessageId id) {
        try {
            return pool.read(credentials, connection -> {
                Long uid = ImapDrafts.find(connection, folder, id.value());
                return uid == null
                        ? null
                        : new Kept(folder, new ImapAppend.Appended(ImapDrafts.uidValidity(connection, folder), uid));
            });
        } catch (MailException e) {
            return null; // nobody knows: the failure before says why
        }
    }

    private static @Nullable FolderPath folder(ImapConnection connection, FolderRole role) throws IOException {
        return role == FolderRole.DRAFTS
                ? ImapDrafts.folder(connection)
                : ImapFolders.roles(connection).get(role);
    }

    /** Whether it is seen that nobody sends it for a draft. Never fails, and does not keep the result waiting for long. */
    private boolean isMarked(Credentials credentials, Kept kept, MessageId id) {
        FolderPath folder = kept.folder();
        try {
            return pool.change(credentials, CLAIMING, connection -> {
                Long told = kept.where().uid();
                Long uid = told == null ? ImapDrafts.find(connection, folder, id.value()) : told;
                return uid != null
                        && ImapClaim.pending(
                                connection, new MessageRef(folder, kept.where().uidValidity(), uid));
            });
        } catch (RuntimeException | Error e) {
            LOGGER.log(
                    Level.DEBUG,
                    "nobody saw whether the copy of a mail that may have been sent is marked so: {0}",
                    e.getClass().getName());
            return false;
        }
    }

    private static String reason(MailFailure failure) {
        return switch (failure) {
            case MailFailure.TooLarge f -> "the mail server finds the copy too large";
            case MailFailure.MailboxFull f -> "the mailbox is full";
            case MailFailure.ServerUnavailable f -> "the IMAP server could not be used: " + f.detail();
            case MailFailure.Busy f -> "no IMAP connection came free in time";
            case MailFailure.Throttled f -> "the IMAP server asks for fewer calls";
            case MailFailure.TimedOut f -> "the IMAP server did not answer in time";
            case MailFailure.LoginFailed f -> "the IMAP server refused the login";
            case MailFailure.TooManyFailedLogins f -> "too many logins of this user failed";
            case MailFailure.FolderNotFound f -> "the Sent folder cannot be opened";
            case MailFailure.SendingTooFast f -> "the Sent folder cannot be written";
            case MailFailure.NotAllowed f -> f.detail();
            case MailFailure.Conflict f -> f.detail();
            case MailFailure.MessageNotFound f -> "the Sent folder cannot be written";
            case MailFailure.EnclosureNotFound f -> "the Sent folder cannot be written";
            case MailFailure.PartNotFound f -> "the Sent folder cannot be written";
            case MailFailure.StaleUid f -> "the Sent folder cannot be written";
            case MailFailure.InvalidArgument f -> "the Sent folder cannot be written";
            case MailFailure.SendRejected f -> "the Sent folder cannot be written";
        };
    }
}
