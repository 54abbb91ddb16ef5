// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import dev.mailboxmcp.settings.Settings;

/**
 * How much clients can make this process keep. Bytes are those of the heap, as they are estimated.
 *
 * @param bytes of all clients together
 * @param strangerBytes of all callers together whose login no mail server accepted
 * @param clientBytes of those from one address
 * @param userBytes of one login that was accepted
 * @param streams that are open at once, of all clients; no address has more than half of them
 * @param clientStreams of those from one address whose login was not accepted
 * @param userStreams of one login that was accepted
 */
public record StateLimits(
        long bytes,
        long strangerBytes,
        long clientBytes,
        long userBytes,
        int streams,
        int clientStreams,
        int userStreams) {
    /** Sessions that are remembered at once, of all clients; no address has more than half of them. */
    public static final int SESSIONS = 2_000;

    /** Sessions of one address without a login, or of one login. */
    static final int OWN_SESSIONS = 200;

    /** What is good for nearly everybody, in a heap of 256 MiB. */
    public static final StateLimits USUAL = new StateLimits(64 << 20, 16 << 20, 4 << 20, 8 << 20, 2_000, 50, 100);

    private static final int SHARE_OF_HEAP = 4;
    private static final int LEAST_BYTES = 1 << 16;
    private static final int MOST_BYTES = 1 << 30;
    private static final int MOST_STREAMS = 1_000_000;

    /** Reads {@code STATE_BYTES_*} and {@code STREAMS*}; of all the heap may use, a quarter is the limit. */
    public static StateLimits read(Settings settings) {
        return new StateLimits(
                Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP,
                bytes(settings, "STATE_BYTES_WITHOUT_LOGIN", USUAL.strangerBytes),
                bytes(settings, "STATE_BYTES_PER_CLIENT", USUAL.clientBytes),
                bytes(settings, "STATE_BYTES_PER_USER", USUAL.userBytes),
                streams(settings, "STREAMS", USUAL.streams),
                streams(settings, "STREAMS_PER_CLIENT", USUAL.clientStreams),
                streams(settings, "STREAMS_PER_USER", USUAL.userStreams));
    }

    private static long bytes(Settings settings, String name, long usual) {
        return settings.integer(name, Math.toIntExact(usual), LEAST_BYTES, MOST_BYTES);
    }

    private static int streams(Settings settings, String name, int usual) {
        return settings.integer(name, usual, 1, MOST_STREAMS);
    }
}
