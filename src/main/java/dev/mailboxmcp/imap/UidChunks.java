// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.ArrayList;
import java.util.List;

/** Cuts a change of many mails into commands of a length that any server takes, and that do not take long. */
public final class UidChunks {
    private static final int MAX_MAILS = 500;

    private UidChunks() {}

    /**
     * The mails in the same order, at most 500 together, and fewer where they are so scattered that the line would be long.
     *
     * @param uids in ascending order
     */
    public static List<List<Long>> of(List<Long> uids) {
        List<List<Long>> chunks = new ArrayList<>();
        int start = 0;
        int chars = 0;
        for (int at = 0; at < uids.size(); at++) {
            boolean neighbour = at > start && uids.get(at) == uids.get(at - 1) + 1;
            int more = neighbour ? 0 : 2 * (String.valueOf(uids.get(at)).length() + 1);
            if (at - start == MAX_MAILS || chars + more > NumberSet.MAX_LINE) {
                chunks.add(uids.subList(start, at));
                start = at;
                chars = 0;
            }
            chars += more;
        }
        if (start < uids.size()) {
            chunks.add(uids.subList(start, uids.size()));
        }
        return chunks;
    }
}
