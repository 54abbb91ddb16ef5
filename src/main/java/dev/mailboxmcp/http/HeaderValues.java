// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Header values as the client meant them. */
final class HeaderValues {
    private HeaderValues() {}

    /**
     * Undoes ISO-8859-1 where the client sent UTF-8: servers read a byte as a character. Bytes that are not UTF-8 stay as
     * they are, for a client that really sent ISO-8859-1.
     */
    static String utf8(String value) {
        if (value.chars().allMatch(c -> c < 0x80) || value.chars().anyMatch(c -> c > 0xFF)) {
            return value;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return value;
        }
    }
}
