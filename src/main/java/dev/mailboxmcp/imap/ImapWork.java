// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What to do on a connection that is logged in. It must not keep the connection. */
@FunctionalInterface
public interface ImapWork<T extends @Nullable Object> {
    /**
     * Runs on the thread of the caller.
     *
     * @throws IOException if the connection failed, which closes it
     * @throws dev.mailboxmcp.mail.MailException if the work cannot be done; the connection lives on
     */
    T run(ImapConnection connection) throws IOException;
}
