// SPDX-License-Identifier: MIT
package dev.mailboxmcp.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Any URI: one of ours that reads back as itself, or none. */
class MailUriFuzzTest {
    @FuzzTest
    void uris(byte[] data) {
        MailUri uri = MailUri.parse(new String(data, StandardCharsets.UTF_8));
        if (uri != null) {
            assertThat(MailUri.parse(uri.toString())).isEqualTo(uri);
        }
    }
}
