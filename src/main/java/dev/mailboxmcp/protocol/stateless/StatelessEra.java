// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.stateless;

import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.MissingCapability;
import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.Envelope;
import dev.mailboxmcp.protocol.Era;
import dev.mailboxmcp.protocol.Exchange;
import dev.mailboxmcp.rpc.Params;
import dev.mailboxmcp.protocol.RefusedException;
import dev.mailboxmcp.protocol.RequestSignals;
import dev.mailboxmcp.protocol.ServerInfo;
import dev.mailboxmcp.rpc.JsonRpcMessage.Batch;
import dev.mailboxmcp.rpc.JsonRpcMessage.Notification;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.JsonRpcMessage.Response;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import dev.mailboxmcp.tool.ToolCatalog;
import dev.mailboxmcp.tool.ToolRunner;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.util.Map;

/** MCP 2026-07-28: no handshake, no session; every request says all that is needed to serve it. Thread-safe. */
public final class StatelessEra implements Era {
    private static final int MISSING_CAPABILITY = -32021;

    /** How long clients may keep discovery and the list of tools: both change with a deployment only. */
    private static final Duration STATIC_TTL = Duration.ofHours(1);

    private final ToolRunner tools;
    private final RequestLadder ladder;
    private final JsonObject serverMeta;
    private final JsonObject discovery;
    private final JsonObject toolList;

    public StatelessEra(ToolCatalog catalog, ToolRunner tools, ServerInfo server) {
        this.tools = tools;
        ladder = new RequestLadder(catalog.list());
        serverMeta = Json.createObjectBuilder()
                .add(Envelope.SERVER_INFO, server.toJson())
                .build();
        discovery = complete(cacheable(Json.createObjectBuilder()
                .add("supportedVersions", Json.createArrayBuilder(RequestLadder.SUPPORTED_VERSIONS))
                .add("capabilities", Json.createObjectBuilder().add("tools", Json.createObjectBuilder()))
                .add("instructions", ServerInfo.INSTRUCTIONS)));
        toolList = complete(cacheable(Json.createObjectBuilder().add("tools", catalog.list())));
    }

    @Override
    public Answer handle(Exchange exchange) {
        return switch (exchange.message()) {
            case Request request -> answer(exchange, request);
            // whatever it tells: a client's leaving is told by the closed stream
            case Notification notification -> new Answer.Accepted();
            case Response response ->
                Answer.error(
                        400,
                        response.id(),
                        new RpcError(RpcError.INVALID_REQUEST, "This version has no requests to a client."));
            case Batch batch ->
                Answer.error(400, null, new RpcError(RpcError.INVALID_REQUEST, "This version has no batches."));
        };
    }

    @Override
    public boolean leavingCancels() {
        return true; // MCP 2026-07-28 basic/transports/streamable-http#cancellation
    }

    private Answer answer(Exchange exchange, Request request) {
        try {
            ladder.check(exchange.headers(), request);
            return Answer.result(request.id(), result(exchange, request));
        } catch (RefusedException e) {
            return Answer.error(e.status(), request.id(), e.error());
        } catch (RpcException e) {
            return Answer.error(200, request.id(), e.error());
        }
    }

    private JsonObject result(Exchange exchange, Request request) throws RefusedException, RpcException {
        return switch (request.method()) {
            case "server/discover" -> discovery;
            case "tools/list" -> listTools(request);
            case "tools/call" -> callTool(exchange, request);
            default ->
                throw new RefusedException(
                        404, new RpcError(RpcError.METHOD_NOT_FOUND, "This server has no such method."));
        };
    }

    private JsonObject listTools(Request request) throws RpcException {
        Params.noCursor(request.params());
        return toolList;
    }

    private JsonObject callTool(Exchange exchange, Request request) throws RefusedException, RpcException {
        String name = Params.text(request.params(), "name");
        JsonObject arguments = Params.object(request.params(), "arguments");
        exchange.requireSoundCredentials();
        try {
            return complete(Json.createObjectBuilder(tools.call(name, arguments, context(exchange, request))));
        } catch (MissingCapability e) {
            throw missing(e);
        }
    }

    private static CallContext context(Exchange exchange, Request request) {
        return new CallContext(
                exchange.caller(),
                Envelope.meta(request.params()).getJsonObject(Envelope.CLIENT_CAPABILITIES),
                new RequestSignals(request.params(), exchange.replies()),
                Map.of(),
                null);
    }

    private static RefusedException missing(MissingCapability missing) {
        JsonObject data = Json.createObjectBuilder()
                .add("requiredCapabilities", missing.required())
                .build();
        return new RefusedException(
                400,
                new RpcError(
                        MISSING_CAPABILITY,
                        "The client did not declare a capability that this needs; see data.requiredCapabilities.",
                        data));
    }

    /** Adds what every complete result of this era carries. */
    private JsonObject complete(JsonObjectBuilder result) {
        JsonObject body = result.build();
        JsonObjectBuilder meta = Json.createObjectBuilder(serverMeta);
        Envelope.meta(body).forEach(meta::add);
        return Json.createObjectBuilder(body)
                .add("resultType", "complete")
                .add("_meta", meta)
                .build();
    }

    private static JsonObjectBuilder cacheable(JsonObjectBuilder result) {
        return result.add("ttlMs", STATIC_TTL.toMillis()).add("cacheScope", "public");
    }
}
