// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    /**
     * Looks for a folder that the server knows under another spelling: decomposed where it was asked for composed or the other
     * way round, or not in modified UTF-7. One round trip, for a name that is not all ASCII.
     *
     * @return whether there is just one, whose spelling the connection uses from then on
     */
    static boolean learn(ImapConnection connection, FolderPath folder) throws IOException {
        if (isAscii(folder.value().getBytes(StandardCharsets.UTF_8))) {
            return false;
        }
        ImapAnswer answer = connection.ask("looking for the folder", ImapCommand.of("LIST", "\"\" \"*\""));
        List<byte[]> names = new ArrayList<>();
        for (byte[] name : ImapFolders.names(answer)) {
            FolderPath path = decode(name);
            if (path != null && composed(path).equals(composed(folder))) {
                names.add(name);
            }
        }
        boolean other = names.size() == 1 && !Arrays.equals(names.get(0), connection.spelling(folder));
        if (other) {
            connection.noteSpelling(folder, names.get(0));
        }
        return other;
    }

    private static String composed(FolderPath path) {
        return Normalizer.normalize(path.value(), Normalizer.Form.NFC);
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
