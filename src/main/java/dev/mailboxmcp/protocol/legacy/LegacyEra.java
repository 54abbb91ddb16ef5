// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.OverBudgetException;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.call.CallMemory;
import dev.mailboxmcp.call.McpMethod;
import dev.mailboxmcp.call.MissingCapability;
import dev.mailboxmcp.call.Signals.LogLevel;
import dev.mailboxmcp.feature.Features;
import dev.mailboxmcp.protocol.Answer;
import dev.mailboxmcp.protocol.Era;
import dev.mailboxmcp.protocol.Exchange;
import dev.mailboxmcp.protocol.Leaving;
import dev.mailboxmcp.protocol.Listening;
import dev.mailboxmcp.protocol.McpHeaders;
import dev.mailboxmcp.protocol.RefusedException;
import dev.mailboxmcp.protocol.ServerInfo;
import dev.mailboxmcp.resource.ResourceProvider;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.JsonRpcMessage;
import dev.mailboxmcp.rpc.JsonRpcMessage.Batch;
import dev.mailboxmcp.rpc.JsonRpcMessage.Notification;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.JsonRpcMessage.Response;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.Params;
import dev.mailboxmcp.rpc.ReplyStream;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MCP 2025-11-25, 2025-06-18 and 2025-03-26. The handshake opens a session; a client that does not name it is served all
 * the same, without what needs one: questions, cancellation, subscriptions and streams to come back to. Thread-safe.
 */
public final class LegacyEra implements Era {
    private static final int RESOURCE_NOT_FOUND = -32002;

    private final Features features;
    private final ServerInfo server;
    private final StateBudget budget;
    private final Sessions sessions;

    /**
     * @param sealer for the ids of sessions
     * @param budget for what clients make this process keep
     */
    public LegacyEra(Features features, ServerInfo server, Sealer sealer, StateBudget budget, InstantSource clock) {
        this.features = features;
        this.server = server;
        this.budget = budget;
        sessions = new Sessions(sealer, budget, clock);
    }

    /** Whether this era speaks that version of MCP. */
    public static boolean speaks(String version) {
        return LegacyVersion.of(version) != null;
    }

    @Override
    public Answer handle(Exchange exchange) {
        try {
            if (exchange.message() instanceof Request request && isInitialize(request)) {
                return initialize(exchange, request);
            }
            LegacyClient client = client(exchange.caller(), exchange.headers());
            return switch (exchange.message()) {
                case Request request -> answer(exchange, request, client);
                case Notification notification -> take(notification, client);
                case Response response -> take(response, client);
                case Batch batch -> answer(exchange, batch, client);
            };
        } catch (RefusedException e) {
            return refusal(idOf(exchange.message()), e);
        }
    }

    @Override
    public Leaving leaving(JsonRpcMessage message) {
        return Leaving.IS_IGNORED; // MCP 2025-11-25 basic/transports#sending-messages-to-the-server
    }

