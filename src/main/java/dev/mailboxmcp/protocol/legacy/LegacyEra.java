// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.MissingCapability;
import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.Era;
import dev.mailboxmcp.protocol.Exchange;
import dev.mailboxmcp.rpc.Params;
import dev.mailboxmcp.protocol.RefusedException;
import dev.mailboxmcp.protocol.RequestSignals;
import dev.mailboxmcp.protocol.ServerInfo;
import dev.mailboxmcp.rpc.JsonRpcMessage;
import dev.mailboxmcp.rpc.JsonRpcMessage.Batch;
import dev.mailboxmcp.rpc.JsonRpcMessage.Notification;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.JsonRpcMessage.Response;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import dev.mailboxmcp.tool.ToolCatalog;
import dev.mailboxmcp.tool.ToolRunner;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * MCP 2025-11-25, 2025-06-18 and 2025-03-26, without a session: the handshake is answered, and nothing is remembered of
 * it. Thread-safe.
 */
public final class LegacyEra implements Era {
    private final ToolCatalog catalog;
    private final ToolRunner tools;
    private final ServerInfo server;

    public LegacyEra(ToolCatalog catalog, ToolRunner tools, ServerInfo server) {
        this.catalog = catalog;
        this.tools = tools;
        this.server = server;
    }

    @Override
    public Answer handle(Exchange exchange) {
        try {
            LegacyVersion version = version(exchange);
            return switch (exchange.message()) {
                case Request request -> answer(exchange, request, version);
                case Notification notification -> new Answer.Accepted();
                case Response response -> new Answer.Accepted();
                case Batch batch -> answer(exchange, batch, version);
            };
        } catch (RefusedException e) {
            return Answer.error(e.status(), idOf(exchange.message()), e.error());
        }
    }

    @Override
    public boolean leavingCancels() {
        return false; // MCP 2025-11-25 basic/transports#sending-messages-to-the-server
    }

    private Answer answer(Exchange exchange, Request request, LegacyVersion version) throws RefusedException {
        try {
            return Answer.result(request.id(), result(exchange, request, version));
        } catch (RpcException e) {
            return Answer.error(200, request.id(), e.error());
        } catch (MissingCapability e) {
            return Answer.error(
                    200, request.id(), new RpcError(RpcError.INVALID_REQUEST, "The client cannot do what this needs."));
        }
    }

    private JsonObject result(Exchange exchange, Request request, LegacyVersion version)
            throws RefusedException, RpcException {
        return switch (request.method()) {
            case "initialize" -> initialize(request);
            case "ping" -> JsonValue.EMPTY_JSON_OBJECT;
            case "tools/list" -> listTools(request, version);
            case "tools/call" -> callTool(exchange, request, version);
            default -> throw new RpcException(RpcError.METHOD_NOT_FOUND, "This server has no such method.");
        };
    }

    private Answer answer(Exchange exchange, Batch batch, LegacyVersion version) throws RefusedException {
        if (!version.hasBatches()) {
            throw new RefusedException(
                    400,
                    new RpcError(RpcError.INVALID_REQUEST, "Batches ended with version " + LegacyVersion.V2025_03_26));
        }
        JsonArrayBuilder answers = Json.createArrayBuilder();
        boolean any = false;
        for (JsonRpcMessage message : batch.messages()) {
            if (message instanceof Request request
                    && inBatch(exchange, request, version) instanceof Answer.Reply reply) {
                answers.add(reply.body());
                any = true;
            }
        }
        return any ? new Answer.Reply(200, answers.build()) : new Answer.Accepted();
    }

    private Answer inBatch(Exchange exchange, Request request, LegacyVersion version) {
        try {
            if (isInitialize(request)) {
                throw new RefusedException(
                        400, new RpcError(RpcError.INVALID_REQUEST, "initialize must not be part of a batch."));
            }
            return answer(exchange, request, version);
        } catch (RefusedException e) {
            return Answer.error(e.status(), request.id(), e.error());
        }
    }

    private JsonObject initialize(Request request) throws RpcException {
        LegacyVersion agreed = LegacyVersion.agreed(Params.text(request.params(), "protocolVersion"));
        return Json.createObjectBuilder()
                .add("protocolVersion", agreed.wireName())
                .add("capabilities", Json.createObjectBuilder().add("tools", Json.createObjectBuilder()))
                .add("serverInfo", server.toJson())
                .add("instructions", ServerInfo.INSTRUCTIONS)
                .build();
    }

    private JsonObject listTools(Request request, LegacyVersion version) throws RpcException {
        Params.noCursor(request.params());
        JsonArrayBuilder list = Json.createArrayBuilder();
        for (JsonObject tool : catalog.list().getValuesAs(JsonObject.class)) {
            list.add(version.hasStructuredContent() ? tool : without(tool, "outputSchema"));
        }
        return Json.createObjectBuilder().add("tools", list).build();
    }

    private JsonObject callTool(Exchange exchange, Request request, LegacyVersion version)
            throws RefusedException, RpcException {
        String name = Params.text(request.params(), "name");
        JsonObject arguments = Params.object(request.params(), "arguments");
        exchange.requireSoundCredentials();
        JsonObject result = tools.call(name, arguments, context(exchange, request));
        return version.hasStructuredContent() ? result : without(result, "structuredContent");
    }

    /** Without a session nothing is known of the client's capabilities, so it counts as having none. */
    private static CallContext context(Exchange exchange, Request request) {
        return new CallContext(
                exchange.caller(),
                JsonValue.EMPTY_JSON_OBJECT,
                new RequestSignals(request.params(), exchange.replies()),
                Map.of(),
                null);
    }

    private static JsonObject without(JsonObject object, String key) {
        JsonObjectBuilder copy = Json.createObjectBuilder(object);
        return copy.remove(key).build();
    }

    private static LegacyVersion version(Exchange exchange) throws RefusedException {
        String sent = exchange.headers().protocolVersion();
        if (sent == null || isInitialize(exchange.message())) {
            return LegacyVersion.WITHOUT_HEADER; // initialize names the version in its body, and negotiates
        }
        LegacyVersion version = LegacyVersion.of(sent);
        if (version == null) {
            throw new RefusedException(
                    400,
                    new RpcError(
                            RpcError.INVALID_REQUEST,
                            "MCP-Protocol-Version is not supported; initialize negotiates one that is."));
        }
        return version;
    }

    private static boolean isInitialize(JsonRpcMessage message) {
        return message instanceof Request request && request.method().equals("initialize");
    }

    private static @Nullable JsonValue idOf(JsonRpcMessage message) {
        return message instanceof Request request ? request.id() : null;
    }
}
