// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What is under way while a change is made: from when a command that changes something is sent until it is known what came of
 * it. Who then loses the connection does not know what was done. Thread-safe.
 */
public final class Unanswered {
    private final AtomicReference<ImapMove.@Nullable Before> before = new AtomicReference<>();
    private final AtomicReference<Kind> kind = new AtomicReference<>(Kind.NOTHING);
    private final AtomicReference<List<Long>> mails = new AtomicReference<>(List.of());

    /** What may have happened. */
    public enum Kind {
        /** Nothing. */
        NOTHING,
        /** Something that does no harm if it is done again. */
        CHANGE,
        /** Copies were made, which would be made once more. */
        COPY
    }

    /** What the folder was like that mails are copied to, before; null where that is not known, or nothing is copied. */
    public ImapMove.@Nullable Before before() {
        return before.get();
    }

    void note(ImapMove.Before state) {
        before.set(state);
    }

    public Kind kind() {
        return kind.get();
    }

    /** The mails that it is about, which were there right before, in ascending order. */
    public List<Long> mails() {
        return mails.get();
    }

    /** @param there the mails that it is about */
    void begin(Kind begun, List<Long> there) {
        mails.set(List.copyOf(there));
        kind.set(begun);
    }

    void end() {
        kind.set(Kind.NOTHING);
    }
}
