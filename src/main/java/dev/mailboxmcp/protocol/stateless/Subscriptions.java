// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.stateless;

import dev.mailboxmcp.account.OverBudgetException;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.feature.Changes;
import dev.mailboxmcp.feature.Features;
import dev.mailboxmcp.protocol.Exchange;
import dev.mailboxmcp.protocol.Listening;
import dev.mailboxmcp.protocol.RefusedException;
import dev.mailboxmcp.resource.ResourceProvider;
import dev.mailboxmcp.resource.ResourceProvider.Watch;
import dev.mailboxmcp.resource.ResourceProvider.Watcher;
import dev.mailboxmcp.rpc.ClientGoneException;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.JsonRpcMessage.Request;
import dev.mailboxmcp.rpc.JsonRpcWriter;
import dev.mailboxmcp.rpc.JsonWeight;
import dev.mailboxmcp.rpc.Params;
import dev.mailboxmcp.rpc.ReplyStream;
import dev.mailboxmcp.rpc.RpcError;
import dev.mailboxmcp.rpc.RpcException;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The streams of {@code subscriptions/listen}: each is one request whose answer comes when the server goes down, or when
 * there is a reason to end the stream, and which tells of changes until then. A virtual thread waits for each. Thread-safe.
 * MCP 2026-07-28 basic/patterns/subscriptions
 */
final class Subscriptions {
    /** Resources in one request. */
    static final int MAX_RESOURCES = 100;

    static final String SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";

    private static final News END = new News.End();

    private final Features features;
    private final StateBudget budget;
    private final InstantSource clock;
    private final Set<BlockingQueue<News>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private sealed interface News {
        /** A notification that is to be sent. */
        record Told(JsonObject notification) implements News {}

        /** Nothing follows, and that is as it should be. */
        record End() implements News {}

        /** Nothing follows, for this reason. */
        record Failed(RpcError reason) implements News {}
    }

    /**
     * What of the asked is honoured.
     *
     * @param lists only of those that can change
     * @param resources in the order they were asked for
     */
    private record Filter(Set<Changes.Kind> lists, List<String> resources) {
        JsonObject toJson() {
            JsonObjectBuilder json = Json.createObjectBuilder();
            lists.forEach(kind -> json.add(kind.filter(), true));
            if (!resources.isEmpty()) {
                json.add("resourceSubscriptions", Json.createArrayBuilder(resources));
            }
            return json.build();
        }

        /** The weight in bytes, with the notification for each resource and what watches it. */
        long weight() {
            return resources.stream()
                    .mapToLong(uri -> Listening.WATCH_BYTES + 2 * JsonWeight.of(uri))
                    .sum();
        }
    }

    Subscriptions(Features features, StateBudget budget, InstantSource clock) {
        this.features = features;
        this.budget = budget;
        this.clock = clock;
    }

    /**
     * Tells the client of changes until the server goes down, there is a reason not to go on, or the client leaves.
     *
     * @return the result for the first
     * @throws RpcException for the second, such as a token that has expired
     * @throws ClientGoneException for the third
     * @throws RefusedException if there is no room for the stream
     */
    JsonObject listen(Exchange exchange, Request request, CallContext context) throws RefusedException, RpcException {
        Filter filter = filter(request);
        if (!filter.resources().isEmpty()) {
            features.checkWatcher(context);
        }
        try (StateBudget.Share share =
                budget.open(exchange.caller(), StateBudget.Kind.STREAM, Listening.BYTES + filter.weight())) {
            return listen(exchange.replies(), request.id(), filter, context);
        } catch (OverBudgetException e) {
            throw RefusedException.of(e);
        }
    }

