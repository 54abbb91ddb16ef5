// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.http.TrafficBudget.Holding;
import dev.mailboxmcp.http.TrafficBudget.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PiecesTest {
    private final TrafficBudget budget = new TrafficBudget(1 << 20, System::nanoTime);
    private final Holding holding = budget.open(new Caller(null, "192.0.2.1"));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 16_383, 16_384, 16_385, 32_768, 100_000})
    void whatWentInComesOut(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        ByteArrayOutputStream written = new ByteArrayOutputStream();

        Pieces pieces = filled(bytes);
        assertThat(pieces.size()).isEqualTo(size);
        pieces.writeTo(written);

        assertThat(written.toByteArray()).isEqualTo(bytes);
        assertThat(filled(bytes).take()).isEqualTo(bytes);
    }

    @Test
    void whatWasWrittenIsGivenBackPieceByPiece() throws IOException {
        Pieces pieces = filled(new byte[100_000]);
        assertThat(holding.take(pieces.size())).isEqualTo(Outcome.GRANTED);

        pieces.writeTo(
                new OutputStream() {
                    private int before;

                    @Override
                    public void write(int b) {
                        throw new AssertionError("byte for byte");
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        assertThat(holding.bytes()).isEqualTo(100_000 - before);
                        before += length;
                    }
                },
                holding);

        assertThat(holding.bytes()).isZero();
    }

    @Test
    void nothingIsWrittenOfWhatWasDropped() {
        Pieces pieces = filled(new byte[100_000]);
        ByteArrayOutputStream written = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
                super.write(bytes, offset, length);
                pieces.drop();
            }
        };

        assertThatThrownBy(() -> pieces.writeTo(written, holding)).isInstanceOf(IOException.class);

        assertThat(written.size()).isEqualTo(Pieces.PIECE_BYTES);
    }

    /** Pieces filled in parts of all sizes. */
    private static Pieces filled(byte[] bytes) {
        Pieces pieces = new Pieces();
        for (int from = 0, step = 1; from < bytes.length; from += step, step = step * 3 % 5003) {
            pieces.write(bytes, from, Math.min(step, bytes.length - from));
        }
        return pieces;
    }
}
