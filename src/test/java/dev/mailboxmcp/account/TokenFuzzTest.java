// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** What nobody sealed is not opened. */
class TokenFuzzTest {
    private static final Sealer SEALER = new Sealer("mbx1", TestKeys.single(TestKeys.FIRST), "test");

    @FuzzTest
    void tokens(byte[] data) {
        try {
            SEALER.open("test", new byte[0], new String(data, StandardCharsets.UTF_8));
            throw new AssertionError("opened what was never sealed");
        } catch (BadTokenException e) {
            assertThat(e.getMessage()).isNotNull();
        }
    }
}
