// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/** The content of an attachment, undone from its transfer encoding. Untrusted. */
public sealed interface AttachmentContent {
    /** Media type in lower case, such as {@code application/pdf}; always one that can stand in a header. */
    String type();

    /**
     * Something to read.
     *
     * @param text decoded, without what no reader would see
     */
    record Text(String type, String text) implements AttachmentContent {}

    /** Anything else, HTML included: what such a page hides would be read along. The caller must not alter the bytes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Binary(String type, byte[] bytes) implements AttachmentContent {}
}
