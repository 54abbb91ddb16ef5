// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
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
    private final AtomicReference<@Nullable Marks> marks = new AtomicReference<>();
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

    /**
     * Mails that were marked as deleted to be removed, and were not marked before.
     *
     * @param uidValidity of the folder that they are in; 0 where the server did not say
     */
    public record Marks(FolderPath folder, long uidValidity, List<Long> mails) {
        public Marks {
            mails = List.copyOf(mails);
        }
    }

    /** Those of which it is not known that they are gone, or that the mark was taken off again; null for none. */
    public @Nullable Marks marks() {
        return marks.get();
    }

    void mark(@Nullable Marks begun) {
        marks.set(begun);
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
