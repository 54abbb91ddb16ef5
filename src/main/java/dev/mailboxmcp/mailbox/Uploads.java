// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.EncryptionKeys;
import dev.mailboxmcp.account.FileLinks;
import dev.mailboxmcp.account.KeyedHash;
import dev.mailboxmcp.imap.ImapAppend;
import dev.mailboxmcp.imap.ImapConnection;
import dev.mailboxmcp.imap.ImapDrafts;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.imap.ImapUploads;
import dev.mailboxmcp.imap.ImapWork;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mail.StoredFile;
import dev.mailboxmcp.mime.EmailAddress;
import dev.mailboxmcp.mime.MessageId;
import dev.mailboxmcp.mime.UploadMessage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files that are brought by a link. They lie in the user's own drafts, each in a mail that bears a mark of this deployment, and
 * go when the mail that takes them was sent, or with the next upload a day later. Mails without a right mark are left alone,
 * whatever they say. Thread-safe.
 */
final class Uploads {
    private static final System.Logger LOGGER = System.getLogger(Uploads.class.getName());

    /** How long one may take on the whole. */
    static final Duration TIME = Duration.ofMinutes(10);

    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration REMOVING = Duration.ofSeconds(5);
    private static final int MOST_REMEMBERED = 10_000;
    private static final int MARK_BYTES = 16;

    private final ImapPool pool;
    private final KeyedHash hash;
    private final InstantSource clock;

    /** When the links were begun with that are in use or were used; guarded by itself, the oldest first. */
    private final Map<String, Instant> used = new LinkedHashMap<>();

    Uploads(ImapPool pool, EncryptionKeys keys, InstantSource clock) {
        this.pool = pool;
        this.hash = new KeyedHash(keys, "upload");
        this.clock = clock;
    }

    /**
     * Stores a file while it comes, in constant memory.
     *
     * @param id of the link, which is used once
     * @param name fit for a file system
     * @param file of exactly that many bytes
     * @throws MailException where it was not stored, {@link MailFailure.Conflict} where the link was used before
     * @throws dev.mailboxmcp.mail.SourceLostException where the file did not come; nothing was stored, and the link can be
     *     used again
     */
    StoredFile store(
            Credentials credentials,
            @Nullable EmailAddress user,
            String id,
            String name,
            long sizeBytes,
            InputStream file) {
        begin(id);
        boolean stored = false;
        try {
            StoredFile where = pool.transfer(
                    credentials, TIME, connection -> store(connection, credentials, user, id, name, sizeBytes, file));
            stored = true;
            return where;
        } catch (MailException e) {
            // an answer that was lost says nothing of what was stored
            stored = e.failure() instanceof MailFailure.Conflict;
            throw e;
        } finally {
            if (!stored) {
                forget(id);
            }
        }
    }

    /** @throws MailException {@link MailFailure.Conflict} where the link is in use or was used, as far as the drafts tell */
    void requireUnused(Credentials credentials, String id) {
        synchronized (used) {
            if (used.containsKey(id)) {
                throw usedBefore();
            }
        }
        String mark = mark(credentials, id);
        List<ImapUploads.Upload> there = pool.read(credentials, Uploads::list);
        if (there.stream().anyMatch(upload -> upload.mark().equals(mark))) {
            throw usedBefore();
        }
    }

    /** Those that are there: none in a mailbox without a folder of drafts. */
    private static List<ImapUploads.Upload> list(ImapConnection connection) throws IOException {
        FolderPath folder = ImapDrafts.existing(connection);
        return folder == null ? List.of() : ImapUploads.list(connection, folder);
    }

    private String mark(Credentials credentials, String id) {
        return id + " " + macs(credentials, id).getFirst();
    }

