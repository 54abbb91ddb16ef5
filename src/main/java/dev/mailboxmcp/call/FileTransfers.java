// SPDX-License-Identifier: MIT
package dev.mailboxmcp.call;

import dev.mailboxmcp.account.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Files that go to and fro by links, past any model. Thread-safe. */
public interface FileTransfers {
    /** What a link leads to. Nothing was asked of the mail server yet. */
    sealed interface Link {
        /** Whose mailbox it is, and from where the link is used. */
        Caller caller();
    }

    /** A file that can be fetched. */
    non-sealed interface Download extends Link {
        /**
         * Looks for it. Blocks.
         *
         * @throws TransferRefused where it cannot be given
         */
        Content open();
    }

    /** What is fetched. Used by one thread. */
    interface Content {
        /** Fit for a file system, of any script. */
        String name();

        /** Media type in lower case, as a stranger claims. */
        String type();

        /** Exactly. */
        long sizeBytes();

        /**
         * Writes a range of its bytes. Blocks.
         *
         * @throws IOException where they cannot be written
         * @throws TransferRefused where they do not come; the last ones were not written then
         */
        void write(long from, long count, OutputStream out) throws IOException;
    }

    /** A file that can be brought. */
    non-sealed interface Upload extends Link {
        /** What it will be called. */
        String name();

        /** How large it must be. */
        long sizeBytes();

        /**
         * Looks whether the link can still be used. Blocks.
         *
         * @throws TransferRefused where it cannot
         */
        void requireUnused();

        /**
         * Stores it while it comes. Blocks.
         *
         * @param file of exactly that size
         * @throws TransferRefused where it was not stored
         * @throws CutShort where it did not come whole; nothing was stored
         */
        Stored store(InputStream file);
    }

    /**
     * Where a file lies, so that a mail can take it.
     *
     * @param uid null where the mail server does not tell; so is {@code uidValidity}
     */
    record Stored(
            String folder, @Nullable Long uid, @Nullable Long uidValidity, String part, String name, long sizeBytes) {}

    /**
     * What a link leads to; null where it is altered, expired, revoked or of another deployment, or there are no links here.
     *
     * @param sealed what stands behind the path of links
     * @param clientAddress of whoever uses it
     */
    @Nullable
    Link find(String sealed, String clientAddress);
}
