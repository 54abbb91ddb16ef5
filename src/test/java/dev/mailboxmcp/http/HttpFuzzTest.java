// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Any value of the headers that decide whether a request is let in. */
class HttpFuzzTest {
    @FuzzTest
    void headers(byte[] data) {
        String value = new String(data, StandardCharsets.ISO_8859_1);
        Origin.parse(value);
        Hosts.nameOf(value);
        MediaTypes.isWellFormed(value);
        MediaTypes.isJson(value);
        MediaTypes.acceptsJson(value);
        MediaTypes.acceptsEvents(value);
        HeaderValues.utf8(value);
        OriginFilter.allowedHeaders(value);
    }
}
