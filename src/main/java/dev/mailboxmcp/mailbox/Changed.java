// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.Organized;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of mails, for one step of a change or summed up over several.
 *
 * @param twice how many of those that are done another session moved at the same moment, so are in another place too
 * @param lost whether the answer to a step was lost; its counts were looked up afterwards
 * @param marked whether mails that are left may be marked as deleted, and were not before
 * @param target where they went; null where they stayed
 * @param validity UIDVALIDITY of the folder that the mails are in now; 0 where it is not known
 * @param uids UIDs, in that folder, of the mails that changed
 * @param modSeq the highest of those whose flags changed; 0 where the server does not tell
 */
record Changed(
        int done,
        int missing,
        int left,
        int doubled,
        int twice,
        boolean lost,
        boolean marked,
        Organized.@Nullable Halt halt,
        @Nullable FolderPath target,
        long validity,
        List<Long> uids,
        long modSeq) {
    static final Changed NOTHING = new Changed(0, 0, 0, 0, 0, false, false, null, null, 0, List.of(), 0);

    Changed {
        uids = List.copyOf(uids);
    }

    /** Counts alone, of mails whose answer was lost. */
    static Changed lost(int done, int left, int missing, boolean marked) {
        return new Changed(done, missing, left, 0, 0, true, marked && left > 0, null, null, 0, List.of(), 0);
    }

    /** The outcome of a number of mails that are not there. */
    static Changed missing(int mails) {
        return new Changed(0, mails, 0, 0, 0, false, false, null, null, 0, List.of(), 0);
    }

    /** The same where the mails that are left may have been copied. */
    Changed maybeDoubled() {
        return new Changed(done, missing, left, left, twice, lost, marked, halt, target, validity, uids, modSeq);
    }

    /** This and the step after it. UIDs are known only as long as they are all of one folder. */
    Changed and(Changed next) {
        boolean same = uids.isEmpty() || next.uids.isEmpty() || validity == next.validity;
        List<Long> all = new ArrayList<>();
        if (same) {
            all.addAll(uids);
            all.addAll(next.uids);
        }
        return new Changed(
                done + next.done,
                missing + next.missing,
                left + next.left,
                doubled + next.doubled,
                twice + next.twice,
                lost || next.lost,
                marked || next.marked,
                halt == null ? next.halt : halt,
                target == null ? next.target : target,
                Math.max(validity, next.validity),
                all.stream().sorted().toList(),
                Math.max(modSeq, next.modSeq));
    }

    /** This, and so many mails that nothing was tried with. */
    Changed halted(int rest, Organized.Halt why) {
        return and(new Changed(0, 0, rest, 0, 0, false, false, why, null, 0, List.of(), 0));
    }

    Organized organized(@Nullable String undo) {
        return new Organized(
                lost ? Organized.Status.UNKNOWN : left == 0 ? Organized.Status.DONE : Organized.Status.PARTIAL,
                done,
                missing,
                left,
                doubled,
                twice,
                marked,
                halt,
                target,
                target == null ? List.of() : uids,
                undo);
    }
}
