// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.mail.FlagChange;
import dev.mailboxmcp.mail.FolderPath;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What takes a change of mails back, in a text that a model can carry: which mails, where they are now, and what they were.
 * It is no secret, and worth nothing without the mailbox's credentials; a keyed hash over it and the user keeps it from
 * being made up. Any instance with the same keys reads it, for {@link #LIFETIME}.
 *
 * <p>A check digit at its end tells a text that was copied wrongly from one that is expired or somebody else's.
 */
sealed interface UndoToken {
    /** How long a change can be taken back. */
    Duration LIFETIME = Duration.ofHours(24);

    /** The longest text: a result with it has to stay small. A change that needs a longer one cannot be taken back by it. */
    int MAX_CHARS = 320;

    /** The folder in which the mails are now. */
    FolderPath folder();

    /** Its UIDVALIDITY. */
    long uidValidity();

    /** The UIDs in ascending order. */
    List<Long> uids();

    /**
     * Mails that are to go back to the folder that they came from.
     *
     * @param marked as what the user judged them by the move, which is taken back with it; null if it was no judgement
     */
    record Move(
            FolderPath folder,
            long uidValidity,
            List<Long> uids,
            FolderPath source,
            @Nullable Judgement marked) implements UndoToken {
        /** A move that says nothing of the mails. */
        Move(FolderPath folder, long uidValidity, List<Long> uids, FolderPath source) {
            this(folder, uidValidity, uids, source, null);
        }
    }

    /** What a user thinks of mails, which filters learn from. */
    enum Judgement {
        JUNK(FlagChange.JUNK, FlagChange.NOT_JUNK),
        NOT_JUNK(FlagChange.NOT_JUNK, FlagChange.JUNK);

        private final String keyword;
        private final String opposite;

        Judgement(String keyword, String opposite) {
            this.keyword = keyword;
            this.opposite = opposite;
        }

        List<FlagChange> made() {
            return List.of(new FlagChange(true, keyword), new FlagChange(false, opposite));
        }

        List<FlagChange> takenBack() {
            return List.of(new FlagChange(false, keyword));
        }
    }

    /**
     * Mails whose flag is to be as it was.
     *
     * @param change what takes the flag back
     * @param modSeq mails that changed after that stay as they are; 0 where the server knows no such moments
     */
    record Flag(FolderPath folder, long uidValidity, List<Long> uids, FlagChange change, long modSeq)
            implements UndoToken {}
}
