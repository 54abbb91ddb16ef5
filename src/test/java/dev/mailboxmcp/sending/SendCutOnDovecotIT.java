// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.Draft;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.smtp.ScriptedSmtpPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Cuts the conversation with the submission server behind a byte, and compares what is said with what is true: of the call
 * itself, of the same call made again, and of the same call after a restart. Nightly
 * behind every byte of every line, else behind some.
 */
class SendCutOnDovecotIT {
    private static final int MAILS_IN_A_FOLDER = 100;
    private static final Duration KEPT = Duration.ofSeconds(30);

    enum Direction {
        TO_CLIENT,
        TO_SERVER
    }

    /** What the call is made on: a connection of its own, or one kept from the mail before. */
    enum Line {
        NEW,
        KEPT
    }

    private enum Said {
        SENT,
        NOT_SENT,
        UNKNOWN
    }

    private final SendingBench bench;
    private final Map<Said, Integer> counts = new EnumMap<>(Said.class);
    private int cuts;
    private int calls;

    SendCutOnDovecotIT() throws IOException {
        bench = new SendingBench(DovecotServer.shared());
    }

    @AfterEach
    void closeBench() {
        bench.close();
    }

    @ParameterizedTest
    @CsvSource({"TO_CLIENT, NEW, true", "TO_SERVER, NEW, false", "TO_CLIENT, KEPT, false", "TO_SERVER, KEPT, true"})
    void someCutsEndInTheTruth(Direction direction, Line line, boolean keyed) throws IOException {
        sweep(direction, line, keyed, 53);
    }

    @Tag("nightly")
    @ParameterizedTest
    @CsvSource({
        "TO_CLIENT, NEW, true",
        "TO_CLIENT, NEW, false",
        "TO_SERVER, NEW, true",
        "TO_SERVER, NEW, false",
        "TO_CLIENT, KEPT, true",
        "TO_CLIENT, KEPT, false",
        "TO_SERVER, KEPT, true",
        "TO_SERVER, KEPT, false",
    })
    void everyCutEndsInTheTruth(Direction direction, Line line, boolean keyed) throws IOException {
        sweep(direction, line, keyed, 1);
        assertThat(counts).containsKeys(Said.SENT, Said.NOT_SENT, Said.UNKNOWN);
    }

    private void sweep(Direction direction, Line line, boolean keyed, int step) throws IOException {
        int[] range = rangeOfSecondMail(direction, line);
        for (int cut = range[0]; cut < range[1] + step; cut += step) {
            for (boolean restartAtOnce : new boolean[] {false, true}) {
                if (cuts++ % MAILS_IN_A_FOLDER == 0) {
                    bench.emptyFolders();
                }
                cutBehind(cut, direction, line, keyed ? "key " + cuts : null, restartAtOnce);
            }
        }
        System.out.printf(
                "cuts %s, %s connection, %s: %d cuts, %d calls, first said %s%n",
                direction, line, keyed ? "with key" : "without key", cuts, calls, counts);
    }

    private void cutBehind(int bytes, Direction direction, Line line, @Nullable String key, boolean restartAtOnce)
            throws IOException {
        String where = direction + " " + line + " behind byte " + bytes + (restartAtOnce ? ", then a restart" : "");
        Duration idle = line == Line.KEPT ? KEPT : Duration.ZERO;
        Draft draft = SendingBench.draft("mail %05d".formatted(cuts), key);
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer()) {
            Outbox outbox = bench.outbox(peer, idle, true);
            Outbox restarted = bench.outbox(peer, idle, true);
            switch (direction) {
                case TO_CLIENT -> peer.cutOutputAfter(bytes);
                case TO_SERVER -> peer.cutInputAfter(bytes);
            }
            int before = warmUp(outbox, line);
            Said first = said(outbox, draft);
            peer.cutNoMore();
            awaitEnd(peer, line);
            int delivered = peer.mails() - before;
            counts.merge(first, 1, Integer::sum);
            switch (first) {
                case SENT -> assertThat(delivered).as(where).isEqualTo(1);
                case NOT_SENT -> assertThat(delivered).as(where).isZero();
                case UNKNOWN -> assertThat(delivered).as(where).isLessThanOrEqualTo(1);
            }

            Said again = said(restartAtOnce ? restarted : outbox, draft);
            Said atLast = said(restarted, draft);

            assertThat(again).as(where).isEqualTo(first == Said.NOT_SENT ? Said.SENT : first);
            assertThat(atLast).as(where).isEqualTo(again);
            assertThat(peer.mails() - before).as(where).isEqualTo(first == Said.NOT_SENT ? 1 : delivered);
            outbox.close();
            restarted.close();
        }
    }

    /** The range from the first byte of what a call says or hears to the last, measured on one that is not cut. */
    private int[] rangeOfSecondMail(Direction direction, Line line) throws IOException {
        try (ScriptedSmtpPeer peer = new ScriptedSmtpPeer()) {
            Outbox outbox = bench.outbox(peer, line == Line.KEPT ? KEPT : Duration.ZERO, true);
            ToIntFunction<ScriptedSmtpPeer> bytes =
                    direction == Direction.TO_CLIENT ? ScriptedSmtpPeer::bytesOut : ScriptedSmtpPeer::bytesIn;
            warmUp(outbox, line);
            int from = bytes.applyAsInt(peer);
            said(outbox, SendingBench.draft("mail %05d".formatted(99_999), "key"));
            int to = bytes.applyAsInt(peer);
            outbox.close();
            return new int[] {Math.max(from, direction == Direction.TO_CLIENT ? 1 : 0), to};
        }
    }

    /** @return mails sent by it */
    private int warmUp(Outbox outbox, Line line) {
        if (line == Line.NEW) {
            return 0;
        }
        assertThat(said(outbox, SendingBench.draft("warm %05d".formatted(cuts), "warm " + cuts)))
                .isEqualTo(Said.SENT);
        return 1;
    }

    private Said said(Outbox outbox, Draft draft) {
        calls++;
        try {
            SendResult result = outbox.send(bench.credentials(), draft, null);
            return result.status() == SendResult.Status.SENT ? Said.SENT : Said.UNKNOWN;
        } catch (MailException e) {
            return Said.NOT_SENT;
        }
    }

    /** Waits until the server can count no further mail. */
    private static void awaitEnd(ScriptedSmtpPeer peer, Line line) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> line == Line.KEPT || peer.ended() == peer.begun());
    }
}
