// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.time.Instant;
import java.util.List;

/**
 * What a link to a file is good for: one file to be fetched, or one to be brought. Lives as long as a request.
 *
 * @param credentials of whom it was made for, with the one permission that it needs
 * @param what it is about, in an order that its {@link Use} knows
 */
public record FileLink(Use use, Credentials credentials, Instant expiresAt, List<String> what) {
    /** What it does. A link of one use does not open as one of another. */
    public enum Use {
        /** Gives a part of a mail: its folder, UIDVALIDITY, UID and number, which is empty for the whole mail. */
        DOWNLOAD("file-download", Permission.READ),
        /** Takes a file into the drafts: its name, its size in bytes, and an id that is used once. */
        UPLOAD("file-upload", Permission.DRAFT);

        private final String purpose;
        private final Permission permission;

        Use(String purpose, Permission permission) {
            this.purpose = purpose;
            this.permission = permission;
        }

        String purpose() {
            return purpose;
        }

        /** What its user needs when it is made, and when it is used. */
        public Permission permission() {
            return permission;
        }
    }

    public FileLink {
        what = List.copyOf(what);
    }

    /** Never what it opens. */
    @Override
    public String toString() {
        return "FileLink[***]";
    }
}
