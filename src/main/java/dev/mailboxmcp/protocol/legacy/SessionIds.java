// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.account.BadTokenException;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.protocol.ClientCapabilities;
import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Ids of sessions that say, to a server with the same keys, what was agreed at the handshake: so every instance serves every
 * session, and one that was started anew those of before. An id opens for the user it was made for, and gives no rights:
 * each request brings its own credentials. Thread-safe.
 */
final class SessionIds {
    /** How long a client may keep one; then it is told to begin anew. */
    static final Duration LIFETIME = Duration.ofDays(30);

    private static final String PURPOSE = "session";
    private static final String VERSION = "v";
    private static final String CAPABILITIES = "c";
    private static final String EXPIRES = "e";

    private final Sealer sealer;
    private final InstantSource clock;

    /**
     * What was agreed at the handshake.
     *
     * @param clientCapabilities those that are used here; the others are not kept, and would make the id long
     */
    record Agreed(LegacyVersion version, JsonObject clientCapabilities) {
        Agreed {
            clientCapabilities = ClientCapabilities.used(clientCapabilities);
        }
    }

    SessionIds(Sealer sealer, InstantSource clock) {
        this.sealer = sealer;
        this.clock = clock;
    }

    /** @param user empty for a client without credentials */
    String seal(String user, Agreed agreed) {
        JsonObject content = Json.createObjectBuilder()
                .add(VERSION, agreed.version().wireName())
                .add(CAPABILITIES, agreed.clientCapabilities())
                .add(EXPIRES, clock.instant().plus(LIFETIME).getEpochSecond())
                .build();
        return sealer.seal(PURPOSE, bytes(user), bytes(content.toString()));
    }

    /** Null for what is no id of ours, is another user's, or has expired. */
    @Nullable
    Agreed open(String user, String id) {
        try {
            String content = new String(sealer.open(PURPOSE, bytes(user), id), StandardCharsets.UTF_8);
            JsonObject object = Json.parse(content).asJsonObject();
            LegacyVersion version = LegacyVersion.of(object.getString(VERSION));
            Instant expires =
                    Instant.ofEpochSecond(object.getJsonNumber(EXPIRES).longValueExact());
            return version == null || !clock.instant().isBefore(expires)
                    ? null
                    : new Agreed(version, object.getJsonObject(CAPABILITIES));
        } catch (BadTokenException e) {
            return null;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