    private StoredFile store(
            ImapConnection connection,
            Credentials credentials,
            @Nullable EmailAddress user,
            String id,
            String name,
            long sizeBytes,
            InputStream file)
            throws IOException {
        FolderPath folder = ImapDrafts.folder(connection);
        List<ImapUploads.Upload> there = ImapUploads.list(connection, folder);
        String mark = mark(credentials, id);
        if (there.stream().anyMatch(upload -> upload.mark().equals(mark))) {
            throw usedBefore();
        }
        sweep(connection, credentials, there);
        Instant now = clock.instant();
        MessageId messageId = MessageId.random(user == null ? "mailbox-mcp.invalid" : user.domain());
        UploadMessage mail =
                UploadMessage.of(name, sizeBytes, user, mark, messageId, now.atOffset(ZoneOffset.UTC), file);
        ImapAppend.Appended appended = ImapUploads.save(connection, folder, mail, now);
        if (appended.uid() != null) {
            return new StoredFile(folder, appended.uid(), appended.uidValidity(), UploadMessage.PART, name, sizeBytes);
        }
        Long uid = ImapDrafts.find(connection, folder, messageId.value());
        Long validity = uid == null ? null : (Long) ImapDrafts.uidValidity(connection, folder);
        return new StoredFile(folder, uid, validity, UploadMessage.PART, name, sizeBytes);
    }

    /** Removes what has lain there for a day, best effort: the file that comes is what counts. */
    private void sweep(ImapConnection connection, Credentials credentials, List<ImapUploads.Upload> there)
            throws IOException {
        Instant before = clock.instant().minus(KEPT);
        List<MessageRef> old = there.stream()
                .filter(upload -> upload.arrived() != null && upload.arrived().isBefore(before))
                .filter(upload -> isOurs(credentials, upload))
                .map(ImapUploads.Upload::ref)
                .toList();
        try {
            ImapUploads.remove(connection, old);
        } catch (MailException e) {
            LOGGER.log(
                    Level.DEBUG,
                    "old uploads are still there: {0}",
                    e.failure().getClass().getSimpleName());
        }
    }

    /** Removes those that a draft took which was sent, by their ids. Never fails: the mail was sent. */
    void removeTaken(Credentials credentials, List<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        remove(
                credentials,
                connection -> list(connection).stream()
                        .filter(upload -> ids.contains(upload.id()) && isOurs(credentials, upload))
                        .map(ImapUploads.Upload::ref)
                        .toList());
    }

    /** Removes those that a mail took which was sent. Never fails: the mail was sent. */
    void removeSent(Credentials credentials, List<ImapUploads.Upload> taken) {
        List<MessageRef> ours = taken.stream()
                .filter(upload -> isOurs(credentials, upload))
                .map(ImapUploads.Upload::ref)
                .distinct()
                .toList();
        if (!ours.isEmpty()) {
            remove(credentials, connection -> ours);
        }
    }

    private void remove(Credentials credentials, ImapWork<List<MessageRef>> which) {
        try {
            boolean unused = pool.change(credentials, REMOVING, connection -> {
                ImapUploads.remove(connection, which.run(connection));
                return true;
            });
        } catch (RuntimeException e) {
            LOGGER.log(
                    Level.DEBUG,
                    "uploads that were sent are still there: {0}",
                    e.getClass().getName());
        }
    }

    /** Whether the mark was made here, for this user: others can write such a field into a mail. */
    private boolean isOurs(Credentials credentials, ImapUploads.Upload upload) {
        String id = upload.id();
        return !id.isEmpty() && macs(credentials, id).contains(upload.mark().substring(id.length() + 1));
    }

    private List<String> macs(Credentials credentials, String id) {
        return hash.of(List.of(credentials.canonicalUser(), id)).stream()
                .map(bytes -> HexFormat.of().formatHex(bytes, 0, MARK_BYTES))
                .toList();
    }

    private void begin(String id) {
        synchronized (used) {
            Instant now = clock.instant();
            Iterator<Instant> begun = used.values().iterator();
            while (begun.hasNext()) {
                if (!isOver(begun.next(), now) && used.size() < MOST_REMEMBERED) {
                    break;
                }
                begun.remove();
            }
            if (used.putIfAbsent(id, now) != null) {
                throw usedBefore();
            }
        }
    }

    private static boolean isOver(Instant begun, Instant now) {
        return begun.plus(TIME).plus(FileLinks.LIFETIME).isBefore(now);
    }

    private void forget(String id) {
        synchronized (used) {
            used.remove(id);
        }
    }

    private static MailException usedBefore() {
        return new MailException(new MailFailure.Conflict(
                "this link was used already, and a file goes up by a link once. Ask for another link"));
    }
}
