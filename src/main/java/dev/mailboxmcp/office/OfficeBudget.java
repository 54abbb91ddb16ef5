// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.time.Duration;

/** What reading one document may cost, whatever its author made of it. For one document, on one thread. */
final class OfficeBudget {
    static final Duration TIME = Duration.ofSeconds(5);
    static final long MAX_INFLATED_BYTES = 64L << 20;
    /** Letters shrink to a fifth, the XML of large tables to a fiftieth. */
    static final int MAX_RATIO = 200;

    static final int MAX_DEPTH = 90;
    static final int MAX_NAMES = 10_000;

    /** A ratio says nothing below this size: a page of empty cells shrinks to almost nothing. */
    private static final long RATIO_FROM_BYTES = 4L << 20;

    private final long end = System.nanoTime() + TIME.toNanos();
    private long inflated;
    private int passedOver;

    /**
     * Counts what came out of one entry.
     *
     * @param bytes that came now
     * @param ofEntry that came of the entry altogether
     * @param compressed size of the entry in the file
     */
    void inflated(int bytes, long ofEntry, long compressed) throws LimitReached {
        inflated += bytes;
        if (inflated > MAX_INFLATED_BYTES) {
            throw new LimitReached("more than " + (MAX_INFLATED_BYTES >> 20) + " MiB unpacked");
        }
        if (ofEntry > RATIO_FROM_BYTES && ofEntry / MAX_RATIO > compressed) {
            throw new LimitReached("packed " + MAX_RATIO + " times smaller than it is");
        }
        checkTime();
    }

    /** Counts the characters of words in elements that no program of an office knows, and so shows to nobody. */
    void passOver(String words) {
        passedOver +=
                (int) words.codePoints().filter(c -> !Character.isWhitespace(c)).count();
    }

    int passedOver() {
        return passedOver;
    }

    void checkTime() throws LimitReached {
        if (System.nanoTime() - end > 0) {
            throw new LimitReached("more than can be read in " + TIME.toSeconds() + " s");
        }
    }
}
