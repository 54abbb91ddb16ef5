// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.stateless;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values of headers that may carry any text as {@code =?base64?…?=}.
 * MCP 2026-07-28 basic/transports/streamable-http#value-encoding
 */
final class EncodedHeader {
    private static final String PREFIX = "=?base64?";
    private static final String SUFFIX = "?=";

    /** The decoder of the platform forgives missing padding; the protocol does not. */
    private static final Pattern STRICT_BASE64 =
            Pattern.compile("(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");

    private EncodedHeader() {}

    /**
     * The text a value stands for: itself, unless it has both markers. Null if what they enclose is not base64 of UTF-8,
     * or if a value holds what must not stand in a header unencoded.
     */
    static @Nullable String decode(String value) {
        if (!value.chars().allMatch(c -> (c >= ' ' && c <= '~') || c == '\t')) {
            return null;
        }
        if (!value.startsWith(PREFIX)
                || !value.endsWith(SUFFIX)
                || value.length() < PREFIX.length() + SUFFIX.length()) {
            return value;
        }
        String encoded = value.substring(PREFIX.length(), value.length() - SUFFIX.length());
        if (!STRICT_BASE64.matcher(encoded).matches()) {
            return null;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(encoded);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