    /**
     * Serves the stream of a session until it ends: a new one, or the rest of the one that {@code Last-Event-ID} names.
     *
     * @return a refusal, or {@link Answer.Streamed}
     */
    public Answer listen(Caller caller, McpHeaders headers, ReplyStream replies) {
        try {
            Session session = client(caller, headers).requireSession();
            EventId last = EventId.of(headers.lastEventId());
            try (StateBudget.Share share = budget.open(caller, StateBudget.Kind.STREAM, Listening.BYTES)) {
                listen(session, last, replies, CallContext.of(caller));
            }
        } catch (OverBudgetException e) {
            return refusal(null, RefusedException.of(e));
        } catch (RefusedException e) {
            return refusal(null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the client left, or the server stops
        }
        return new Answer.Streamed();
    }

    private void listen(Session session, @Nullable EventId last, ReplyStream replies, CallContext context)
            throws RefusedException, InterruptedException {
        SessionStream stream = last == null ? session.newStream() : session.stream(last.stream());
        if (stream == null) {
            throw new RefusedException(
                    400,
                    new RpcError(
                            RpcError.INVALID_REQUEST,
                            "Last-Event-ID names no stream that is still kept. Open a new one without it."));
        }
        replies.open();
        SessionStream.Connection connection = stream.connect(replies, last == null ? 0 : last.number());
        try {
            if (last == null || session.news().isTold(stream)) {
                session.news()
                        .listen(
                                stream,
                                connection,
                                features,
                                context,
                                reason -> session.end(stream, features.watchFailure(reason)));
                stream.open(); // now that no change is missed any more
            }
            while (!connection.awaitEnd(Listening.untilCheck(context.caller(), sessions.now()))) {
                checkListener(session, stream, context);
            }
        } finally {
            session.news().leave(connection);
            stream.leave(connection);
            session.used(sessions.now());
        }
    }

    private void checkListener(Session session, SessionStream stream, CallContext context) {
        try {
            features.checkListener(context);
        } catch (RpcException e) {
            session.end(stream, e.error());
        }
    }

    private static Answer refusal(@Nullable JsonValue id, RefusedException refused) {
        return Answer.error(refused.status(), id, refused.error());
    }

    /** Ends a session; {@link Answer.Accepted} if there was one. */
    public Answer endSession(Caller caller, McpHeaders headers) {
        try {
            sessions.end(client(caller, headers).requireSession());
            return new Answer.Accepted();
        } catch (RefusedException e) {
            return refusal(null, e);
        }
    }

    /**
     * Tells the client that was asked to open a page that this has done its work.
     *
     * @param path of the page
     */
    public void pageDone(String path) {
        sessions.pageDone(path);
    }

    /** Ends all streams. */
    public void close() {
        sessions.close();
    }

    private Answer initialize(Exchange exchange, Request request) throws RefusedException {
        try {
            LegacyVersion agreed = LegacyVersion.agreed(Params.text(request.params(), "protocolVersion"));
            Session session = sessions.create(
                    exchange.caller(), new SessionIds.Agreed(agreed, Params.object(request.params(), "capabilities")));
            JsonObject result = Json.createObjectBuilder()
                    .add("protocolVersion", agreed.wireName())
                    .add("capabilities", features.capabilities())
                    .add("serverInfo", agreed.hasIcons() ? server.toJsonWithIcon() : server.toJson())
                    .add("instructions", ServerInfo.INSTRUCTIONS)
                    .build();
            return new Answer.Reply(200, JsonRpcWriter.result(request.id(), result), session.id());
        } catch (RpcException e) {
            return Answer.error(200, request.id(), e.error());
        }
    }

    private Answer answer(Exchange exchange, Request request, LegacyClient client) throws RefusedException {
        Session session = client.session();
        if (session == null) {
            return new Answer.Reply(200, response(exchange, request, client, exchange.replies()));
        }
        return exchange.replies().isSilent()
                ? whole(exchange, request, client, session)
                : streamed(exchange, request, client, session);
    }

    /** The answer to a client that takes no stream. */
    private Answer whole(Exchange exchange, Request request, LegacyClient client, Session session)
            throws RefusedException {
        try (RunningCalls.Call call = session.calls().begin(request.id())) {
            try {
                JsonObject response = response(exchange, request, client, exchange.replies());
                return call.isCancelled() ? new Answer.Accepted() : new Answer.Reply(200, response);
            } catch (RuntimeException e) {
                if (call.isCancelled()) {
                    return new Answer.Accepted();
                }
                throw e;
            }
        } catch (RpcException e) {
            return Answer.error(200, request.id(), e.error());
        }
    }

    private Answer streamed(Exchange exchange, Request request, LegacyClient client, Session session)
            throws RefusedException {
        SessionStream stream = session.newStream();
        stream.connect(exchange.replies(), 0);
        try (RunningCalls.Call call = session.calls().begin(request.id())) {
            try {
                JsonObject response = response(exchange, request, client, stream);
                return call.isCancelled() ? cancelled(stream) : answered(stream, response);
            } catch (RuntimeException e) {
                if (call.isCancelled()) {
                    return cancelled(stream);
                }
                throw e;
            }
        } catch (RpcException e) {
            return Answer.error(200, request.id(), e.error());
        } finally {
            if (stream.isOpen()) {
                stream.close();
            } else {
                session.forget(stream);
            }
        }
    }

    private static Answer answered(SessionStream stream, JsonObject response) {
        if (!stream.isOpen()) {
            return new Answer.Reply(200, response);
        }
        stream.end(response);
        return new Answer.Streamed();
    }

    /** A cancelled request has no response: MCP 2025-11-25 basic/utilities/cancellation#behavior-requirements */
    private static Answer cancelled(SessionStream stream) {
        stream.close();
        return new Answer.Accepted();
    }

    private Answer answer(Exchange exchange, Batch batch, LegacyClient client) throws RefusedException {
        if (!client.version().hasBatches()) {
            throw new RefusedException(
                    400,
                    new RpcError(RpcError.INVALID_REQUEST, "Batches ended with version " + LegacyVersion.V2025_03_26));
        }
        List<Answer.Part> parts = new ArrayList<>();
        for (JsonRpcMessage message : batch.messages()) {
            switch (message) {
                case Request request ->
                    parts.add(new Answer.Part(request, memory -> inBatch(exchange, memory, request, client)));
                case Notification notification -> take(notification, client);
                case Response response -> take(response, client);
                case Batch nested -> throw new IllegalStateException("the reader lets none through");
            }
        }
        return parts.isEmpty() ? new Answer.Accepted() : new Answer.Batch(parts);
    }

    /** Answers a request of a batch, without a stream of its own: the answers go out together. */
    private JsonObject inBatch(Exchange batch, CallMemory memory, Request request, LegacyClient client) {
        Exchange exchange = new Exchange(
                batch.caller(),
                batch.headers(),
                request,
                ReplyStream.SILENT,
                batch.trail().part(request),
                memory);
        if (isInitialize(request)) {
            return error(
                    exchange,
                    request,
                    new RpcError(RpcError.INVALID_REQUEST, "initialize must not be part of a batch."));
        }
        try {
            return response(exchange, request, client.withoutSession(), ReplyStream.SILENT);
        } catch (RefusedException e) {
            return error(exchange, request, e.error());
        }
    }

    private static JsonObject error(Exchange exchange, Request request, RpcError error) {
        exchange.trail().rpcError(error.code());
        return JsonRpcWriter.error(request.id(), error);
    }

    private static Answer take(Notification notification, LegacyClient client) {
        JsonValue id = notification.params().get("requestId");
        if (notification.method().equals("notifications/cancelled") && client.session() != null && id != null) {
            client.session().calls().cancel(id);
        }
        return new Answer.Accepted();
    }

    private static Answer take(Response response, LegacyClient client) throws RefusedException {
        if (client.session() != null) {
            client.session().questions().answer(response);
        }
        return new Answer.Accepted();
    }

    private JsonObject response(Exchange exchange, Request request, LegacyClient client, ReplyStream stream)
            throws RefusedException {
        try {
            return JsonRpcWriter.result(request.id(), result(exchange, request, client, stream));
        } catch (RpcException e) {
            return error(exchange, request, e.error());
        } catch (MissingCapability e) {
            return error(
                    exchange,
                    request,
                    new RpcError(
                            RpcError.INVALID_REQUEST,
                            "The client did not declare a capability that this needs: " + e.required()));
        }
    }

    private JsonObject result(Exchange exchange, Request request, LegacyClient client, ReplyStream stream)
            throws RefusedException, RpcException {
        JsonObject params = request.params();
        McpMethod method = McpMethod.of(request.method());
        if (method == null) {
            throw noSuchMethod();
        }
        return switch (method) {
            case PING -> JsonValue.EMPTY_JSON_OBJECT;
            case SET_LEVEL -> setLevel(params, client);
            case LIST_TOOLS -> LegacyShape.tools(features.listTools(params, exchange.caller()), client.version());
            case CALL_TOOL ->
                LegacyShape.toolResult(
                        forMail(exchange, request, client, stream, context -> features.callTool(params, context)),
                        client.version());
            case LIST_RESOURCES ->
                forMail(exchange, request, client, stream, context -> features.listResources(params, context));
            case LIST_RESOURCE_TEMPLATES -> features.listTemplates(params);
            case READ_RESOURCE -> forMail(exchange, request, client, stream, context -> read(params, context));
            case SUBSCRIBE -> subscribe(exchange.caller(), params, client);
            case UNSUBSCRIBE -> unsubscribe(params, client);
            case LIST_PROMPTS -> features.listPrompts(params);
            case GET_PROMPT ->
                forMail(exchange, request, client, stream, context -> features.getPrompt(params, context));
            case COMPLETE -> forMail(exchange, request, client, stream, context -> features.complete(params, context));
            case INITIALIZE, DISCOVER, LISTEN, LIST_SKILLS, GET_SKILL -> throw noSuchMethod();
        };
    }

    private static RpcException noSuchMethod() {
        return new RpcException(RpcError.METHOD_NOT_FOUND, "This server has no such method.");
    }

    private static JsonObject forMail(
            Exchange exchange, Request request, LegacyClient client, ReplyStream stream, LegacyRounds.Round round)
            throws RefusedException, RpcException {
        exchange.requireSoundCredentials();
        return new LegacyRounds(client, stream).run(exchange, request, round);
    }

    private JsonObject read(JsonObject params, CallContext context) throws RpcException {
        ResourceProvider.Contents contents = features.readResource(params, context);
        if (contents == null) {
            throw new RpcException(new RpcError(
                    RESOURCE_NOT_FOUND,
                    "There is no such resource.",
                    Json.createObjectBuilder().add("uri", params.get("uri")).build()));
        }
        return Json.createObjectBuilder().add("contents", contents.contents()).build();
    }

    private static JsonObject setLevel(JsonObject params, LegacyClient client) throws RpcException {
        LogLevel level = LogLevel.of(Params.text(params, "level"));
        if (level == null) {
            throw new RpcException(RpcError.INVALID_PARAMS, "params.level must be a level of syslog, such as info.");
        }
        if (client.session() != null) {
            client.session().setLogLevel(level);
        }
        return JsonValue.EMPTY_JSON_OBJECT;
    }

    /** A URI of nothing that can change is accepted; there is nothing to remember of it. */
    private JsonObject subscribe(Caller caller, JsonObject params, LegacyClient client)
            throws RefusedException, RpcException {
        CallContext context = CallContext.of(caller);
        ResourceProvider resources = requireResources();
        features.checkWatcher(context);
        SessionNews news = client.requireSession().news();
        String uri = Params.text(params, "uri");
        try {
            if (resources.canChange(uri, context) && !news.subscribe(uri)) {
                throw new RpcException(
                        RpcError.INVALID_PARAMS,
                        "A session has at most " + SessionNews.MAX_RESOURCES + " subscriptions. End some first.");
            }
        } catch (OverBudgetException e) {
            throw RefusedException.of(e);
        }
        return JsonValue.EMPTY_JSON_OBJECT;
    }

    private JsonObject unsubscribe(JsonObject params, LegacyClient client) throws RefusedException, RpcException {
        requireResources();
        client.requireSession().news().unsubscribe(Params.text(params, "uri"));
        return JsonValue.EMPTY_JSON_OBJECT;
    }

    private ResourceProvider requireResources() throws RpcException {
        ResourceProvider resources = features.resources();
        if (resources == null) {
            throw new RpcException(RpcError.METHOD_NOT_FOUND, "This server has no resources.");
        }
        return resources;
    }

    private LegacyClient client(Caller caller, McpHeaders headers) throws RefusedException {
        String sessionId = headers.sessionId();
        Session session = sessionId == null ? null : sessions.find(sessionId, caller);
        if (sessionId != null && session == null) {
            throw new RefusedException(
                    404,
                    new RpcError(
                            RpcError.INVALID_REQUEST,
                            "There is no such session of these credentials, or it has ended. Call initialize again."));
        }
        return new LegacyClient(version(headers, session), session);
    }

    /** A session's version is the one agreed on; a header that names another of these is tolerated, as clients err. */
    private static LegacyVersion version(McpHeaders headers, @Nullable Session session) throws RefusedException {
        String sent = headers.protocolVersion();
        LegacyVersion named = sent == null ? LegacyVersion.WITHOUT_HEADER : LegacyVersion.of(sent);
        if (named == null) {
            throw new RefusedException(
                    400,
                    new RpcError(
                            RpcError.INVALID_REQUEST,
                            "MCP-Protocol-Version is not supported; initialize negotiates one that is."));
        }
        return session == null ? named : session.version();
    }

    private static boolean isInitialize(Request request) {
        return McpMethod.of(request.method()) == McpMethod.INITIALIZE;
    }

    private static @Nullable JsonValue idOf(JsonRpcMessage message) {
        return message instanceof Request request ? request.id() : null;
    }
}
