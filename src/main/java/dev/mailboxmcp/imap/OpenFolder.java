// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;

/**
 * The folder a connection has opened, as far as the mail server told.
 *
 * @param uidValidity 0 where the server did not say
 * @param mode how it was opened
 * @param exists how many messages it holds, so the highest sequence number
 * @param openedNanoTime when it was opened
 */
record OpenFolder(FolderPath folder, Mode mode, long uidValidity, long exists, long openedNanoTime) {
    /** What a session may do to the folder that it has open. */
    enum Mode {
        /** Looking at it: opened by EXAMINE (RFC 9051 6.3.3). Dovecot moves mail out of it nevertheless, if told to. */
        READING,
        /** Changing it: opened by SELECT, and the server has not said yet that the folder may be changed. */
        SELECTED,
        /** Changing it: the server said {@code [READ-WRITE]} (RFC 9051 6.3.2). */
        CHANGING
    }

    static OpenFolder opening(FolderPath folder, Mode mode) {
        return new OpenFolder(folder, mode, 0, 0, System.nanoTime());
    }

    /** The folder as it is after an untagged response (RFC 9051 7.4.1, 7.5.1, 7.1). */
    OpenFolder after(ImapResponse response) throws ProtocolViolation {
        if (response.isNamed("EXISTS")) {
            return new OpenFolder(folder, mode, uidValidity, response.number(), openedNanoTime);
        }
        if (response.isNamed("EXPUNGE")) {
            return new OpenFolder(folder, mode, uidValidity, Math.max(0, exists - 1), openedNanoTime);
        }
        if (response.isOK()) {
            StatusText status = response.status();
            if (status.code().equals("UIDVALIDITY")) {
                return new OpenFolder(folder, mode, number(status.argument()), exists, openedNanoTime);
            }
        }
        return this;
    }

    /** The folder as it is after the answer to the command that opened it. */
    OpenFolder opened(ImapResponse tagged) {
        return mode == Mode.SELECTED && tagged.status().code().equals("READ-WRITE")
                ? new OpenFolder(folder, Mode.CHANGING, uidValidity, exists, openedNanoTime)
                : this;
    }

    private static long number(String text) throws ProtocolViolation {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ProtocolViolation("a UIDVALIDITY that is no number", e);
        }
    }
}
