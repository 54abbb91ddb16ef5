// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.imap.ImapAttachment;
import dev.mailboxmcp.imap.ImapFolders;
import dev.mailboxmcp.imap.ImapList;
import dev.mailboxmcp.imap.ImapOriginal;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.imap.ImapRead;
import dev.mailboxmcp.imap.ImapSearch;
import dev.mailboxmcp.mail.AttachmentContent;
import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.Folder;
import dev.mailboxmcp.mail.FolderList;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderState;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailMessage;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.OriginalMessage;
import dev.mailboxmcp.mail.SearchCriteria;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mime.SenderCheck;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One caller's mail for the length of a request. Every method asks the mail server, may block, and throws
 * {@link MailException} for what the caller can act on. Reading marks nothing as read.
 */
public final class Mailbox {
    /**
     * A reply that was handed over.
     *
     * @param inReplyTo the Message-ID it answers, with angle brackets; null where that mail has none
     */
    public record Replied(SendResult result, @Nullable String inReplyTo) {}

    private final Credentials credentials;
    private final ImapPool pool;
    private final @Nullable Outbox outbox;
    private final SenderCheck senderCheck;
    private final CallBudgets budgets;
    private final Memory memory;

    Mailbox(
            Credentials credentials,
            ImapPool pool,
            @Nullable Outbox outbox,
            SenderCheck senderCheck,
            CallBudgets budgets,
            Memory memory) {
        this.senderCheck = senderCheck;
        this.credentials = credentials;
        this.pool = pool;
        this.outbox = outbox;
        this.budgets = budgets;
        this.memory = memory;
    }

    /**
     * Whether the mail server accepts the credentials.
     *
     * @return false where it could not be asked
     * @throws MailException {@link MailFailure.LoginFailed} where it refuses them
     */
    public boolean verify() {
        try {
            return pool.call(credentials, connection -> true);
        } catch (MailException e) {
            return switch (e.failure()) {
                case MailFailure.ServerUnavailable f -> false;
                case MailFailure.TimedOut f -> false;
                case MailFailure.Busy f -> false;
                case MailFailure.Throttled f -> false;
                case MailFailure.LoginFailed f -> throw e;
                case MailFailure.TooManyFailedLogins f -> throw e;
                case MailFailure.FolderNotFound f -> throw e;
                case MailFailure.MessageNotFound f -> throw e;
                case MailFailure.StaleUid f -> throw e;
                case MailFailure.InvalidArgument f -> throw e;
                case MailFailure.TooLarge f -> throw e;
                case MailFailure.SendRejected f -> throw e;
                case MailFailure.SendingTooFast f -> throw e;
                case MailFailure.NotAllowed f -> throw e;
            };
        }
    }

    /** Every folder with its counts, INBOX first. */
    public FolderList listFolders() {
        budgets.take(credentials, CallKind.READ);
        return pool.call(credentials, ImapFolders::list);
    }

    /**
     * The newest mails of a folder, or those that follow a page.
     *
     * @param limit 1..100
     * @param cursor of the page before; null for the first page
     */
    public MailPage listEmails(FolderPath folder, int limit, @Nullable String cursor, boolean unreadOnly) {
        budgets.take(credentials, CallKind.READ);
        return pool.call(credentials, connection -> ImapList.page(connection, folder, limit, cursor, unreadOnly));
    }

    /**
     * The newest mails of a folder that match, or those that follow a page.
     *
     * @param limit 1..100
     * @param cursor of the page before with the same criteria; null for the first page
     */
    public MailPage searchEmails(FolderPath folder, SearchCriteria criteria, int limit, @Nullable String cursor) {
        budgets.take(credentials, CallKind.SEARCH);
        return pool.call(credentials, connection -> ImapSearch.page(connection, folder, criteria, limit, cursor));
    }

    /**
     * One mail as text.
     *
     * @param offset in characters of the whole text
     * @param maxChars 1..100000
     */
    public MailMessage readEmail(MessageRef ref, int offset, int maxChars) {
        budgets.take(credentials, CallKind.READ);
        return pool.call(
                credentials, connection -> ImapRead.read(connection, ref, offset, maxChars, senderCheck, memory));
    }

    /**
     * The content of one part of a mail. Its memory is taken until the end of the call.
     *
     * @param part its IMAP number, such as {@code 2.1}
     * @return null if the mail has no such part
     * @throws MailException {@link MailFailure.TooLarge} above {@link ImapAttachment#MAX_BYTES}
     */
    public @Nullable AttachmentContent readAttachment(MessageRef ref, String part) {
        budgets.take(credentials, CallKind.READ);
        return pool.call(credentials, connection -> ImapAttachment.fetch(connection, ref, part, memory));
    }

    /** By what a change of a folder is noticed. */
    public FolderState folderState(FolderPath folder) {
        return pool.call(credentials, connection -> ImapFolders.state(connection, folder));
    }

    /** Paths of folders that can be opened and go on from what was typed, at any of their levels; INBOX first. */
    public List<String> foldersLike(String typed) {
        FolderList list = listFolders();
        String start = typed.toLowerCase(Locale.ROOT);
        List<String> paths = list.folders().stream()
                .filter(Folder::selectable)
                .map(folder -> folder.path().value())
                .toList();
        Stream<String> byPath =
                paths.stream().filter(path -> path.toLowerCase(Locale.ROOT).startsWith(start));
        Stream<String> byLevel = list.delimiter().isEmpty()
                ? Stream.of()
                : paths.stream().filter(path -> path.toLowerCase(Locale.ROOT).contains(list.delimiter() + start));
        return Stream.concat(byPath, byLevel).distinct().toList();
    }

    /**
     * Sends a new mail.
     *
     * @param confirmed what the user said yes to, see {@link Confirmation#digest}; null for nothing
     * @throws ConfirmationNeeded if the user has to be asked first
     * @throws MailException {@link MailFailure.SendRejected} where it was certainly not sent
     */
    public SendResult send(Draft draft, @Nullable String confirmed) {
        return outbox().send(credentials, draft, confirmed);
    }

    /**
     * Answers a mail.
     *
     * @param confirmed as in {@link #send}
     * @throws ConfirmationNeeded as in {@link #send}
     * @throws MailException {@link MailFailure.SendRejected} where it was certainly not sent
     */
    public Replied reply(MessageRef ref, ReplyDraft.Answer answer, @Nullable String confirmed) {
        SendPolicy.check(credentials.grant());
        OriginalMessage original = pool.call(credentials, connection -> ImapOriginal.fetch(connection, ref, memory));
        Draft draft = new ReplyDraft(outbox().addressesOf(credentials)).to(original, answer);
        return new Replied(outbox().send(credentials, draft, confirmed), draft.inReplyTo());
    }

    private Outbox outbox() {
        if (outbox == null) {
            throw new MailException(
                    new MailFailure.NotAllowed("not sent: this server sends no mail (SMTP_HOST, SEND_MODE)"));
        }
        return outbox;
    }
}
