// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.stateless;

import dev.mailboxmcp.call.McpMethod;
import dev.mailboxmcp.protocol.McpHeaders;
import dev.mailboxmcp.protocol.RefusedException;
import dev.mailboxmcp.protocol.RequestMeta;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of every request before its method is looked at, in the order in which it is checked: the first rung
 * that breaks decides the error. Immutable and thread-safe.
 * MCP 2026-07-28 basic/transports/streamable-http#server-validation
 */
final class RequestLadder {
    static final int HEADER_MISMATCH = -32020;
    static final int UNSUPPORTED_PROTOCOL_VERSION = -32022;

    /** What a request may name, and what discovery offers. Versions with a handshake cannot be used without one. */
    static final List<String> SUPPORTED_VERSIONS = List.of(RequestMeta.FIRST_STATELESS_VERSION);

    private static final Set<String> LOG_LEVELS =
            Set.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

    private final ParamHeaders paramHeaders;

    /** @param tools the entries of {@code tools/list} */
    RequestLadder(JsonArray tools) {
        paramHeaders = new ParamHeaders(tools);
    }

    void check(McpHeaders headers, Request request) throws RefusedException {
        if (McpMethod.of(request.method()) == McpMethod.INITIALIZE
                && !RequestMeta.isStateless(RequestMeta.claimedVersion(request.params()))) {
            throw mismatch("initialize belongs to versions before " + RequestMeta.FIRST_STATELESS_VERSION
                    + ", but MCP-Protocol-Version names a later one.");
        }
        JsonObject meta = envelope(request.params());
        String version = meta.getString(RequestMeta.PROTOCOL_VERSION);
        differs("MCP-Protocol-Version", headers.protocolVersion(), version);
        differs("Mcp-Method", headers.method(), request.method());
        supported(version);
        present("MCP-Protocol-Version", headers.protocolVersion());
        present("Mcp-Method", headers.method());
        name(headers, request);
        params(headers, request);
    }

    private static JsonObject envelope(JsonObject params) throws RefusedException {
        JsonObject meta = RequestMeta.meta(params);
        List<String> wrong = new ArrayList<>();
        if (!(meta.get(RequestMeta.PROTOCOL_VERSION) instanceof JsonString)) {
            wrong.add(RequestMeta.PROTOCOL_VERSION + " (string, required)");
        }
        if (!(meta.get(RequestMeta.CLIENT_CAPABILITIES) instanceof JsonObject)) {
            wrong.add(RequestMeta.CLIENT_CAPABILITIES + " (object, required)");
        }
        JsonValue clientInfo = meta.get(RequestMeta.CLIENT_INFO);
        if (clientInfo != null && !(clientInfo instanceof JsonObject)) {
            wrong.add(RequestMeta.CLIENT_INFO + " (object)");
        }
        JsonValue logLevel = meta.get(RequestMeta.LOG_LEVEL);
        if (logLevel != null && !(logLevel instanceof JsonString level && LOG_LEVELS.contains(level.getString()))) {
            wrong.add(RequestMeta.LOG_LEVEL + " (a level of syslog)");
        }
        JsonValue token = meta.get("progressToken");
        if (token != null
                && !(token instanceof JsonString || (token instanceof JsonNumber number && number.isIntegral()))) {
            wrong.add("progressToken (string or integer)");
        }
        if (!wrong.isEmpty()) {
            throw new RefusedException(
                    400,
                    new RpcError(
                            RpcError.INVALID_PARAMS,
                            "params._meta lacks or has wrong: " + String.join(", ", wrong) + "."));
        }
        return meta;
    }

    private static void supported(String version) throws RefusedException {
        if (!SUPPORTED_VERSIONS.contains(version)) {
            JsonObject data = Json.createObjectBuilder()
                    .add("supported", Json.createArrayBuilder(SUPPORTED_VERSIONS))
                    .add("requested", version)
                    .build();
            throw new RefusedException(
                    400,
                    new RpcError(
                            UNSUPPORTED_PROTOCOL_VERSION,
                            "Protocol version not supported without a handshake; data.supported lists those that are.",
                            data));
        }
    }

    private static void name(McpHeaders headers, Request request) throws RefusedException {
        String key = switch (McpMethod.of(request.method())) {
            case CALL_TOOL, GET_PROMPT -> "name";
            case READ_RESOURCE -> "uri";
            case null, default -> null;
        };
        if (key == null) {
            return;
        }
        String sent = headers.name();
        if (request.params().get(key) instanceof JsonString name) {
            if (sent == null) {
                throw mismatch("Mcp-Name is missing.");
            }
            String decoded = EncodedHeader.decode(sent);
            if (decoded == null) {
                throw mismatch("Mcp-Name is neither plain ASCII nor base64 of UTF-8 between the markers.");
            }
            differs("Mcp-Name", decoded, name.getString());
        } else if (sent != null) {
            throw mismatch("Mcp-Name was sent, but params." + key + " is no string.");
        }
    }

    private void params(McpHeaders headers, Request request) throws RefusedException {
        if (McpMethod.of(request.method()) == McpMethod.CALL_TOOL
                && request.params().get("name") instanceof JsonString tool
                && request.params().getOrDefault("arguments", JsonValue.EMPTY_JSON_OBJECT)
                        instanceof JsonObject arguments) {
            String problem = paramHeaders.problem(tool.getString(), arguments, headers);
            if (problem != null) {
                throw mismatch(problem);
            }
        }
    }

    private static void differs(String header, @Nullable String sent, String expected) throws RefusedException {
        if (sent != null && !sent.equals(expected)) {
            throw mismatch(header + " is not what the body says.");
        }
    }

    private static void present(String header, @Nullable String sent) throws RefusedException {
        if (sent == null) {
            throw mismatch(header + " is missing.");
        }
    }

    private static RefusedException mismatch(String message) {
        return new RefusedException(400, new RpcError(HEADER_MISMATCH, message));
    }
}
