// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.io.IOException;
import java.io.OutputStream;

/** The bytes of a message on their way to a mail server, which need not be in memory at once. */
public interface WireContent {
    /** How many bytes there are, exactly. */
    long size();

    /**
     * Writes all of them.
     *
     * @throws IOException where they cannot be written
     * @throws RuntimeException where they do not come
     */
    void writeTo(OutputStream out) throws IOException;
}
