// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a connection has fetched of the folder listed last, so that a list that is asked for again needs the flags and
 * the new rows only: header, structure, size and arrival of a UID never change under one UIDVALIDITY (RFC 9051 2.3.1.1). Lives
 * and dies with its connection, and so is of one login alone. Size and arrival are asked for each time nevertheless: where a
 * server gives a UID to another mail, against the rules, they tell. Not thread-safe.
 */
final class RowMemory {
    /** What is asked of a mail whose row is known. */
    static final String ITEMS = "(UID FLAGS INTERNALDATE RFC822.SIZE)";

    /** A guess at what a row takes besides the fields of its header and what was read of them, and each part of its structure. */
    private static final int BYTES_OF_PART = 500;

    private final int maxBytes;
    private final Map<Long, FetchedMessage> rows = new LinkedHashMap<>(); // by UID, the one used longest ago first
    private @Nullable FolderPath folder;
    private long uidValidity;
    private int bytes;

    /** @param maxBytes that the rows may take; 0 for none */
    RowMemory(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    static String items(ImapConnection connection) {
        return GmailLabels.beside(connection, ITEMS);
    }

    /** The highest UID whose row is known of the folder as it was when it was listed; 0 where fewer rows than that are known. */
    long newest(FolderPath wanted, long atLeast) {
        return folder != null && FolderName.same(folder, wanted) && rows.size() >= atLeast
                ? rows.keySet().stream().mapToLong(Long::longValue).max().orElse(0)
                : 0;
    }

    /** Whether the row of that mail of the open folder is known. */
    boolean knows(OpenFolder open, long uid) {
        return isOf(open) && rows.containsKey(uid);
    }

    /** Adds what is known to a message of the open folder of which size and arrival came; does nothing where these differ. */
    void complete(OpenFolder open, FetchedMessage message) {
        FetchedMessage known = isOf(open) ? rows.get(message.uid) : null;
        if (known == null || message.isComplete()) {
            return;
        }
        if (message.received == null
                || known.received == null
                || !message.received.isEqual(known.received)
                || message.sizeBytes != known.sizeBytes) {
            forget(message.uid);
            return;
        }
        message.structure = known.structure;
        message.put("HEADER", known.section("HEADER"), false);
        message.row = known.row;
    }

    /** Keeps the rows of the open folder that were told without a flaw. */
    @SuppressWarnings("ReferenceEquality") // the very row that it gave out, so nothing came anew
    void keep(OpenFolder open, Iterable<FetchedMessage> messages) {
        if (maxBytes == 0 || open.uidValidity() == 0) {
            return;
        }
        if (!isOf(open)) {
            rows.clear();
            bytes = 0;
            folder = open.folder();
            uidValidity = open.uidValidity();
        }
        for (FetchedMessage message : messages) {
            FetchedMessage known = rows.get(message.uid);
            if (known != null && known.row != null && known.row == message.row) {
                rows.remove(message.uid);
                rows.put(message.uid, known); // and so becomes the one that was used last
            } else if (message.isComplete() && message.warnings.isEmpty() && message.received != null) {
                forget(message.uid);
                FetchedMessage row = FetchedMessage.ofUid(message.uid);
                row.sizeBytes = message.sizeBytes;
                row.received = message.received;
                row.structure = message.structure;
                row.put("HEADER", message.section("HEADER"), false);
                row.row = Summaries.row(message);
                rows.put(row.uid, row);
                bytes += size(row);
            }
        }
        while (bytes > maxBytes) {
            forget(rows.keySet().iterator().next());
        }
    }

    private boolean isOf(OpenFolder open) {
        return folder != null
                && FolderName.same(folder, open.folder())
                && uidValidity == open.uidValidity()
                && uidValidity != 0;
    }

    private void forget(long uid) {
        FetchedMessage row = rows.remove(uid);
        bytes -= row == null ? 0 : size(row);
    }

    private static int size(FetchedMessage row) {
        return 2 * row.section("HEADER").length + BYTES_OF_PART * (1 + parts(row.structure));
    }

    private static int parts(@Nullable BodyStructure structure) {
        return structure == null
                ? 0
                : 1 + structure.parts().stream().mapToInt(RowMemory::parts).sum();
    }
}
