// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Many uids in few characters. */
final class Ranges {
    private Ranges() {}

    /**
     * The uids as IMAP writes them, such as {@code 3,16:490}.
     *
     * @param uids in ascending order
     * @return null for none, and where they are too scattered to be told in a short result
     */
    static @Nullable String of(List<Long> uids, int maxChars) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < uids.size(); ) {
            int length = 1;
            while (at + length < uids.size() && uids.get(at + length) == uids.get(at) + length) {
                length++;
            }
            text.append(text.isEmpty() ? "" : ",").append(uids.get(at));
            if (length > 1) {
                text.append(':').append(uids.get(at + length - 1));
            }
            at += length;
        }
        return text.isEmpty() || text.length() > maxChars ? null : text.toString();
    }
}
