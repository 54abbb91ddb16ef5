// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.stateless;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Any header value: text, or null. */
class HeaderFuzzTest {
    @FuzzTest
    void values(byte[] data) {
        EncodedHeader.decode(new String(data, StandardCharsets.ISO_8859_1));
        EncodedHeader.decode("=?base64?" + new String(data, StandardCharsets.ISO_8859_1) + "?=");
    }
}
