// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.util.List;

/**
 * A part of a mail as a picture that clients take: small, upright, without anything else that was in its file. Untrusted.
 *
 * @param part its IMAP number, such as {@code 2.1}
 * @param name fit for a file system; empty where it has none
 * @param type media type in lower case, as the mail says
 * @param sizeBytes of the file in the mail
 * @param bytes of the picture, which are PNG or JPEG
 * @param pictureType {@code image/png} or {@code image/jpeg}
 * @param width of these, in pixels
 * @param height of these, in pixels
 * @param warnings what was left out, and what is in doubt
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record AttachmentPicture(
        String part,
        String name,
        String type,
        long sizeBytes,
        byte[] bytes,
        String pictureType,
        int width,
        int height,
        List<String> warnings)
        implements AttachmentView {
    public AttachmentPicture {
        warnings = List.copyOf(warnings);
    }
}
