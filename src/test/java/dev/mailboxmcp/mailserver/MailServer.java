// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A running mail server with two users who can write to each other. Tests written against this hold on GreenMail, on
 * Dovecot with Postfix, on Cyrus and on Courier. Works on the server itself go over a connection of their own each time, so that they never share
 * state with the code under test.
 */
public interface MailServer {
    /** The host name that its certificate names. */
    String host();

    int imapPort();

    /** Whether {@link #imapPort()} speaks TLS from the first byte; otherwise it offers no TLS that could be verified. */
    boolean imapTls();

    /** Where it speaks IMAP in the clear. */
    int plainImapPort();

    int smtpPort();

    /** Whether {@link #smtpPort()} demands STARTTLS; otherwise it offers none. */
    boolean smtpTls();

    MailUser alice();

    MailUser bob();

    /** Certificate of the authority that signed the server's, as PEM; null where there is no TLS. */
    @Nullable
    Path certificateAuthority();

    /**
     * The path of a folder where users have theirs. Everything here that takes a folder takes its name alone; what a
     * client says and hears is the path.
     */
    default String path(String folder) {
        return folder;
    }

    /** Where commands can be sent past the code under test, in the clear. */
    RawImap connect(MailUser user) throws IOException;

    /** Puts a message into a folder, byte by byte; makes the folder where there is none. */
    default void append(MailUser user, String folder, byte[] message, String... flags) throws IOException {
        try (RawImap imap = connect(user)) {
            imap.create(folder);
            imap.append(folder, message, flags);
        }
    }

    /** All messages of a folder as the server has them, in the order of their UIDs; none where there is no such folder. */
    default List<byte[]> messages(MailUser user, String folder) throws IOException {
        try (RawImap imap = connect(user)) {
            return imap.messages(folder);
        }
    }

    /** Leaves the user an empty INBOX, and of the other folders only those that the server made itself, empty too. */
    default void reset(MailUser user) throws IOException {
        try (RawImap imap = connect(user)) {
            imap.removeEverything();
        }
    }
}
