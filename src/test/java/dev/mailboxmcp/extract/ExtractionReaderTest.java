// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailboxmcp.extract.wire.ExtractRefusal;
import dev.mailboxmcp.extract.wire.ExtractionReader;
import dev.mailboxmcp.extract.wire.ExtractionWriter;
import dev.mailboxmcp.extract.wire.Fact;
import dev.mailboxmcp.extract.wire.Job;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is believed of what a child says. */
class ExtractionReaderTest {
    private static final int SEED = 20261129;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        String text = "Grüße 😀 ".repeat(20_000);
        ExtractionReader read = new ExtractionReader(new ByteArrayInputStream(answer(text)));

        read.awaitReady();

        assertThat(read.readAll()).isNull();
        assertThat(read.text()).isEqualTo(text);
        assertThat(read.facts()).containsOnlyKeys(Fact.PAGES, Fact.MOVES).containsEntry(Fact.PAGES, 7);
        assertThat(read.picture()).isNull();
    }

    @Test
    void aJobIsReadAsItWasWritten() throws IOException {
        byte[] file = new byte[200_000];
        new Random(SEED).nextBytes(file);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Job.PICTURE.write(new DataOutputStream(out), file);

        Job.Order order = Job.read(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));

        assertThat(order.job()).isEqualTo(Job.PICTURE);
        assertThat(order.file()).isEqualTo(file);
    }

    @Test
    void anAnswerThatIsCutAnywhereIsNone() throws IOException {
        byte[] whole = answer("some text");
        for (int length = 1; length < whole.length; length++) {
            assertThat(outcome(Arrays.copyOf(whole, length)))
                    .as("%d bytes", length)
                    .isEqualTo("broken");
        }
    }

    @Test
    void answersThatAreChangedAreReadOrBrokenAndNeverMoreThanAnHonestOneHolds() throws IOException {
        Random random = new Random(SEED);
        byte[] whole = answer("some text, and more of it");
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            assertThat(outcome(changed)).isIn("whole", "broken", "refused");
        }
    }

    @FuzzTest
    void whateverComesIsReadOrBroken(byte @Nullable [] bytes) throws IOException {
        assertThat(outcome(bytes == null ? new byte[0] : bytes)).isIn("whole", "broken", "refused");
    }

    private static byte[] answer(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ExtractionWriter out = new ExtractionWriter(bytes);
        out.ready();
        out.text(text);
        out.fact(Fact.PAGES, 7);
        out.fact(Fact.PAGES_READ, 0);
        out.fact(Fact.MOVES, 1);
        out.end();
        return bytes.toByteArray();
    }

    private static String outcome(byte[] bytes) throws IOException {
        ExtractionReader read = new ExtractionReader(new ByteArrayInputStream(bytes));
        String outcome;
        try {
            read.awaitReady();
            ExtractRefusal refusal = read.readAll();
            outcome = refusal == null ? "whole" : "refused";
        } catch (ExtractionReader.BrokenAnswerException e) {
            outcome = "broken";
        }
        assertThat(read.text()).hasSizeLessThanOrEqualTo(ExtractionReader.MAX_TEXT_BYTES);
        return outcome;
    }
}
