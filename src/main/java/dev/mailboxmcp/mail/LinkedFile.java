// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.time.Instant;

/**
 * A file in a mail, and a link by which it can be fetched.
 *
 * @param name fit for a file system; empty where it has none
 * @param type media type in lower case, as the mail says
 * @param sizeBytes to within a few bytes
 * @param url holds what opens the mailbox for it; never logged
 */
public record LinkedFile(String part, String name, String type, long sizeBytes, String url, Instant expiresAt) {
    @Override
    public String toString() {
        return "LinkedFile[***]";
    }
}
