// SPDX-License-Identifier: MIT
package dev.mailboxmcp.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many users at once, each with one call under way, on a connection of their own.
 *
 * @param perSecond calls that were answered
 * @param p50 ns
 * @param p99 ns
 * @param leastShare calls of the user with the fewest, by those of the mean
 * @param mostShare likewise, of the user with the most
 * @param errors how often each code was the answer
 */
record Throughput(
        int users,
        double perSecond,
        long calls,
        long p50,
        long p99,
        double leastShare,
        double mostShare,
        TreeMap<String, Integer> errors) {
    private static final Pattern CODE = Pattern.compile("\"code\":\"([A-Z_]+)\"");

    /** What a user does again and again. */
    @FunctionalInterface
    interface Call extends AutoCloseable {
        /** The response; anything where there is none to look at. */
        String run() throws IOException;

        @Override
        default void close() throws IOException {}
    }

    /** Opens what a user needs. */
    @FunctionalInterface
    interface Opening {
        Call open(Account account) throws Exception;
    }

    private record Share(long[] times, TreeMap<String, Integer> errors) {}

    static Throughput measure(List<Account> accounts, int seconds, Opening opening)
            throws InterruptedException, ExecutionException {
        CountDownLatch ready = new CountDownLatch(accounts.size());
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Share>> running = new ArrayList<>();
            for (Account account : accounts) {
                running.add(threads.submit(() -> share(account, seconds, opening, ready, start)));
            }
            ready.await();
            long began = System.nanoTime();
            start.countDown();
            List<Share> shares = new ArrayList<>();
            for (Future<Share> share : running) {
                shares.add(share.get());
            }
            return of(shares, (System.nanoTime() - began) / 1e9);
        }
    }

    private static Share share(
            Account account, int seconds, Opening opening, CountDownLatch ready, CountDownLatch start)
            throws Exception {
        long[] times = new long[1024];
        int calls = 0;
        TreeMap<String, Integer> errors = new TreeMap<>();
        Call call = null;
        try {
            call = opening.open(account);
            call.run();
        } finally {
            ready.countDown();
        }
        try (Call open = call) {
            start.await();
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            for (long before = System.nanoTime(); before < end; before = System.nanoTime()) {
                String response = open.run();
                if (ToolClient.failed(response)) {
                    Matcher code = CODE.matcher(response);
                    errors.merge(code.find() ? code.group(1) : "without a code", 1, Integer::sum);
                } else {
                    times = calls == times.length ? Arrays.copyOf(times, calls * 2) : times;
                    times[calls++] = System.nanoTime() - before;
                }
            }
        }
        return new Share(Arrays.copyOf(times, calls), errors);
    }

    private static Throughput of(List<Share> shares, double seconds) {
        long[] all = shares.stream()
                .flatMapToLong(share -> Arrays.stream(share.times()))
                .sorted()
                .toArray();
        double mean = Math.max(1, (double) all.length / shares.size());
        TreeMap<String, Integer> errors = new TreeMap<>();
        shares.forEach(share -> share.errors().forEach((code, count) -> errors.merge(code, count, Integer::sum)));
        return new Throughput(
                shares.size(),
                all.length / seconds,
                all.length,
                all.length == 0 ? 0 : all[all.length / 2],
                all.length == 0 ? 0 : all[(int) (all.length * 0.99)],
                shares.stream().mapToInt(share -> share.times().length).min().orElse(0) / mean,
                shares.stream().mapToInt(share -> share.times().length).max().orElse(0) / mean,
                errors);
    }

    @Override
    public String toString() {
        return "%4d users %8.0f/s  p50 %6.1f ms  p99 %7.1f ms  shares %.2f..%.2f of the mean  errors %s"
                .formatted(users, perSecond, p50 / 1e6, p99 / 1e6, leastShare, mostShare, errors);
    }
}
