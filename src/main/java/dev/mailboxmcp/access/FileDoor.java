// SPDX-License-Identifier: MIT
package dev.mailboxmcp.access;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.FileLink;
import dev.mailboxmcp.account.FileLinks;
import dev.mailboxmcp.call.CutShort;
import dev.mailboxmcp.call.FileTransfers;
import dev.mailboxmcp.call.TransferRefused;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.SourceLostException;
import dev.mailboxmcp.mail.StoredFile;
import dev.mailboxmcp.mailbox.MailFile;
import dev.mailboxmcp.mailbox.Mailboxes;
import dev.mailboxmcp.sites.Site;
import dev.mailboxmcp.sites.Sites;
import dev.mailboxmcp.tool.ToolFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The way from a link to a file in a mailbox: the permission is looked at when the link is used, since the operator may have
 * taken it away, then the budget, as at the {@link Door}. Thread-safe.
 */
public final class FileDoor implements FileTransfers {
    private final Sites sites;
    private final CallBudgets budgets;
    private final FileLinks links;
    private final MailFailures failures = new MailFailures();

    public FileDoor(Sites sites, CallBudgets budgets, FileLinks links) {
        this.sites = sites;
        this.budgets = budgets;
        this.links = links;
    }

    @Override
    public @Nullable Link find(String sealed, String clientAddress) {
        for (FileLink.Use use : FileLink.Use.values()) {
            try {
                Opened opened = new Opened(links.open(use, sealed), clientAddress);
                return switch (use) {
                    case DOWNLOAD -> new MailDownload(opened);
                    case UPLOAD -> new DraftUpload(opened);
                };
            } catch (BadTokenException e) {
                // then it is of another use, or of none
            }
        }
        return null;
    }

    /** Whose a link is, and the one way by it to the mailbox. */
    private final class Opened {
        final FileLink link;
        private final Credentials credentials;

        Opened(FileLink link, String clientAddress) {
            this.link = link;
            this.credentials = link.credentials().from(clientAddress);
        }

        Caller caller() {
            return new Caller(credentials, String.valueOf(credentials.clientAddress()));
        }

        /**
         * Does what the link is for, where that may be done now.
         *
         * @throws TransferRefused where it may not, or the mail server did not do it
         */
        <T> T admitted(CallKind kind, BiFunction<Mailboxes, Credentials, T> work) {
            try {
                Site site = sites.of(credentials);
                if (!site.permissions().allowed().contains(link.use().permission())) {
                    throw new TransferRefused(
                            403, "NOT_ALLOWED: " + Door.switchedOff(link.use().permission()), null, null);
                }
                budgets.take(credentials, kind);
                return work.apply(site.mailboxes(), credentials);
            } catch (MailException e) {
                throw refused(e);
            }
        }
    }

    private final class MailDownload implements Download {
        private final Opened opened;

        MailDownload(Opened opened) {
            this.opened = opened;
        }

        @Override
        public Caller caller() {
            return opened.caller();
        }

        @Override
        public Content open() {
            return opened.admitted(
                    CallKind.READ,
                    (mailboxes, credentials) -> new MailContent(
                            mailboxes.reading(credentials, Memory.ENDLESS).file(opened.link.what())));
        }
    }

    private final class MailContent implements Content {
        private final MailFile file;

        MailContent(MailFile file) {
            this.file = file;
        }

        @Override
        public String name() {
            return file.name();
        }

        @Override
        public String type() {
            return file.type();
        }

        @Override
        public long sizeBytes() {
            return file.sizeBytes();
        }

        @Override
        public void write(long from, long count, OutputStream out) throws IOException {
            try {
                file.write(from, count, out);
            } catch (MailException e) {
                throw refused(e);
            }
        }
    }

    private static final class DraftUpload implements Upload {
        private final Opened opened;

        DraftUpload(Opened opened) {
            this.opened = opened;
        }

        @Override
        public Caller caller() {
            return opened.caller();
        }

        @Override
        public String name() {
            return opened.link.what().get(0);
        }

        @Override
        public long sizeBytes() {
            return Long.parseLong(opened.link.what().get(1));
        }

        @Override
        public void requireUnused() {
            boolean unused = opened.admitted(CallKind.WRITE, (mailboxes, credentials) -> {
                mailboxes.drafting(credentials, Memory.ENDLESS).requireUnused(opened.link.what());
                return true;
            });
        }

        @Override
        public Stored store(InputStream file) {
            try {
                StoredFile stored = opened.admitted(
                        CallKind.WRITE,
                        (mailboxes, credentials) ->
                                mailboxes.drafting(credentials, Memory.ENDLESS).storeUpload(opened.link.what(), file));
                return new Stored(
                        stored.folder().value(),
                        stored.uid(),
                        stored.uidValidity(),
                        stored.part(),
                        stored.name(),
                        stored.sizeBytes());
            } catch (SourceLostException e) {
                throw new CutShort(e);
            }
        }
    }

    private TransferRefused refused(MailException cause) {
        ToolFailure failure = failures.translate(cause);
        String words = failure.code() + ": " + failure.getMessage();
        return new TransferRefused(status(cause.failure()), words, failure.retryAfter(), cause);
    }

    private static int status(MailFailure failure) {
        return switch (failure) {
            case MailFailure.LoginFailed f -> 403;
            case MailFailure.NotAllowed f -> 403;
            case MailFailure.TooManyFailedLogins f -> 429;
            case MailFailure.Throttled f -> 429;
            case MailFailure.SendingTooFast f -> 429;
            case MailFailure.ServerUnavailable f -> 502;
            case MailFailure.Busy f -> 503;
            case MailFailure.TimedOut f -> 504;
            case MailFailure.FolderNotFound f -> 404;
            case MailFailure.MessageNotFound f -> 404;
            case MailFailure.EnclosureNotFound f -> 404;
            case MailFailure.PartNotFound f -> 404;
            case MailFailure.StaleUid f -> 404;
            case MailFailure.Conflict f -> 409;
            case MailFailure.TooLarge f -> 413;
            case MailFailure.MailboxFull f -> 507;
            case MailFailure.InvalidArgument f -> 400;
            case MailFailure.SendRejected f -> 400;
        };
    }
}
