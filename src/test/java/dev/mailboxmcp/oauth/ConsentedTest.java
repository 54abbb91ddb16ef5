// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Grant;
import dev.mailboxmcp.account.Permission;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConsentedTest {
    private static final int STEP = 256;

    @Test
    void whatWasWrittenIsReadHoweverLongItIs() throws IOException {
        for (int length = 1; length <= STEP; length++) {
            Consented signed = consented("u".repeat(length), true);
            byte[] written = written(signed);

            assertThat(written.length % STEP).isZero();
            assertThat(read(written)).isEqualTo(signed);
        }
    }

    /** Records ended one byte earlier before clients signed, and one in 256 had nothing to be filled up with. */
    @Test
    void whatWasWrittenBeforeClientsSignedIsOfNoneThatDoes() throws IOException {
        int unfilled = 0;
        for (int length = 1; length <= STEP; length++) {
            Consented unsigned = consented("u".repeat(length), false);
            byte[] written = written(unsigned.signed(true));
            int end = written.length;
            while (written[end - 1] == 0) {
                end--;
            }
            byte[] fields = Arrays.copyOf(written, end - 1);
            unfilled += fields.length % STEP == 0 ? 1 : 0;

            assertThat(read(Arrays.copyOf(fields, Math.ceilDiv(fields.length, STEP) * STEP)))
                    .as("%s bytes", fields.length)
                    .isEqualTo(unsigned);
        }
        assertThat(unfilled).isEqualTo(1);
    }

    private static Consented consented(String user, boolean signed) {
        Instant now = Instant.parse("2026-11-29T10:00:00Z");
        return new Consented(
                new UUID(1, 2),
                now,
                now.plusSeconds(60),
                user,
                null,
                new Grant(Set.of(Permission.READ), null),
                Set.of(Permission.READ),
                new Proof.Identity(),
                signed);
    }

    private static byte[] written(Consented consented) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        consented.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static Consented read(byte[] bytes) throws IOException {
        return Consented.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
}
