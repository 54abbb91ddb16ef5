// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.stateless;

import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.McpMethod;
import dev.mailboxmcp.call.MissingCapability;
import dev.mailboxmcp.feature.Features;
import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.Era;
import dev.mailboxmcp.protocol.Exchange;
import dev.mailboxmcp.protocol.Leaving;
import dev.mailboxmcp.protocol.RefusedException;
import dev.mailboxmcp.protocol.RequestMeta;
import dev.mailboxmcp.protocol.ServerInfo;
import dev.mailboxmcp.resource.ResourceProvider;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.JsonRpcMessage;
import dev.mailboxmcp.rpc.JsonRpcMessage.Batch;
import dev.mailboxmcp.rpc.JsonRpcMessage.Notification;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.JsonRpcMessage.Response;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.InstantSource;

/** MCP 2026-07-28: no handshake, no session; every request says all that is needed to serve it. Thread-safe. */
public final class StatelessEra implements Era {
    private static final int MISSING_CAPABILITY = -32021;

    /** How long clients may keep what changes with a deployment only. */
    private static final Duration STATIC_TTL = Duration.ofHours(1);

    /** How long clients may keep a list that is the caller's own. */
    private static final Duration OWN_LIST_TTL = Duration.ofSeconds(30);

    private final Features features;
    private final Rounds rounds;
    private final Subscriptions subscriptions;
    private final RequestLadder ladder;
    private final JsonObject serverMeta;
    private final JsonObject discovery;

    /**
     * @param sealer for what clients hold between the rounds of a request
     * @param budget for what they make this process keep
     */
    public StatelessEra(Features features, ServerInfo server, Sealer sealer, StateBudget budget, InstantSource clock) {
        this.features = features;
        rounds = new Rounds(new RequestStates(sealer, budget, clock));
        subscriptions = new Subscriptions(features, budget, clock);
        ladder = new RequestLadder(features.tools());
        serverMeta = Json.createObjectBuilder()
                .add(RequestMeta.SERVER_INFO, server.toJson())
                .build();
        discovery = Json.createObjectBuilder()
                .add("supportedVersions", Json.createArrayBuilder(RequestLadder.SUPPORTED_VERSIONS))
                .add(
                        "capabilities",
                        Json.createObjectBuilder(features.capabilities()).add("extensions", features.extensions()))
                .add("instructions", ServerInfo.INSTRUCTIONS)
                .add("_meta", Json.createObjectBuilder().add(RequestMeta.SERVER_INFO, server.toJsonWithIcon()))
                .build();
    }

    /** Whether this era speaks that version of MCP. */
    public static boolean speaks(String version) {
        return RequestLadder.SUPPORTED_VERSIONS.contains(version);
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
    public Leaving leaving(JsonRpcMessage message) {
        // MCP 2026-07-28 basic/transports/streamable-http#cancellation
        return message instanceof Request request && McpMethod.of(request.method()) == McpMethod.LISTEN
                ? Leaving.ENDS_STREAM
                : Leaving.STOPS_WORK;
    }

    /** Ends the streams that wait for changes, each with its answer. */
    public void close() {
        subscriptions.close();
    }

    private Answer answer(Exchange exchange, Request request) {
        try {
            ladder.check(exchange.headers(), request);
            return Answer.result(request.id(), result(exchange, request));
        } catch (RefusedException e) {
            return Answer.error(e.status(), request.id(), e.error());
        } catch (RpcException e) {
            int status = e.error().code() == RpcError.METHOD_NOT_FOUND ? 404 : 200;
            return Answer.error(status, request.id(), e.error());
        }
    }

    private JsonObject result(Exchange exchange, Request request) throws RefusedException, RpcException {
        JsonObject params = request.params();
        McpMethod method = McpMethod.of(request.method());
        if (method == null) {
            throw noSuchMethod();
        }
        return switch (method) {
            case DISCOVER -> forAll(discovery);
            case LIST_TOOLS -> tools(features.listTools(params, exchange.caller()));
            case CALL_TOOL -> forMail(exchange, request, context -> complete(features.callTool(params, context)));
            case LIST_RESOURCES ->
                forMail(exchange, request, context -> own(features.listResources(params, context), OWN_LIST_TTL));
            case LIST_RESOURCE_TEMPLATES -> forAll(features.listTemplates(params));
            case READ_RESOURCE -> forMail(exchange, request, context -> read(params, context));
            case LIST_PROMPTS -> forAll(features.listPrompts(params));
            case GET_PROMPT -> forMail(exchange, request, context -> complete(features.getPrompt(params, context)));
            case LIST_SKILLS -> forAll(features.listSkills(params));
            case GET_SKILL -> forAll(features.getSkill(params));
            case COMPLETE -> forMail(exchange, request, context -> complete(features.complete(params, context)));
            case LISTEN -> listen(exchange, request);
            case INITIALIZE, PING, SUBSCRIBE, UNSUBSCRIBE, SET_LEVEL -> throw noSuchMethod();
        };
    }

    private static RpcException noSuchMethod() {
        return new RpcException(RpcError.METHOD_NOT_FOUND, "This server has no such method.");
    }

    /** What may reach for mail, stop to ask the user, and find the client unable to answer. */
    private JsonObject forMail(Exchange exchange, Request request, Rounds.Round round)
            throws RefusedException, RpcException {
        exchange.requireSoundCredentials();
        try {
            return withServer(rounds.run(exchange, request, round));
        } catch (MissingCapability e) {
            throw missing(e);
        }
    }

    private JsonObject read(JsonObject params, CallContext context) throws RpcException {
        ResourceProvider.Contents contents = features.readResource(params, context);
        if (contents == null) {
            throw new RpcException(new RpcError(
                    RpcError.INVALID_PARAMS,
                    "There is no such resource.",
                    Json.createObjectBuilder().add("uri", params.get("uri")).build()));
        }
        return own(
                Json.createObjectBuilder().add("contents", contents.contents()).build(),
                Duration.ofMillis(contents.ttlMillis()));
    }

    private JsonObject listen(Exchange exchange, Request request) throws RefusedException, RpcException {
        exchange.requireSoundCredentials();
        if (exchange.replies().isSilent()) {
            throw new RefusedException(
                    406, new RpcError(RpcError.INVALID_REQUEST, "Accept must list text/event-stream to listen."));
        }
        return withServer(complete(subscriptions.listen(exchange, request, Rounds.firstRound(exchange, request))));
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

    /** The list of tools, which follows from who asks: a cache must not give that of one caller, or of nobody, to another. */
    private JsonObject tools(JsonObject result) {
        return withServer(own(result, STATIC_TTL));
    }

    /** A complete result that is the same for everybody. */
    private JsonObject forAll(JsonObject result) {
        return withServer(complete(cacheable(result, STATIC_TTL, "public")));
    }

    /** A complete result that is the caller's own. */
    private static JsonObject own(JsonObject result, Duration ttl) {
        return complete(cacheable(result, ttl, "private"));
    }

    private static JsonObject complete(JsonObject result) {
        return Json.createObjectBuilder(result).add("resultType", "complete").build();
    }

    private static JsonObject cacheable(JsonObject result, Duration ttl, String scope) {
        return Json.createObjectBuilder(result)
                .add("ttlMs", ttl.toMillis())
                .add("cacheScope", scope)
                .build();
    }

    private JsonObject withServer(JsonObject result) {
        JsonObjectBuilder meta = Json.createObjectBuilder(serverMeta);
        RequestMeta.meta(result).forEach(meta::add);
        return Json.createObjectBuilder(result).add("_meta", meta).build();
    }
}
