// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.Attachment;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageFlag;
import dev.mailboxmcp.mail.MessageRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a draft that is to be sent, as it lies in the mailbox: two round trips where the folder is looked for, else one; one
 * more for each MiB beyond the first, and where the server gives less than was asked for. Leaves the folder open for changes, so
 * that {@link ImapClaim} need not open it again.
 */
public final class ImapOutgoingDraft {
    private static final String WORDS = "reading the draft";
    private static final int PIECE_BYTES = 1 << 20;
    private static final int EXPANSION = 4;

    private static final ResponseLimits LIMITS =
            new ResponseLimits(1 << 20, PIECE_BYTES + 1024, PIECE_BYTES + (1 << 20), PIECE_BYTES + (4 << 20));

    private ImapOutgoingDraft() {}

    /**
     * What there is under the name of a draft.
     *
     * @param ref with the folder's present UIDVALIDITY
     * @param stored null where there is no such mail
     */
    public record Looked(
            MessageRef ref,
            Map<FolderRole, FolderPath> roles,
            @Nullable Stored stored) {
        public Looked {
            roles = Map.copyOf(roles);
        }
    }

    /**
     * The draft.
     *
     * @param pending whether somebody claimed it, see {@link ImapClaim}
     * @param submitted whether it is known to have been sent
     * @param modSeq the moment of its last change (RFC 7162); 0 where the server does not tell
     * @param keeps whether the folder keeps keywords, without which nothing can be claimed
     * @param message all of its bytes; not altered by anybody
     * @param files what a reader would save to disk
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Stored(
            boolean pending, boolean submitted, long modSeq, boolean keeps, byte[] message, List<Attachment> files) {
        public Stored {
            files = List.copyOf(files);
        }
    }

    /**
     * Looks for a draft.
     *
     * @param folder null for the folder of drafts
     * @param uidValidity what the caller saw it under; null for the present one
     * @param maxBytes of the draft
     * @param memory is taken for it, and what it takes is left taken
     * @throws MailException if there is no such folder, it was recreated since or cannot be changed; if the mail is no draft,
     *     or too large
     */
    public static Looked look(
            ImapConnection connection,
            @Nullable FolderPath folder,
            @Nullable Long uidValidity,
            long uid,
            long maxBytes,
            Memory memory)
            throws IOException {
        Map<FolderRole, FolderPath> roles = folder == null ? ImapFolders.roles(connection) : Map.of();
        FolderPath where = folder == null ? roles.get(FolderRole.DRAFTS) : folder;
        if (where == null) {
            throw new MailException(
                    new MailFailure.InvalidArgument("folder", "is missing: the mailbox has no folder of drafts"));
        }
        List<ImapCommand> commands = new ArrayList<>(List.of(command(connection, uid, BodyStructure.ITEM + " ")));
        if (folder != null) {
            commands.add(ImapFolders.rolesCommand(connection));
        }
        List<ImapAnswer> answers = ImapSelection.select(connection, where, uidValidity, LIMITS, commands);
        if (folder != null) {
            roles = ImapFolders.roles(connection, answers.get(2));
        }
        long validity = ImapSelection.require(connection, where, null).uidValidity();
        MessageRef ref = new MessageRef(where, validity, uid);
        FetchedMessage message = told(answers.get(1), uid);
        if (message != null && message.section("").length == 0) {
            // QUIRK: not together with what it is made of; Dovecot so tells of a mail that another session removes
            // meanwhile
            ImapAnswer answer = connection
                    .ask(WORDS, LIMITS, List.of(command(connection, uid, "")))
                    .getFirst();
            message = told(answer, uid);
            if (message == null && !answer.isOk() && !answer.status().isAboutTheMail()) {
                answer.requireOk(WORDS);
            }
        }
        if (message == null) {
            if (!answers.get(1).isOk() && !answers.get(1).status().isAboutTheMail()) {
                answers.get(1).requireOk(WORDS);
            }
            return new Looked(ref, roles, null);
        }
        FolderPath drafts = roles.get(FolderRole.DRAFTS);
        boolean inDrafts = drafts != null && FolderName.same(where, drafts);
        requireDraft(message, inDrafts);
        FolderPath sent = roles.get(FolderRole.SENT);
        if (!inDrafts && sent != null && FolderName.same(where, sent)) {
            requireClaimed(message);
        }
        byte[] bytes = whole(connection, uid, message, maxBytes, memory);
        return new Looked(
                ref,
                roles,
                new Stored(
                        ImapClaim.isPending(message),
                        ImapClaim.isSubmitted(message),
                        message.modSeq,
                        ImapStore.keeps(answers.getFirst(), ImapClaim.PENDING),
                        bytes,
                        files(message)));
    }

