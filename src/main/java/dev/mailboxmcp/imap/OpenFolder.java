// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;

/**
 * The folder a connection has opened, as far as the mail server told.
 *
 * @param uidValidity 0 where the server did not say
 * @param exists how many messages it holds, so the highest sequence number
 * @param openedNanoTime when it was opened
 */
record OpenFolder(FolderPath folder, long uidValidity, long exists, long openedNanoTime) {
    static OpenFolder opening(FolderPath folder) {
        return new OpenFolder(folder, 0, 0, System.nanoTime());
    }

    /** As it is after an untagged response (RFC 9051 7.4.1, 7.5.1, 7.1). */
    OpenFolder after(ImapResponse response) throws ProtocolViolation {
        if (response.keyEquals("EXISTS")) {
            return new OpenFolder(folder, uidValidity, response.getNumber(), openedNanoTime);
        }
        if (response.keyEquals("EXPUNGE")) {
            return new OpenFolder(folder, uidValidity, Math.max(0, exists - 1), openedNanoTime);
        }
        if (response.isOK()) {
            StatusText status = response.status();
            if (status.code().equals("UIDVALIDITY")) {
                return new OpenFolder(folder, number(status.argument()), exists, openedNanoTime);
            }
        }
        return this;
    }

    private static long number(String text) throws ProtocolViolation {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ProtocolViolation("a UIDVALIDITY that is no number", e);
        }
    }
}
