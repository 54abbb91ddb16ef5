// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any value of the headers that decide whether a request is let in, and any form and range of a file. */
class HttpFuzzTest {
    @FuzzTest
    void headers(byte[] data) {
        String value = new String(data, StandardCharsets.ISO_8859_1);
        Origin.parse(value);
        Hosts.nameOf(value);
        MediaTypes.isContentType(List.of(value));
        MediaTypes.isAccept(List.of(value));
        MediaTypes.isJson(value);
        MediaTypes.acceptsJson(value);
        MediaTypes.acceptsEvents(value);
        HeaderValues.utf8(value);
        OriginFilter.allowedHeaders(value);
    }

    @FuzzTest
    void forms(FuzzedDataProvider data) {
        String boundary = FormFile.boundary(data.consumeString(200));
        int size = data.consumeInt(0, 2000);
        try (InputStream file = FormFile.in(
                new ByteArrayInputStream(data.consumeRemainingAsBytes()), boundary == null ? "b" : boundary, size)) {
            assertThat(file.readAllBytes()).hasSize(size);
        } catch (IOException e) {
            // no form with a file of that size
        }
    }

    @FuzzTest
    void ranges(FuzzedDataProvider data) {
        long size = data.consumeLong(0, Long.MAX_VALUE);
        ByteRange range = ByteRange.of(data.consumeRemainingAsString(), size);
        if (range.isSatisfiable()) {
            assertThat(range.from()).isBetween(0L, size);
            assertThat(range.count()).isBetween(0L, size - range.from());
        }
    }
}
