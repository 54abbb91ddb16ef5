// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mail.Enclosure;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MessageRef;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of what goes with a mail: what lies in the mailbox, or a text by its name. */
public record AttachmentToSend(
        @Nullable String folder,
        @Min(1) @Max(4294967295L) @Nullable Long uid,

        @Min(1) @Max(4294967295L) @Nullable Long uidvalidity,

        @Size(min = 1, max = 100) @Nullable String part,
        @Size(min = 1, max = 255) @Nullable String name,
        @Size(max = Enclosure.MAX_TEXT) @Nullable String text) {
    /** Checks that it is one of both; the message is for the caller. */
    public AttachmentToSend {
        boolean ofMail = uid != null && name == null && text == null;
        boolean ofText = name != null && text != null && folder == null && uid == null && part == null;
        if (!ofMail && !ofText) {
            throw new IllegalArgumentException(
                    "uid or name is missing, or there are both: an attachment is {folder, uid, uidvalidity, part} of a mail,"
                            + " without part the whole mail, or {name, text}");
        }
    }

    static List<Enclosure> all(@Nullable List<AttachmentToSend> attachments) {
        return attachments == null
                ? List.of()
                : attachments.stream().map(AttachmentToSend::enclosure).toList();
    }

    private Enclosure enclosure() {
        if (name != null && text != null) {
            return new Enclosure.OfText(name, text);
        }
        if (uid == null) {
            throw new IllegalStateException("checked before");
        }
        return new Enclosure.OfMail(
                new MessageRef(folder == null ? FolderPath.INBOX : new FolderPath(folder), uidvalidity, uid), part);
    }
}
