// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A sequence-set (RFC 9051 9): numbers as ranges of eight bytes each, so that the answer of a search over a large folder
 * stays small whatever it looks like. Not thread-safe.
 */
final class NumberSet {
    /** The highest number a message can have. */
    static final long MAX = 0xFFFFFFFFL;

    private static final int MAX_RANGES = 1 << 20;
    private static final int MAX_NAMED = 100_000;

    /** QUIRK: Stalwart takes arguments of 4,096 bytes. */
    static final int MAX_LINE = 3500;

    /** Lower and upper bound, 32 bits each; the first bit is flipped, so that they sort as the numbers they are. */
    private long[] ranges = new long[8];

    private int count;
    private boolean sorted = true;

    /** Adds the numbers from {@code from} to {@code to}, both 1..{@link #MAX}, in whatever order. */
    void add(long from, long to) {
        int last = count - 1;
        if (last >= 0 && from >= from(last) && from <= to(last) + 1) {
            ranges[last] = range(from(last), Math.max(to, to(last)));
            return;
        }
        sorted &= last < 0 || from > to(last);
        ranges = count == ranges.length ? Arrays.copyOf(ranges, 2 * count) : ranges;
        ranges[count++] = range(from, to);
    }

    /**
     * The same as {@link #add}, with what a mail server said.
     *
     * @throws ProtocolViolation if they are no numbers of messages, or there are too many ranges of them to keep
     */
    void addHeard(long from, long to) throws ProtocolViolation {
        if (Math.min(from, to) < 1 || Math.max(from, to) > MAX) {
            throw new ProtocolViolation("a number out of range");
        }
        if (count == MAX_RANGES) {
            throw new ProtocolViolation("more than " + MAX_RANGES + " numbers");
        }
        add(Math.min(from, to), Math.max(from, to));
    }

    /**
     * The numbers of a uid-set in the order in which it names them, which is not always the ascending one (RFC 4315 3).
     *
     * @return empty if it is none, or names more than a change is ever about
     */
    static List<Long> inOrder(String set) {
        List<Long> numbers = new ArrayList<>();
        for (String range : set.split(",", -1)) {
            String[] ends = range.split(":", -1);
            if (ends.length > 2 || !Arrays.stream(ends).allMatch(end -> end.matches("[1-9]\\d{0,9}"))) {
                return List.of();
            }
            long from = Long.parseLong(ends[0]);
            long to = Long.parseLong(ends[ends.length - 1]);
            long first = Math.min(from, to);
            long last = Math.max(from, to);
            if (last > MAX || last - first >= MAX_NAMED - numbers.size()) {
                return List.of();
            }
            for (long number = first; number <= last; number++) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    /** How many numbers, each counted once. */
    long size() {
        sort();
        long size = 0;
        for (int i = 0; i < count; i++) {
            size += to(i) - from(i) + 1;
        }
        return size;
    }

    /** How many of the numbers are at least that high. */
    long countFrom(long bound) {
        sort();
        long size = 0;
        for (int i = 0; i < count; i++) {
            size += Math.max(0, to(i) - Math.max(from(i), bound) + 1);
        }
        return size;
    }

    /** The first {@code limit} of the numbers that are not in {@code other}, in ascending order. */
    List<Long> without(NumberSet other, int limit) {
        sort();
        other.sort();
        List<Long> rest = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < count; i++) {
            for (long n = from(i); n <= to(i) && rest.size() < limit; n++) {
                while (next < other.count && other.to(next) < n) {
                    next++;
                }
                if (next < other.count && other.from(next) <= n) {
                    n = Math.min(to(i), other.to(next));
                } else {
                    rest.add(n);
                }
            }
        }
        return rest;
    }

    /** The {@code limit} highest numbers below {@code bound}, highest first. */
    List<Long> highestBelow(long bound, int limit) {
        sort();
        List<Long> highest = new ArrayList<>(Math.min(limit, 128));
        for (int i = count - 1; i >= 0; i--) {
            for (long n = Math.min(to(i), bound - 1); n >= from(i); n--) {
                if (highest.size() == limit) {
                    return highest;
                }
                highest.add(n);
            }
        }
        return highest;
    }

    void addAll(List<Long> numbers) {
        numbers.forEach(number -> add(number, number));
    }

    /** The numbers as on the wire. */
    static String write(List<Long> numbers) {
        NumberSet set = new NumberSet();
        set.addAll(numbers);
        return set.toString();
    }

    /** The numbers as on the wire, cut into sets that are short enough for the line of a command on any server. */
    static List<String> lines(List<Long> numbers) {
        NumberSet set = new NumberSet();
        set.addAll(numbers);
        return set.lines(MAX_LINE);
    }

    @Override
    public String toString() {
        List<String> lines = lines(Integer.MAX_VALUE);
        return lines.isEmpty() ? "" : lines.get(0);
    }

    private List<String> lines(int maxChars) {
        sort();
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String range = to(i) > from(i) ? from(i) + ":" + to(i) : String.valueOf(from(i));
            if (line.length() + range.length() >= maxChars) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : ",").append(range);
        }
        if (!line.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }

    /** Sorts the ranges and joins those that overlap. */
    private void sort() {
        if (sorted) {
            return;
        }
        Arrays.sort(ranges, 0, count);
        int all = count;
        count = 0;
        sorted = true;
        for (int i = 0; i < all; i++) {
            add(from(i), to(i));
        }
    }

    private static long range(long from, long to) {
        return (from << 32 | to) ^ Long.MIN_VALUE;
    }

    private long from(int i) {
        return (ranges[i] ^ Long.MIN_VALUE) >>> 32;
    }

    private long to(int i) {
        return ranges[i] & MAX;
    }
}
