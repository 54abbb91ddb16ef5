// SPDX-License-Identifier: MIT
package dev.mailboxmcp.resources;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MessageRef;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names mail for good: a message by UIDVALIDITY and UID, so that a URI never comes to mean another one. It names nobody's
 * mailbox: the credentials of each request do that. Every segment is percent-encoded, as expanding the templates does
 * (RFC 6570 3.2.2).
 */
sealed interface MailUri {
    /** A folder's newest mails. */
    record OfFolder(FolderPath folder) implements MailUri {
        @Override
        public String toString() {
            return PREFIX + "folder/" + encoded(folder.value());
        }
    }

    /** A mail. */
    record OfMessage(FolderPath folder, long uidValidity, long uid) implements MailUri {
        MessageRef ref() {
            return new MessageRef(folder, uidValidity, uid);
        }

        @Override
        public String toString() {
            return PREFIX + "message/" + encoded(folder.value()) + "/" + uidValidity + "/" + uid;
        }
    }

    /**
     * A part of a mail.
     *
     * @param part its IMAP number, such as {@code 2.1}
     */
    record OfAttachment(OfMessage message, String part) implements MailUri {
        @Override
        public String toString() {
            return PREFIX + "attachment/" + message.toString().substring((PREFIX + "message/").length()) + "/" + part;
        }
    }

    String PREFIX = "mail://";
    String FOLDER_TEMPLATE = PREFIX + "folder/{folder}";
    String MESSAGE_TEMPLATE = PREFIX + "message/{folder}/{uidvalidity}/{uid}";
    String ATTACHMENT_TEMPLATE = PREFIX + "attachment/{folder}/{uidvalidity}/{uid}/{part}";

    /** IMAP part numbers are short; so deep a mail is none. */
    Pattern PART = Pattern.compile("[1-9][0-9]{0,3}(\\.[1-9][0-9]{0,3}){0,20}");

    Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,9}");

    long MAX_NUMBER = 0xFFFF_FFFFL;
    int MAX_CHARS = 16_000; // 1000 characters of a folder, each escaped and encoded

    /** The URI, or null if it is none of ours. */
    static @Nullable MailUri parse(String uri) {
        if (!uri.startsWith(PREFIX) || uri.length() > MAX_CHARS) {
            return null;
        }
        String[] segments = uri.substring(PREFIX.length()).split("/", -1);
        FolderPath folder = segments.length < 2 ? null : folder(segments[1]);
        if (folder == null) {
            return null;
        }
        return switch (segments[0]) {
            case "folder" -> segments.length == 2 ? new OfFolder(folder) : null;
            case "message" -> segments.length == 4 ? message(folder, segments) : null;
            case "attachment" -> segments.length == 5 ? attachment(folder, segments) : null;
            default -> null;
        };
    }

    private static @Nullable OfMessage message(FolderPath folder, String[] segments) {
        long uidValidity = number(segments[2]);
        long uid = number(segments[3]);
        return uidValidity < 0 || uid < 0 ? null : new OfMessage(folder, uidValidity, uid);
    }

    private static @Nullable OfAttachment attachment(FolderPath folder, String[] segments) {
        OfMessage message = message(folder, segments);
        return message == null || !PART.matcher(segments[4]).matches() ? null : new OfAttachment(message, segments[4]);
    }

    private static long number(String text) {
        long number = NUMBER.matcher(text).matches() ? Long.parseLong(text) : -1;
        return number > MAX_NUMBER ? -1 : number;
    }

    private static @Nullable FolderPath folder(String segment) {
        String path = decoded(segment);
        try {
            return path == null ? null : new FolderPath(path);
        } catch (MailException e) {
            return null;
        }
    }

    private static @Nullable String decoded(String segment) {
        byte[] raw = segment.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(raw.length);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                bytes.put(raw[i]);
                continue;
            }
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
            if (low < 0) {
                return null;
            }
            bytes.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static String encoded(String path) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            boolean unreserved =
                    b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || "-._~".indexOf(b) >= 0;
            if (unreserved) {
                encoded.append((char) b);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            }
        }
        return encoded.toString();
    }
}
