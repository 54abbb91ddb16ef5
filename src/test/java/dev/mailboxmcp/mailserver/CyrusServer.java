// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import org.jspecify.annotations.Nullable;

/**
 * Cyrus, by {@code cyrus.sh}, configured as Debian does: folders are below INBOX, levels are parted by a dot. Knows
 * special-use folders.
 */
public final class CyrusServer extends UnpackedMailServer {
    private static @Nullable CyrusServer shared;

    private CyrusServer() {
        super("Cyrus", "cyrus");
    }

    /** The one server of this process; skips the test that asks where it cannot be had. */
    public static synchronized CyrusServer shared() {
        if (shared == null) {
            shared = new CyrusServer();
        }
        return shared;
    }
}
