// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a mail has no text, or hardly any, in words for its reader: an empty text alone looks like a fault. */
final class TextAbsence {
    private TextAbsence() {}

    /** @return null for a mail with a text, or one whose text the server keeps, which a warning says already */
    static @Nullable String of(@Nullable BodyStructure structure, PartChoice choice, MessageText text) {
        boolean blank = text.text().isBlank();
        if (structure != null && isSealed(structure)) {
            return "this mail is encrypted, or signed in a form that cannot be opened here";
        }
        if (text.pictures() > 0) {
            return "people see nothing but pictures in this mail, " + text.pictures() + " of them";
        }
        if (!blank || text.warnings().contains(TextSections.NOT_GIVEN)) {
            return null;
        }
        for (PartChoice.File file : choice.files()) {
            if (isTnef(file.part())) {
                return "this mail is in winmail.dat (part " + file.part().number()
                        + "), a form that Outlook alone opens";
            }
        }
        if (text.hiddenChars() > 0) {
            return "people see no text in this mail: all of it is hidden";
        }
        List<PartChoice.File> files = choice.files();
        if (files.isEmpty()) {
            return "this mail has no text";
        }
        boolean pictures = files.stream().allMatch(file -> file.part().type().startsWith("image/"));
        return pictures
                ? "this mail has no text, only pictures, " + files.size() + " of them"
                : "this mail has no text, only attachments";
    }

    /**
     * Whether what it says is sealed in a form that only the reader's own keys or programs open (RFC 1847, RFC 8551); also
     * where a mailing list, or a server that knows no such mail, put it among other parts.
     */
    private static boolean isSealed(BodyStructure part) {
        return switch (part.type()) {
            case "multipart/encrypted",
                    "application/pgp-encrypted",
                    "application/pkcs7-mime",
                    "application/x-pkcs7-mime" -> true;
            default -> part.isMultipart() && part.parts().stream().anyMatch(TextAbsence::isSealed);
        };
    }

    private static boolean isTnef(BodyStructure part) {
        return part.type().equals("application/ms-tnef")
                || part.type().equals("application/vnd.ms-tnef")
                || part.fileName(null).equalsIgnoreCase("winmail.dat");
    }
}
