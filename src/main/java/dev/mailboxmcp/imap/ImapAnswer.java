// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a mail server answered to one command.
 *
 * @param untagged of all commands of the flight that ran in the same folder, in their order
 * @param tagged of this command
 * @param opened the folder that this command opened, as the server described it; null for every other command, and where
 *     the server refused
 */
record ImapAnswer(
        List<ImapResponse> untagged,
        ImapResponse tagged,
        @Nullable OpenFolder opened) {
    ImapAnswer {
        untagged = List.copyOf(untagged);
    }

    boolean isOk() {
        return tagged.isOK();
    }

    StatusText status() {
        return tagged.status();
    }

    /** The untagged responses of that name. */
    List<ImapResponse> all(String name) {
        return untagged.stream().filter(response -> response.isNamed(name)).toList();
    }

    /**
     * Nothing where the command succeeded, or was refused for what it asked for.
     *
     * @throws dev.mailboxmcp.mail.MailException where the server is in trouble, so that the refusal tells nothing
     */
    void requireServed(String during) {
        if (!isOk()) {
            status().requireServed(during);
        }
    }

    /**
     * Nothing where the command succeeded.
     *
     * @throws dev.mailboxmcp.mail.MailException where it did not
     */
    void requireOk(String during) {
        if (!isOk()) {
            throw status().toFailure(during);
        }
    }
}
