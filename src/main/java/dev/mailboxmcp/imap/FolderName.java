// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.text.NormalForms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxDecoder;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxEncoder;
import org.jspecify.annotations.Nullable;

/**
 * The name of a folder as it is on the wire: modified UTF-7 (RFC 3501 5.1.3), or what a server has instead. A name that is
 * not modified UTF-7, or not the only form of it, has to be said back byte by byte: its bytes that mean nothing by
 * themselves, which are {@code &}, controls and those beyond ASCII, become characters of the block U+DC00, which no text
 * holds.
 */
final class FolderName {
    private static final Pattern INBOX = Pattern.compile("inbox", Pattern.CASE_INSENSITIVE);
    private static final int RAW = 0xDC00;

    private FolderName() {}

    /** The bytes, which may have to be a literal. */
    static byte[] encode(FolderPath folder) {
        if (isInbox(folder)) {
            return "INBOX".getBytes(ISO_8859_1);
        }
        StringBuilder wire = new StringBuilder();
        StringBuilder text = new StringBuilder();
        String name = folder.name();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean inPair = i > 0 && Character.isHighSurrogate(name.charAt(i - 1));
            if (inPair || !isRaw(c)) {
                text.append(c);
                continue;
            }
            wire.append(BASE64MailboxEncoder.encode(text.toString())).append((char) (c - RAW));
            text.setLength(0);
        }
        return wire.append(BASE64MailboxEncoder.encode(text.toString()))
                .toString()
                .getBytes(ISO_8859_1);
    }

    /** Null where the name cannot be spoken of: it is empty, too long, or holds what ends a line. */
    static @Nullable FolderPath decode(byte[] wire) {
        String bytes = new String(wire, ISO_8859_1);
        if (bytes.chars().anyMatch(c -> c == 0 || c == '\r' || c == '\n')) {
            return null;
        }
        try {
            FolderPath path = FolderPath.named(decoded(bytes));
            return isInbox(path) ? FolderPath.INBOX : path;
        } catch (MailException e) {
            return null;
        }
    }

    private static String decoded(String wire) {
        if (wire.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '&')) {
            return wire;
        }
        try {
            if (wire.chars().anyMatch(c -> c > 0x7F)) { // as RFC 6855 has it, which we do not ask for: see learn
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(wire.getBytes(ISO_8859_1)))
                        .toString();
            }
            String name = BASE64MailboxDecoder.decode(wire);
            if (new String(encode(FolderPath.named(name)), ISO_8859_1).equals(wire)) {
                return name;
            }
        } catch (MailException | IllegalArgumentException | IndexOutOfBoundsException | CharacterCodingException e) {
            // neither
        }
        StringBuilder name = new StringBuilder(wire.length());
        wire.chars().forEach(b -> name.append((char) (b >= ' ' && b <= '~' && b != '&' ? b : RAW + b)));
        return name.toString();
    }

    /** Whether it stands for a byte that {@link #decoded} found. */
    private static boolean isRaw(char c) {
        int b = c - RAW;
        return b == '&' || b >= 0x7F && b <= 0xFF || b > 0 && b < ' ' && b != '\r' && b != '\n';
    }

    /**
     * Looks for a folder that the server knows under another spelling: decomposed where it was asked for composed or the other
     * way round, or not in modified UTF-7. One round trip, for a name that is not all ASCII.
     *
     * @return whether there is just one, whose spelling the connection uses from then on
     */
    static boolean learn(ImapConnection connection, FolderPath folder) throws IOException {
        if (folder.name().chars().allMatch(c -> c < 0x80)) {
            return false;
        }
        ImapAnswer answer = connection.ask("looking for the folder", ImapCommand.of("LIST", "\"\" \"*\""));
        List<byte[]> names = new ArrayList<>();
        for (byte[] name : ListedFolder.names(answer, "LIST")) {
            FolderPath path = decode(name);
            if (path != null && sameText(path, folder)) {
                names.add(name);
            }
        }
        boolean other = names.size() == 1 && !Arrays.equals(names.get(0), connection.spelling(folder));
        if (other) {
            connection.noteSpelling(folder, names.get(0));
        }
        return other;
    }

    /** Whether they differ in nothing that a person could see: one may be decomposed. */
    static boolean sameText(FolderPath one, FolderPath other) {
        return composed(one).equals(composed(other));
    }

    /** Whether a server that finds a folder by capitals or small letters alike may take one for the other. */
    static boolean sameInAnyCase(FolderPath one, FolderPath other) {
        return composed(one).equalsIgnoreCase(composed(other));
    }

    private static String composed(FolderPath path) {
        return NormalForms.of(path.name(), Normalizer.Form.NFC);
    }

    /** INBOX is the one name without regard to case (RFC 9051 5.1), of ASCII letters alone. */
    static boolean isInbox(FolderPath folder) {
        return folder.value().length() == INBOX.pattern().length()
                && INBOX.matcher(folder.value()).matches();
    }

    static boolean same(FolderPath one, FolderPath other) {
        return one.equals(other) || isInbox(one) && isInbox(other);
    }
}
