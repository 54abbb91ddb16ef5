// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

import java.util.ArrayList;
import java.util.List;

/**
 * Which mail of a conversation is shown, and how much of it. The newest always is: whole, as far as half of the room goes.
 * Of the others the newest ones are, each whole or with {@value #LEAST} characters at least; what is left goes to the newer
 * ones first. Pure.
 */
final class ThreadShares {
    static final int LEAST = 300;

    private ThreadShares() {}

    /**
     * How many characters are shown of the newest mails. The mails for which there is no room have no share.
     *
     * @param lengths of the texts, the newest first; one or more
     * @param room in characters, at least 1
     */
    static List<Integer> of(List<Integer> lengths, int room) {
        List<Integer> shares = new ArrayList<>();
        shares.add(Math.min(lengths.getFirst(), (room + 1) / 2));
        int left = room - shares.getFirst();
        for (int length : lengths.subList(1, lengths.size())) {
            int least = Math.min(length, LEAST);
            if (least > left) {
                break;
            }
            shares.add(least);
            left -= least;
        }
        for (int i = 1; i <= shares.size() && left > 0; i++) { // the newest comes last
            int mail = i % shares.size();
            int more = Math.min(left, lengths.get(mail) - shares.get(mail));
            shares.set(mail, shares.get(mail) + more);
            left -= more;
        }
        return shares;
    }
}
