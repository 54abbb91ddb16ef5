// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import dev.mailboxmcp.mail.FolderPath;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a search found in one folder, and how far a page has come in it, newest first. Not thread-safe. */
final class FolderHits {
    private final FolderPath folder;
    private final long uidValidity;
    private NumberSet uids;
    private boolean lost;
    private final Map<Long, FetchedMessage> messages = new HashMap<>();
    private final Set<Long> undescribed = new TreeSet<>();

    /** The UID below which the page goes on. */
    private long bound;

    private final long start;
    private List<Long> asked = List.of();

    FolderHits(FolderPath folder, long uidValidity, NumberSet uids, long bound) {
        this.folder = folder;
        this.uidValidity = uidValidity;
        this.uids = uids;
        this.bound = bound;
        start = bound;
    }

    FolderPath folder() {
        return folder;
    }

    long uidValidity() {
        return uidValidity;
    }

    long total() {
        return uids.size();
    }

    /** The newest that are still to come. */
    List<Long> newest(int limit) {
        return uids.highestBelow(bound, limit);
    }

    boolean hasMore() {
        return !newest(1).isEmpty();
    }

    /** Takes note of what was asked for, newest first. */
    void ask(List<Long> newest) {
        asked = newest;
    }

    List<Long> asked() {
        return asked;
    }

    void add(FetchedMessage message) {
        messages.computeIfAbsent(message.uid, FetchedMessage::ofUid).add(message);
    }

    @Nullable
    FetchedMessage message(long uid) {
        return messages.get(uid);
    }

    /** A mail of which the server told. */
    FetchedMessage described(long uid) {
        return Objects.requireNonNull(messages.get(uid));
    }

    /** When the next one arrived; null where there is none that was asked for. */
    @Nullable
    Instant nextArrival() {
        long uid = next();
        FetchedMessage message = messages.get(uid);
        OffsetDateTime received = message == null ? null : message.received;
        return uid == 0
                ? null
                : received == null ? Instant.MAX : received.toInstant(); // one that is gone is left behind
    }

    /** The UID of the next one; 0 where there is none that was asked for. */
    long next() {
        List<Long> next = newest(1);
        return next.isEmpty() || !asked.contains(next.get(0)) ? 0 : next.get(0);
    }

    void pass(long uid) {
        bound = uid;
    }

    /** Takes note of a mail that is there and of which the server does not tell enough. */
    void noteUndescribed(long uid) {
        undescribed.add(uid);
    }

    /** Takes note that the folder is not any more what was searched. */
    void noteLost() {
        lost = true;
        uids = new NumberSet();
    }

    boolean isLost() {
        return lost;
    }

    Set<Long> undescribed() {
        return undescribed;
    }

    void putPlace(Map<Integer, FoldersCursor.Place> places) {
        if (bound != start) {
            places.put(FoldersCursor.key(folder), new FoldersCursor.Place(uidValidity, bound));
        }
    }
}
