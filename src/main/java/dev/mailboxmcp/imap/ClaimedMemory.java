// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.Memory;
import java.util.ArrayList;
import java.util.List;

/** Memory for what a server claims to be of some size, and gives more of. Not thread-safe. */
final class ClaimedMemory implements Memory.Lease {
    private final Memory memory;
    private final int expansion;
    private final List<Part> parts = new ArrayList<>();
    private long covered;

    private record Part(Memory.Lease lease, long bytes) {}

    /**
     * Takes what is needed for as much as is claimed.
     *
     * @param expansion how many bytes are needed for one that is fetched
     */
    ClaimedMemory(Memory memory, long claimedBytes, int expansion) {
        this.memory = memory;
        this.expansion = expansion;
        covered = claimedBytes;
        take(claimedBytes);
    }

    private void take(long fetched) {
        long bytes = fetched * expansion;
        parts.add(new Part(memory.take(bytes), bytes));
    }

    /** Takes the difference where so many bytes came, and they are more than before. */
    void cover(long fetchedBytes) {
        if (fetchedBytes > covered) {
            take(fetchedBytes - covered);
            covered = fetchedBytes;
        }
    }

    @Override
    public void keep(long bytes) {
        long left = bytes;
        for (Part part : parts) {
            long kept = Math.min(left, part.bytes());
            part.lease().keep(kept);
            left -= kept;
        }
    }
}
