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
import java.util.Locale;
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
        FileLink download = open(FileLink.Use.DOWNLOAD, sealed);
        if (download != null) {
            return new MailDownload(download, clientAddress);
        }
        FileLink upload = open(FileLink.Use.UPLOAD, sealed);
        return upload == null ? null : new DraftUpload(upload, clientAddress);
    }

    private @Nullable FileLink open(FileLink.Use use, String sealed) {
        try {
            return links.open(use, sealed);
        } catch (BadTokenException e) {
            return null;
        }
    }

    /** What may be done by the link now. */
    private Mailboxes admitted(FileLink link, Credentials credentials) {
        Site site = sites.of(credentials);
        if (!site.permissions().allowed().contains(link.use().permission())) {
            throw new TransferRefused(
                    403,
                    "NOT_ALLOWED: this server does not have the permission "
                            + link.use().permission().name().toLowerCase(Locale.ROOT)
                            + ": its operator switched it off.",
                    null,
                    null);
        }
        budgets.take(credentials, link.use() == FileLink.Use.DOWNLOAD ? CallKind.READ : CallKind.WRITE);
        return site.mailboxes();
    }

    private final class MailDownload implements Download {
        private final FileLink link;
        private final Credentials credentials;

        MailDownload(FileLink link, String clientAddress) {
            this.link = link;
            this.credentials = link.credentials().from(clientAddress);
        }

        @Override
        public Caller caller() {
            return new Caller(credentials, String.valueOf(credentials.clientAddress()));
        }

        @Override
        public Content open() {
            try {
                return new MailContent(admitted(link, credentials)
                        .reading(credentials, Memory.ENDLESS)
                        .file(link.what()));
            } catch (MailException e) {
                throw refused(e);
            }
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

    private final class DraftUpload implements Upload {
        private final FileLink link;
        private final Credentials credentials;

        DraftUpload(FileLink link, String clientAddress) {
            this.link = link;
            this.credentials = link.credentials().from(clientAddress);
        }

        @Override
        public Caller caller() {
            return new Caller(credentials, String.valueOf(credentials.clientAddress()));
        }

        @Override
        public String name() {
            return link.what().get(0);
        }

        @Override
        public long sizeBytes() {
            return Long.parseLong(link.what().get(1));
        }

        @Override
        public void requireUnused() {
            try {
                admitted(link, credentials)
                        .drafting(credentials, Memory.ENDLESS)
                        .requireUnused(link.what());
            } catch (MailException e) {
                throw refused(e);
            }
        }

        @Override
        public Stored store(InputStream file) {
            try {
                StoredFile stored = admitted(link, credentials)
                        .drafting(credentials, Memory.ENDLESS)
                        .storeUpload(link.what(), file);
                return new Stored(
                        stored.folder().value(),
                        stored.uid(),
                        stored.uidValidity(),
                        stored.part(),
                        stored.name(),
                        stored.sizeBytes());
            } catch (MailException e) {
                throw refused(e);
            } catch (SourceLostException e) {
                throw new CutShort(e);
            }
        }
    }

    private TransferRefused refused(MailException cause) {
        ToolFailure failure = failures.translate(cause);
        String words = failure == null
                ? "MAIL_SERVER_UNAVAILABLE: the mail server cannot be used now. Try again in a minute."
                : failure.code() + ": " + failure.getMessage();
        return new TransferRefused(
                status(cause.failure()), words, failure == null ? null : failure.retryAfter(), cause);
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