    private static ImapCommand command(ImapConnection connection, long uid, String more) {
        return ImapCommand.of(
                "UID FETCH",
                uid + " (UID FLAGS" + (ImapClaim.isConditional(connection) ? " MODSEQ" : "") + " RFC822.SIZE " + more
                        + "BODY.PEEK[]<0." + PIECE_BYTES + ">)");
    }

    private static @Nullable FetchedMessage told(ImapAnswer answer, long uid) {
        return FetchReader.described(answer).stream()
                .filter(message -> message.uid == uid)
                .findFirst()
                .orElse(null);
    }

    private static void requireDraft(FetchedMessage message, boolean inDrafts) {
        if (!inDrafts && !message.flags().contains(MessageFlag.DRAFT)) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "uid",
                    "must name a draft: this mail is not marked as one, and does not lie in the folder of drafts"));
        }
        if (message.flags().contains(MessageFlag.DELETED)
                && !ImapClaim.isPending(message)) { // else it was sent, as a rule
            throw new MailException(new MailFailure.Conflict("the draft is marked as deleted. Nothing was sent"));
        }
    }

    /** Programs that leave the mark of a draft on what they sent are not told from people who put a draft into Sent. */
    private static void requireClaimed(FetchedMessage message) {
        if (!ImapClaim.isPending(message) && !ImapClaim.isSubmitted(message)) {
            throw new MailException(new MailFailure.Conflict(
                    "it is marked as a draft, but lies in Sent, so nobody knows whether it was sent. Nothing was sent by this"
                            + " call. If it was not, move it to the folder of drafts, and send it from there"));
        }
    }

    /** All bytes of it, whatever size the server claimed; what was cut must not pass for the whole. */
    private static byte[] whole(
            ImapConnection connection, long uid, FetchedMessage message, long maxBytes, Memory memory)
            throws IOException {
        requireRoom(message.sizeBytes, maxBytes);
        ClaimedMemory lease = new ClaimedMemory(memory, Math.max(message.sizeBytes, 1), EXPANSION);
        byte[] piece = message.section("");
        lease.cover(piece.length);
        ByteArrayOutputStream all = new ByteArrayOutputStream(piece.length);
        all.writeBytes(piece);
        while (piece.length == PIECE_BYTES || piece.length > 0 && all.size() < message.sizeBytes) {
            ImapAnswer answer = connection
                    .ask(
                            WORDS,
                            LIMITS,
                            List.of(ImapCommand.of(
                                    "UID FETCH", uid + " (UID BODY.PEEK[]<" + all.size() + "." + PIECE_BYTES + ">)")))
                    .getFirst();
            FetchedMessage next = told(answer, uid);
            if (next == null) {
                throw new MailException(
                        new MailFailure.Conflict("the draft was removed while it was read. Nothing was sent"));
            }
            piece = next.section("");
            requireRoom((long) all.size() + piece.length, maxBytes);
            lease.cover((long) all.size() + piece.length);
            all.writeBytes(piece);
        }
        if (all.size() == 0) {
            throw new MailException(
                    new MailFailure.ServerUnavailable("IMAP", "the mail server did not give the content of the draft"));
        }
        lease.keep(3L * all.size()); // as it lies there, and as it goes out
        return all.toByteArray();
    }

    private static void requireRoom(long bytes, long maxBytes) {
        if (bytes > maxBytes) {
            throw new MailException(new MailFailure.TooLarge("the draft", maxBytes));
        }
    }

    private static List<Attachment> files(FetchedMessage message) {
        String charset = message.structure == null ? null : message.structure.textCharset();
        return PartChoice.ofCoveringText(message.structure).files().stream()
                .map(file -> ImapRead.attachment(file, charset))
                .toList();
    }
}
