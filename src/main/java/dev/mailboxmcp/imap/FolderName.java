// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxDecoder;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxEncoder;
import org.jspecify.annotations.Nullable;

/** The name of a folder as it is on the wire: modified UTF-7 (RFC 3501 5.1.3). */
final class FolderName {
    private FolderName() {}

    static String encode(FolderPath folder) {
        return isInbox(folder) ? "INBOX" : BASE64MailboxEncoder.encode(folder.value());
    }

    /** Null where the name cannot be spoken of: it is empty, too long or holds control characters. */
    static @Nullable FolderPath decode(byte[] raw) {
        try {
            String name =
                    isAscii(raw) ? BASE64MailboxDecoder.decode(new String(raw, StandardCharsets.US_ASCII)) : utf8(raw);
            FolderPath path = new FolderPath(name);
            return isInbox(path) ? FolderPath.INBOX : path;
        } catch (MailException | IllegalArgumentException | IndexOutOfBoundsException | CharacterCodingException e) {
            return null;
        }
    }

    /** INBOX is the one name without regard to case (RFC 9051 5.1). */
    static boolean isInbox(FolderPath folder) {
        return folder.value().equalsIgnoreCase("INBOX");
    }

    static boolean same(FolderPath one, FolderPath other) {
        return one.equals(other) || isInbox(one) && isInbox(other);
    }

    private static String utf8(byte[] raw) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    }

    private static boolean isAscii(byte[] raw) {
        for (byte b : raw) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }
}
