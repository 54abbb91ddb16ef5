// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/**
 * A part of a message that a reader would save to disk.
 *
 * @param part the IMAP part number, such as {@code 2.1}
 * @param name cleaned and bounded, never a path; empty where the mail gives none
 * @param type media type in lower case, such as {@code application/pdf}
 * @param sizeBytes as it will be once decoded, to within a few bytes
 * @param inline whether a reader sees it in the text already, as a picture of it or a piece of it that has a name
 */
public record Attachment(String part, String name, String type, long sizeBytes, boolean inline) {}
