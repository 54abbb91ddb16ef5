// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/**
 * A file that wants a large parser. Untrusted.
 *
 * @param part its IMAP number, such as {@code 2.1}
 * @param name fit for a file system; empty where it has none
 * @param type media type in lower case, as the mail says
 * @param kind what its first bytes say that it is
 * @param lease of its memory, which whoever has read it gives back
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FetchedFile(String part, String name, String type, Kind kind, byte[] bytes, Memory.Lease lease)
        implements FetchedAttachment {
    /** What a file is. */
    public enum Kind {
        PDF,
        PICTURE
    }
}
