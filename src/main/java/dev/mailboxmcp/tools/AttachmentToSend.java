// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import dev.mailboxmcp.mail.Enclosure;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MessageRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of what goes with a mail: what lies in the mailbox, or a text by its name. */
public record AttachmentToSend(
        @Nullable String folder,
        @Nullable Long uid,
        @Nullable Long uidvalidity,
        @Nullable String part,
        @Nullable String name,
        @Nullable String text) {
    private static final long MAX_NUMBER = 4294967295L;
    private static final int MAX_NAME = 255;
    private static final int MAX_PART = 100;

    /** Checks that it is one of both; the message is for the caller. */
    public AttachmentToSend {
        requireNumber("uid", uid);
        requireNumber("uidvalidity", uidvalidity);
        requireShort("part", part, MAX_PART);
        requireShort("name", name, MAX_NAME);
        requireShort("text", text, Enclosure.MAX_TEXT);
        boolean ofMail = uid != null && name == null && text == null;
        boolean ofText =
                name != null && text != null && folder == null && uid == null && uidvalidity == null && part == null;
        if (!ofMail && !ofText) {
            throw new IllegalArgumentException(
                    "uid or name is missing, or there are both: an attachment is {folder, uid, uidvalidity, part} of a mail,"
                            + " without part the whole mail, or {name, text}");
        }
    }

    /**
     * The bounds of numbers within arguments are not told in the list of tools, where every word is paid for in every turn.
     *
     * @throws IllegalArgumentException for the caller
     */
    static void requireNumber(String name, @Nullable Long number) {
        if (number != null && (number < 1 || number > MAX_NUMBER)) {
            throw new IllegalArgumentException(name + " must be a whole number from 1 to " + MAX_NUMBER);
        }
    }

    private static void requireShort(String name, @Nullable String value, int max) {
        if (value != null && value.codePointCount(0, value.length()) > max) {
            throw new IllegalArgumentException(name + " must be a string of 0.." + max + " characters");
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
