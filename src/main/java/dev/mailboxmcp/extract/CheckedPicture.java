// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract;

import dev.mailboxmcp.extract.wire.Fact;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes from a child only what is the head of a PNG or JPEG of a size that clients take. */
final class CheckedPicture {
    /** What every client of MCP takes, in pixels of the longer side. */
    static final int MAX_SIDE = 1568;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

    private CheckedPicture() {}

    /** @return null where it is none */
    static Extraction.@Nullable Picture of(byte @Nullable [] bytes, Map<Fact, Integer> facts) {
        int width = facts.getOrDefault(Fact.WIDTH, 0);
        int height = facts.getOrDefault(Fact.HEIGHT, 0);
        if (bytes == null || width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
            return null;
        }
        if (startsWith(bytes, PNG)) {
            return new Extraction.Picture(bytes, "image/png", width, height, facts);
        }
        return startsWith(bytes, JPEG) ? new Extraction.Picture(bytes, "image/jpeg", width, height, facts) : null;
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        if (bytes.length < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if (bytes[i] != start[i]) {
                return false;
            }
        }
        return true;
    }
}
