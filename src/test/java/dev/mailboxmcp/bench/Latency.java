// SPDX-License-Identifier: MIT
package dev.mailboxmcp.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * What a call takes beyond raw IMAP, measured in turns so that whatever else the machine does slows down both.
 *
 * @param raw medians in ns
 * @param tool likewise
 * @param difference the median of what a call took more than the raw operation just before it, in ns
 */
record Latency(String name, long raw, long tool, long difference) {
    static final String HEADER =
            "%-28s %10s %10s %9s %12s".formatted("one user", "raw ms", "tool ms", "ratio", "more ms");

    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration BUDGET = Duration.ofSeconds(45); // of a row whose calls take long
    private static final int MIN_ROUNDS = 9;
    private static final int WARM_UP_CALLS = 2000;

    static Latency measure(Operation operation, RawClient raw, ToolClient tools, int rounds) throws IOException {
        long warm = System.nanoTime() + WARM_UP.toNanos(); // until the compiler has come to what this tool alone does
        for (int i = 0; i < WARM_UP_CALLS && System.nanoTime() < warm; i++) {
            operation.run(raw);
            operation.run(tools);
        }
        long[] rawTimes = new long[rounds];
        long[] toolTimes = new long[rounds];
        long[] differences = new long[rounds];
        int done = 0;
        long end = System.nanoTime() + BUDGET.toNanos();
        for (int i = 0; i < rounds && (i < MIN_ROUNDS || System.nanoTime() < end); i++, done++) {
            long start = System.nanoTime();
            operation.run(raw);
            long middle = System.nanoTime();
            operation.run(tools);
            rawTimes[i] = middle - start;
            toolTimes[i] = System.nanoTime() - middle;
            differences[i] = toolTimes[i] - rawTimes[i];
        }
        return new Latency(
                operation.name(), median(rawTimes, done), median(toolTimes, done), median(differences, done));
    }

    /** The figures of times that were measured in turns. */
    static Latency of(String name, long[] raw, long[] tool) {
        long[] differences = new long[raw.length];
        Arrays.setAll(differences, i -> tool[i] - raw[i]);
        return new Latency(
                name, median(raw, raw.length), median(tool, tool.length), median(differences, differences.length));
    }

    private static long median(long[] values, int count) {
        long[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @Override
    public String toString() {
        return "%-28s %10.2f %10.2f %8.1fx %+12.2f"
                .formatted(name, raw / 1e6, tool / 1e6, (double) tool / raw, difference / 1e6);
    }
}
