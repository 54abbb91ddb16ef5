// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.List;

/**
 * What a mail server answered to one command.
 *
 * @param untagged of all commands of the flight, in their order
 * @param tagged of this command
 */
record ImapAnswer(List<ImapResponse> untagged, ImapResponse tagged) {
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
        return untagged.stream().filter(response -> response.keyEquals(name)).toList();
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
