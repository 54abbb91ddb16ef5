// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import dev.mailboxmcp.text.EscapedName;

/**
 * The path of a folder in decoded Unicode with the mail server's own delimiter, as listing the folders gave it. Others may
 * have named the folder (shared ones, and whoever has the password), so the path is written in a form that hides nothing
 * and does nothing ({@link EscapedName}).
 *
 * @param value the written form, whatever form was given; of 1..1000 characters, none of them a control character that is
 *     not escaped. Anything else is a {@link MailException} with {@link MailFailure.InvalidArgument}
 */
public record FolderPath(String value) {
    /** The folder every mailbox has (RFC 9051 5.1). */
    public static final FolderPath INBOX = new FolderPath("INBOX");

    private static final int MAX_LENGTH = 1000;

    public FolderPath {
        String name = EscapedName.read(value);
        if (name.isEmpty() || name.length() > MAX_LENGTH || value.chars().anyMatch(Character::isISOControl)) {
            throw new MailException(new MailFailure.InvalidArgument(
                    "folder", "must be 1.." + MAX_LENGTH + " characters without control characters, as path has it"));
        }
        value = EscapedName.of(name);
    }

    /** The folder of that name, in which nothing is escaped. */
    public static FolderPath named(String name) {
        return new FolderPath(EscapedName.of(name));
    }

    /** The name itself, which is for the mail server and never shown. */
    public String name() {
        return EscapedName.read(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
