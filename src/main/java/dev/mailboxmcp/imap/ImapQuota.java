// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.Quota;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much room a mailbox has (RFC 9208). */
final class ImapQuota {
    private static final long UNIT = 1024; // RFC 9208 5.1

    private ImapQuota() {}

    static ImapCommand command() {
        return new ImapCommand("GETQUOTAROOT").mailbox(FolderPath.INBOX);
    }

    /**
     * The limit that is reached first, where there are several; null where there is none, which servers tell by saying
     * nothing.
     */
    static @Nullable Quota read(ImapAnswer answer) throws IOException {
        List<Quota> limits = new ArrayList<>();
        for (ImapResponse response : answer.all("QUOTA")) {
            ResponseReader in = response.reader();
            in.mailbox(" ("); // the name of the root
            if (!in.take('(')) { // QUIRK: Courier names a root without a limit, and no list
                continue;
            }
            while (!in.take(')')) {
                String resource = in.atom();
                long used = in.number();
                long limit = in.number();
                if (resource.equalsIgnoreCase("STORAGE") && used >= 0 && limit > 0 && limit < Long.MAX_VALUE / UNIT) {
                    limits.add(new Quota(Math.min(used, Long.MAX_VALUE / UNIT) * UNIT, limit * UNIT));
                }
            }
        }
        return limits.stream()
                .min(Comparator.comparingLong(quota -> quota.limitBytes() - quota.usedBytes()))
                .orElse(null);
    }
}
