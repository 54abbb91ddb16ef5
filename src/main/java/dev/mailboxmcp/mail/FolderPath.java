// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/**
 * The path of a folder in decoded Unicode with the mail server's own delimiter, as listing the folders gave it.
 *
 * @param value 1..1000 characters, no control characters (a line break would end an IMAP command); anything else is a
 *     {@link MailException} with {@link MailFailure.InvalidArgument}
 */
public record FolderPath(String value) {
    /** The folder every mailbox has (RFC 9051 5.1). */
    public static final FolderPath INBOX = new FolderPath("INBOX");

    private static final int MAX_LENGTH = 1000;

    public FolderPath {
        if (value.isEmpty() || value.length() > MAX_LENGTH || value.chars().anyMatch(Character::isISOControl)) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "folder", "must be 1.." + MAX_LENGTH + " characters without control characters"));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
