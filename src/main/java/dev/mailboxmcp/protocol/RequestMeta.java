// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The keys of {@code params._meta} by which a request of the stateless era stands alone, and what tells the eras apart.
 * MCP 2026-07-28 basic/versioning
 */
public final class RequestMeta {
    public static final String PROTOCOL_VERSION = "io.modelcontextprotocol/protocolVersion";
    public static final String CLIENT_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
    public static final String CLIENT_INFO = "io.modelcontextprotocol/clientInfo";
    public static final String LOG_LEVEL = "io.modelcontextprotocol/logLevel";
    public static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";

    /** The first revision without a handshake. Later ones sort behind it. */
    public static final String FIRST_STATELESS_VERSION = "2026-07-28";

    private RequestMeta() {}

    /** Whether a version belongs to the stateless era, known or not. False for null. */
    public static boolean isStateless(@Nullable String version) {
        return version != null && version.compareTo(FIRST_STATELESS_VERSION) >= 0;
    }

    /** The {@code _meta} object, empty where there is none. */
    public static JsonObject meta(JsonObject params) {
        return params.get("_meta") instanceof JsonObject meta ? meta : JsonValue.EMPTY_JSON_OBJECT;
    }

    /** Whether the params name a protocol version, of whatever kind. */
    public static boolean isClaimedBy(JsonObject params) {
        return meta(params).containsKey(PROTOCOL_VERSION);
    }

    /** The version the params name, null where there is none or it is no string. */
    public static @Nullable String claimedVersion(JsonObject params) {
        return meta(params).get(PROTOCOL_VERSION) instanceof JsonString version ? version.getString() : null;
    }
}
