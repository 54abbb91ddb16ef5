// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.imap.ImapEnclosure;
import dev.mailboxmcp.imap.ImapPool;
import dev.mailboxmcp.imap.ImapUploads;
import dev.mailboxmcp.mail.Enclosure;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageRef;
import dev.mailboxmcp.mime.OutgoingAttachment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gathers what goes with a mail, before anything is sent or saved. Thread-safe. */
public final class Enclosures {
    private final ImapPool pool;
    private final EnclosureSettings settings;

    public Enclosures(ImapPool pool, EnclosureSettings settings) {
        this.pool = pool;
        this.settings = settings;
    }

    /** How much may be attached to one mail, before it is encoded. */
    public long maxBytes() {
        return settings.maxBytes();
    }

    /**
     * All of them, in their order.
     *
     * @param memory is taken for them until the call ends
     * @throws MailException where one of them is not there, or all together are too large
     */
    public List<OutgoingAttachment> gather(Credentials credentials, List<Enclosure> wanted, Memory memory) {
        return gather(credentials, wanted, memory, upload -> {});
    }

    /**
     * The same.
     *
     * @param uploads is told of the mails among them that say that they only hold a file that was brought
     */
    public List<OutgoingAttachment> gather(
            Credentials credentials, List<Enclosure> wanted, Memory memory, Consumer<ImapUploads.Upload> uploads) {
        List<OutgoingAttachment> gathered = new ArrayList<>();
        for (Enclosure one : wanted) {
            long left = settings.maxBytes()
                    - gathered.stream().mapToLong(OutgoingAttachment::sizeBytes).sum();
            OutgoingAttachment attachment = switch (one) {
                case Enclosure.OfMail(MessageRef mail, @Nullable String part) ->
                    fetch(credentials, mail, part, left, memory, uploads);
                case Enclosure.OfText text -> OutgoingAttachment.text(text.name(), text.text());
            };
            if (attachment.sizeBytes() > left) {
                throw tooLarge();
            }
            gathered.add(attachment);
        }
        return gathered;
    }

    private OutgoingAttachment fetch(
            Credentials credentials,
            MessageRef mail,
            @Nullable String part,
            long left,
            Memory memory,
            Consumer<ImapUploads.Upload> uploads) {
        try {
            return pool.read(credentials, c -> ImapEnclosure.fetch(c, mail, part, left, memory, uploads));
        } catch (MailException e) {
            if (e.failure() instanceof MailFailure.MessageNotFound(FolderPath folder, long uid)) {
                throw new MailException(new MailFailure.EnclosureNotFound(folder, uid), e);
            }
            throw e;
        }
    }

    /**
     * All files of a mail, in their order.
     *
     * @param memory as above
     * @throws MailException as above
     */
    public List<OutgoingAttachment> filesOf(Credentials credentials, MessageRef mail, Memory memory) {
        return pool.read(credentials, c -> ImapEnclosure.fetchFiles(c, mail, settings.maxBytes(), memory));
    }

    private MailException tooLarge() {
        return new MailException(new MailFailure.TooLarge("what is attached", settings.maxBytes()));
    }
}
