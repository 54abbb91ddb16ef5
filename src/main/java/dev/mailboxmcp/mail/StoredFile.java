// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import org.jspecify.annotations.Nullable;

/**
 * Where a file that was brought lies, so that a mail can take it.
 *
 * @param uid null where the mail server does not tell; so is {@code uidValidity}
 */
public record StoredFile(
        FolderPath folder, @Nullable Long uid, @Nullable Long uidValidity, String part, String name, long sizeBytes) {}
