// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.call.Signals.LogLevel;
import dev.mailboxmcp.protocol.RequestSignals;
import dev.mailboxmcp.protocol.legacy.SessionIds.Agreed;
import dev.mailboxmcp.rpc.Json;
import dev.mailboxmcp.rpc.JsonWeight;
import dev.mailboxmcp.rpc.RpcError;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What one instance remembers of one client between its requests: what was agreed at the handshake, what is at work here, and
 * what was sent from here. It never holds credentials. Thread-safe. MCP 2025-11-25 basic/transports#session-management
 */
final class Session {
    /** Streams that can be resumed; the oldest goes first. Only those that are in use may be more. */
    private static final int MAX_STREAMS = 16;

    private static final long STREAM_BYTES = 64 * 1024;

    /** Pages that the client was asked to open and whose end it is told; the oldest is forgotten first. */
    private static final int MAX_PAGES = 4;

    /** Each instance numbers from somewhere else, so that none takes the event id of another for its own. */
    private static final int MAX_FIRST_STREAM = 900_000_000;

    private final String id;
    private final Principal principal;
    private final Agreed agreed;
    private final StateBudget.Share share;
    private final RunningCalls calls = new RunningCalls();
    private final Questions questions = new Questions();
    private final Map<Integer, SessionStream> streams = new LinkedHashMap<>();
    private final SessionNews news;
    private final Map<String, String> pages = new LinkedHashMap<>();
    private int lastStream = ThreadLocalRandom.current().nextInt(MAX_FIRST_STREAM);
    private volatile LogLevel logLevel = LogLevel.INFO;
    private volatile Instant lastUsed;

    /** @param share in which all that is remembered is counted; closed with the session */
    Session(String id, Principal principal, Agreed agreed, StateBudget.Share share, Instant now) {
        this.id = id;
        this.principal = principal;
        this.agreed = agreed;
        this.share = share;
        news = new SessionNews(share);
        lastUsed = now;
    }

    String id() {
        return id;
    }

    /** Whom it belongs to: nobody else may use it. */
    Principal principal() {
        return principal;
    }

    /** The share in which all that is remembered is counted. */
    StateBudget.Share share() {
        return share;
    }

    LegacyVersion version() {
        return agreed.version();
    }

    JsonObject clientCapabilities() {
        return agreed.clientCapabilities();
    }

    RunningCalls calls() {
        return calls;
    }

    Questions questions() {
        return questions;
    }

    /** What the client wants to be told outside of its requests. */
    SessionNews news() {
        return news;
    }

    /**
     * Remembers that the client was asked to open a page, if there is room.
     *
     * @param elicitationId of the question
     */
    void askedToOpen(String url, String elicitationId) {
        synchronized (pages) {
            if (!pages.containsKey(url) && !share.tryGrow(JsonWeight.of(url))) {
                return;
            }
            pages.put(url, elicitationId);
            if (pages.size() > MAX_PAGES) {
                Iterator<String> oldest = pages.keySet().iterator();
                share.shrink(JsonWeight.of(oldest.next()));
                oldest.remove();
            }
        }
    }

    /**
     * Tells the client, if it was asked to open the page, that this has done its work. MCP 2025-11-25
     * client/elicitation#completion-notifications-for-url-mode-elicitation
     *
     * @param path of the page
     */
    void pageDone(String path) {
        List<String> done = new ArrayList<>();
        synchronized (pages) {
            pages.entrySet().removeIf(page -> {
                boolean isDone = page.getKey().endsWith(path);
                if (isDone) {
                    share.shrink(JsonWeight.of(page.getKey()));
                    done.add(page.getValue());
                }
                return isDone;
            });
        }
        done.forEach(elicitationId -> news.tell(
                "notifications/elicitation/complete",
                Json.createObjectBuilder().add("elicitationId", elicitationId).build()));
    }

    /** The mildest log messages that are sent. */
    LogLevel logLevel() {
        return logLevel;
    }

    void setLogLevel(LogLevel level) {
        logLevel = level;
    }

    /** Whether the client holds a stream open to be told news: then it is there, even if it asks nothing. */
    boolean isListening() {
        return news.isHeard();
    }

    /** Whether a request is at work, and so whether a question is open, which is asked in one. */
    boolean isBusy() {
        return !calls.isEmpty();
    }

    Instant lastUsed() {
        return lastUsed;
    }

    void used(Instant now) {
        lastUsed = now;
    }

    /** A stream for a request, or for what comes outside of any. */
    SessionStream newStream() {
        synchronized (streams) {
            Iterator<SessionStream> oldest = streams.values().iterator();
            while ((streams.size() >= MAX_STREAMS || !hasRoom()) && oldest.hasNext()) {
                SessionStream stream = oldest.next();
                if (stream.isDeserted()) {
                    oldest.remove();
                    stream.forget();
                }
            }
            lastStream++;
            SessionStream stream = new SessionStream(lastStream, version().hasPrimedStreams(), share);
            streams.put(lastStream, stream);
            return stream;
        }
    }

    /** Whether there is room for what a new stream will keep, which is worth more than what older ones keep. */
    private boolean hasRoom() {
        boolean room = share.tryGrow(STREAM_BYTES);
        if (room) {
            share.shrink(STREAM_BYTES);
        }
        return room;
    }

    /** The stream of that number; null if there is none, or none any more. */
    @Nullable
    SessionStream stream(int number) {
        synchronized (streams) {
            return streams.get(number);
        }
    }

    /** Forgets a stream on which nothing was sent. */
    void forget(SessionStream stream) {
        synchronized (streams) {
            streams.values().remove(stream);
        }
        stream.forget();
    }

    /** Ends a stream that must not go on, and says why in a log message, for which alone this era has room there. */
    void end(SessionStream stream, RpcError reason) {
        JsonObjectBuilder data = Json.createObjectBuilder().add("message", reason.message());
        if (reason.data() != null) {
            reason.data().forEach(data::add);
        }
        new RequestSignals(JsonValue.EMPTY_JSON_OBJECT, stream, logLevel).log(LogLevel.ERROR, data.build());
        stream.close();
    }

    /** Ends what is open. */
    void close() {
        news.close();
        List<SessionStream> open;
        synchronized (streams) {
            open = List.copyOf(streams.values());
        }
        open.forEach(SessionStream::close); // which waits where something is just sent
        share.close();
    }
}
