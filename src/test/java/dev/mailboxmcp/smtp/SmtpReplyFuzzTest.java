// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Any reply: a code and words that can be shown, or none. */
class SmtpReplyFuzzTest {
    @FuzzTest
    void replies(byte[] data) {
        SmtpReply reply = SmtpReply.of(new String(data, StandardCharsets.ISO_8859_1));
        if (reply != null) {
            assertThat(reply.code()).isBetween(200, 599);
            assertThat(reply.toString()).matches("\\d{3}( [245][.\\d]+)?( and said \u201c[ -~]{1,203}\u201d)?");
            assertThat(reply.status()).matches("\\d{3}( [245][.\\d]+)?");
        }
    }
}
