// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Follows which mail a sequence number means while an answer is read (RFC 9051 7.5.1). A mail is known by the number it
 * had when the answer began, and by its UID once the server told both together. Not thread-safe.
 */
final class SequenceNumbers {
    /** Numbers of one view of the folder are apart from those of the next by this. */
    private static final long VIEW = 1L << 33;

    private final Map<Long, Long> uids = new HashMap<>(); // by mail
    private final Map<Long, Long> mails = new HashMap<>(); // by UID
    private int[] expunged = new int[8];
    private int count;
    private long view;
    /** Whether two UIDs had the same number, or the other way round: then no number says anything. */
    private boolean contradictory;

    /** Takes note of what a response does to the numbers of those that follow. */
    void after(ImapResponse response) {
        if (response.isNamed("EXPUNGE") && response.number() > 0) {
            expunged = count == expunged.length ? Arrays.copyOf(expunged, 2 * count) : expunged;
            expunged[count++] = response.number();
        } else if (response.isNamed("VANISHED") && response.reader().peek() != '(') {
            view += VIEW; // RFC 7162 3.2.10.2: so many numbers less, but it does not tell which
            count = 0;
        }
    }

    /**
     * The mail that has this number now.
     *
     * @param uid of the same response; 0 where it had none
     */
    long mailAt(long number, long uid) {
        long first = number;
        for (int i = count - 1; i >= 0; i--) {
            first += first >= expunged[i] ? 1 : 0;
        }
        long mail = view + first;
        if (uid > 0) {
            Long otherUid = uids.put(mail, uid);
            contradictory |= otherUid != null && otherUid != uid;
            Long otherMail = mails.put(uid, mail);
            contradictory |= otherMail != null && otherMail != mail && (otherMail ^ mail) < VIEW;
        }
        return mail;
    }

    /** The UID of a mail, as far as the answer told; 0 where it did not. */
    long uidOf(long mail) {
        return contradictory ? 0 : uids.getOrDefault(mail, 0L);
    }
}
