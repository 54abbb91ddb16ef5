// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the strings of a call or of a mail hold: what a server hears is exactly what was asked for. */
class HostileMailTest {
    private static final long SEED = 20261125;

    @Test
    void aServerHearsWhatWasAskedForAndNothingElse() throws IOException {
        run(4_000, SEED);
    }

    @Tag("nightly")
    @Test
    void inAMillionCases() throws IOException {
        run(Integer.getInteger("hostile.cases", 1_000_000), System.nanoTime());
    }

    private static void run(int cases, long seed) throws IOException {
        Map<HostileMailCase.Outcome, Integer> counts = new EnumMap<>(HostileMailCase.Outcome.class);
        SplittableRandom seeds = new SplittableRandom(seed);
        try (HostileMailCase mail = new HostileMailCase()) {
            for (int i = 0; i < cases; i++) {
                long caseSeed = seeds.nextLong();
                try {
                    counts.merge(mail.run(new Chance(caseSeed)), 1, Integer::sum);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("case " + i + ", seed " + caseSeed + "L: " + e.getMessage(), e);
                }
            }
        }
        System.out.printf("hostile mails from seed %d: %s%n", seed, counts);
        assertThat(counts.get(HostileMailCase.Outcome.HEARD)).isGreaterThan(cases / 5);
        assertThat(counts.get(HostileMailCase.Outcome.REFUSED)).isGreaterThan(cases / 5);
    }

    private static final class Chance implements HostileMailCase.Source {
        private final SplittableRandom random;

        Chance(long seed) {
            random = new SplittableRandom(seed);
        }

        @Override
        public int below(int bound) {
            return random.nextInt(bound);
        }

        @Override
        public String any(int maxLength) {
            char[] characters = new char[random.nextInt(maxLength + 1)];
            for (int i = 0; i < characters.length; i++) {
                characters[i] = (char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : random.nextInt(0x80));
            }
            return new String(characters);
        }
    }
}
