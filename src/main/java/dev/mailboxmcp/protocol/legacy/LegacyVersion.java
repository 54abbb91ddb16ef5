// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import org.jspecify.annotations.Nullable;

/** The revisions with a handshake, oldest first, and what tells them apart. */
enum LegacyVersion {
    V2025_03_26("2025-03-26"),
    V2025_06_18("2025-06-18"),
    V2025_11_25("2025-11-25");

    /** What a request without {@code MCP-Protocol-Version} speaks: clients of later revisions must send it. */
    static final LegacyVersion WITHOUT_HEADER = V2025_03_26;

    private static final LegacyVersion LATEST = V2025_11_25;

    private final String wireName;

    LegacyVersion(String wireName) {
        this.wireName = wireName;
    }

    /** The version of that name, null if it is none of these. */
    static @Nullable LegacyVersion of(String wireName) {
        for (LegacyVersion version : values()) {
            if (version.wireName.equals(wireName)) {
                return version;
            }
        }
        return null;
    }

    /** What {@code initialize} answers to the version a client asked for: the same, or else the latest of this era. */
    static LegacyVersion agreed(String asked) {
        LegacyVersion version = of(asked);
        return version == null ? LATEST : version;
    }

    String wireName() {
        return wireName;
    }

    boolean hasBatches() {
        return this == V2025_03_26;
    }

    /** Whether results and tools carry {@code structuredContent} and {@code outputSchema}. */
    boolean hasStructuredContent() {
        return compareTo(V2025_06_18) >= 0;
    }

    /** Whether a stream starts with an event that carries only an id, and may be let go before its end. */
    boolean hasPrimedStreams() {
        return this == V2025_11_25;
    }

    /** Whether an {@code Implementation} has a description and icons. */
    boolean hasIcons() {
        return this == V2025_11_25;
    }

    /** Whether users can be asked at all. */
    boolean hasElicitation() {
        return compareTo(V2025_06_18) >= 0;
    }

    /** Whether an elicitation names its mode. */
    boolean hasElicitationModes() {
        return this == V2025_11_25;
    }

    @Override
    public String toString() {
        return wireName;
    }
}