    private JsonObject listen(ReplyStream replies, JsonValue id, Filter filter, CallContext context)
            throws RpcException {
        // at most one of each kind waits: a client that reads slowly learns all that it must know
        BlockingQueue<News> news = new LinkedBlockingQueue<>();
        List<Watch> watches = new ArrayList<>();
        open.add(news);
        try {
            JsonObject tag = Json.createObjectBuilder().add(SUBSCRIPTION_ID, id).build();
            watch(filter, tag, context, news, watches);
            replies.send(acknowledgement(filter, tag)); // now that no change is missed any more
            if (closed) {
                news.add(END); // close() may have looked before this stream was among the open ones
            }
            long check = nextCheck(context);
            while (true) {
                News next = news.poll(check - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (System.nanoTime() - check >= 0) { // however much there is to tell
                    features.checkListener(context);
                    check = nextCheck(context);
                }
                switch (next) {
                    case News.Told told -> replies.send(told.notification());
                    case News.Failed failed -> throw new RpcException(failed.reason());
                    case News.End end -> {
                        return Json.createObjectBuilder().add("_meta", tag).build();
                    }
                    case null -> {}
                }
            }
        } catch (InterruptedException e) {
            throw new ClientGoneException(e);
        } finally {
            watches.forEach(Watch::close);
            open.remove(news);
        }
    }

    /** When the token has to be looked at again, as {@link System#nanoTime}, which no clock puts back. */
    private long nextCheck(CallContext context) {
        return System.nanoTime()
                + Listening.untilCheck(context.caller(), clock.instant()).toNanos();
    }

    /** Ends all streams with their answer. */
    void close() {
        closed = true;
        open.forEach(news -> news.add(END));
    }

    private void watch(
            Filter filter, JsonObject tag, CallContext context, BlockingQueue<News> news, List<Watch> watches) {
        Changes changes = features.changes();
        if (changes != null) {
            watches.add(changes.listen(kind -> {
                if (filter.lists().contains(kind)) {
                    offer(news, JsonRpcWriter.notification(kind.notification(), params(tag)));
                }
            }));
        }
        ResourceProvider resources = features.resources();
        if (resources != null) {
            for (String uri : filter.resources()) {
                if (resources.canChange(uri, context)) {
                    watches.add(resources.watch(uri, context, watcher(uri, tag, news)));
                }
            }
            Watch.awaitFirstLooks(watches);
        }
    }

    private Watcher watcher(String uri, JsonObject tag, BlockingQueue<News> news) {
        return new Watcher() {
            @Override
            public void changed() {
                offer(
                        news,
                        JsonRpcWriter.notification(
                                "notifications/resources/updated",
                                Json.createObjectBuilder(params(tag))
                                        .add("uri", uri)
                                        .build()));
            }

            @Override
            public void failed(RuntimeException reason) {
                news.add(new News.Failed(features.watchFailure(reason)));
            }
        };
    }

    private static void offer(BlockingQueue<News> news, JsonObject notification) {
        News entry = new News.Told(notification);
        if (!news.contains(entry)) {
            news.add(entry);
        }
    }

    private static JsonObject acknowledgement(Filter filter, JsonObject tag) {
        return JsonRpcWriter.notification(
                "notifications/subscriptions/acknowledged",
                Json.createObjectBuilder(params(tag))
                        .add("notifications", filter.toJson())
                        .build());
    }

    private static JsonObject params(JsonObject tag) {
        return Json.createObjectBuilder().add("_meta", tag).build();
    }

    private Filter filter(Request request) throws RpcException {
        if (!(request.params().get("notifications") instanceof JsonObject asked)) {
            throw new RpcException(RpcError.INVALID_PARAMS, "params.notifications must be an object.");
        }
        Set<Changes.Kind> lists = EnumSet.noneOf(Changes.Kind.class);
        for (Changes.Kind kind : Changes.Kind.values()) {
            if (Params.flag(asked, kind.filter()) && features.changes() != null) {
                lists.add(kind);
            }
        }
        List<String> uris = uris(asked);
        return new Filter(lists, features.resources() == null ? List.of() : uris);
    }

    private static List<String> uris(JsonObject asked) throws RpcException {
        JsonArray array = switch (asked.get("resourceSubscriptions")) {
            case null -> JsonValue.EMPTY_JSON_ARRAY;
            case JsonArray uris when uris.size() <= MAX_RESOURCES -> uris;
            default ->
                throw new RpcException(
                        RpcError.INVALID_PARAMS,
                        "resourceSubscriptions must be an array of at most " + MAX_RESOURCES + " URIs.");
        };
        List<String> uris = new ArrayList<>();
        for (JsonValue value : array) {
            if (!(value instanceof JsonString uri)) {
                throw new RpcException(RpcError.INVALID_PARAMS, "resourceSubscriptions must hold strings.");
            }
            if (!uris.contains(uri.getString())) {
                uris.add(uri.getString());
            }
        }
        return uris;
    }
}
