// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.IOException;
import java.util.List;

/** Which of the mails that a change names it is made to: asked in the flight that opens their folder. */
interface Eligible {
    /** All that are there. */
    Eligible PRESENT = new Eligible() {
        @Override
        public ImapCommand question(ImapConnection connection, List<Long> uids) {
            return Presence.command(uids);
        }

        @Override
        public List<Long> read(ImapAnswer answer, List<Long> uids) throws IOException {
            return Presence.read(answer, uids);
        }
    };

    /** The command whose answer tells it. */
    ImapCommand question(ImapConnection connection, List<Long> uids);

    /** Those mails, in ascending order. */
    List<Long> read(ImapAnswer answer, List<Long> uids) throws IOException;

    /** Whether that answer tells the flags of the mails too, so that they need no question of their own. */
    default boolean tellsFlags() {
        return false;
    }

    /**
     * What a STORE that comes next holds the mail to (RFC 7162 3.1.3), with a blank ahead of it; empty for nothing, and where there
     * is more than one mail.
     */
    default String condition() {
        return "";
    }
}
