// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A sequence-set (RFC 9051 9): numbers as ranges, so that the answer of a search over a large folder stays small. Not
 * thread-safe.
 */
final class NumberSet {
    /** The highest number a message can have. */
    static final long MAX = 0xFFFFFFFFL;

    private final List<Range> ranges = new ArrayList<>();

    private record Range(long from, long to) {
        long size() {
            return to - from + 1;
        }
    }

    void add(long from, long to) {
        int last = ranges.size() - 1;
        if (last >= 0 && ranges.get(last).to() + 1 == from) {
            ranges.set(last, new Range(ranges.get(last).from(), to));
        } else {
            ranges.add(new Range(from, to));
        }
    }

    /** @param set as on the wire: {@code 2,4:7,9} */
    void addAll(String set) throws ProtocolViolation {
        try {
            for (String item : set.split(",", -1)) {
                int colon = item.indexOf(':');
                long one = Long.parseLong(colon < 0 ? item : item.substring(0, colon));
                long other = colon < 0 ? one : Long.parseLong(item.substring(colon + 1));
                if (Math.min(one, other) < 1 || Math.max(one, other) > MAX) {
                    throw new ProtocolViolation("a number out of range");
                }
                add(Math.min(one, other), Math.max(one, other));
            }
        } catch (NumberFormatException e) {
            throw new ProtocolViolation("a set of numbers that cannot be read", e);
        }
        ranges.sort(Comparator.comparingLong(Range::from));
    }

    long size() {
        return ranges.stream().mapToLong(Range::size).sum();
    }

    /** At most {@code limit} of the numbers that are not in {@code other}, in ascending order. */
    List<Long> without(NumberSet other, int limit) {
        List<Long> rest = new ArrayList<>();
        int next = 0;
        for (Range range : ranges) {
            for (long n = range.from(); n <= range.to() && rest.size() < limit; n++) {
                while (next < other.ranges.size() && other.ranges.get(next).to() < n) {
                    next++;
                }
                if (next < other.ranges.size() && other.ranges.get(next).from() <= n) {
                    n = Math.min(range.to(), other.ranges.get(next).to());
                } else {
                    rest.add(n);
                }
            }
        }
        return rest;
    }

    /** The {@code limit} highest numbers below {@code bound}, highest first. */
    List<Long> highestBelow(long bound, int limit) {
        List<Long> highest = new ArrayList<>(Math.min(limit, 128));
        for (int i = ranges.size() - 1; i >= 0; i--) {
            Range range = ranges.get(i);
            for (long n = Math.min(range.to(), bound - 1); n >= range.from(); n--) {
                if (highest.size() == limit) {
                    return highest;
                }
                highest.add(n);
            }
        }
        return highest;
    }

    /** Adds numbers that are not in it yet. */
    void addAll(List<Long> numbers) {
        numbers.forEach(number -> add(number, number));
        ranges.sort(Comparator.comparingLong(Range::from));
    }

    static NumberSet of(List<Long> numbers) {
        NumberSet set = new NumberSet();
        numbers.stream().sorted().distinct().forEach(number -> set.add(number, number));
        return set;
    }

    /** As on the wire. */
    static String write(List<Long> numbers) {
        return of(numbers).toString();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Range range : ranges) {
            text.append(text.isEmpty() ? "" : ",").append(range.from());
            if (range.to() > range.from()) {
                text.append(':').append(range.to());
            }
        }
        return text.toString();
    }
}
