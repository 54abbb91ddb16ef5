// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.call.Signals.LogLevel;
import dev.mailboxmcp.protocol.legacy.SessionIds.Agreed;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
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

    /** Each instance numbers from somewhere else, so that none takes the event id of another for its own. */
    private static final int MAX_FIRST_STREAM = 900_000_000;

    private final String id;
    private final Principal principal;
    private final Agreed agreed;
    private final RunningCalls calls = new RunningCalls();
    private final Questions questions = new Questions();
    private final Map<Integer, SessionStream> streams = new LinkedHashMap<>();
    private final SessionNews news = new SessionNews();
    private int lastStream = ThreadLocalRandom.current().nextInt(MAX_FIRST_STREAM);
    private volatile LogLevel logLevel = LogLevel.INFO;
    private volatile Instant lastUsed;

    Session(String id, Principal principal, Agreed agreed, Instant now) {
        this.id = id;
        this.principal = principal;
        this.agreed = agreed;
        lastUsed = now;
    }

    String id() {
        return id;
    }

    /** Whom it belongs to: nobody else may use it. */
    Principal principal() {
        return principal;
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
            while (streams.size() >= MAX_STREAMS && oldest.hasNext()) {
                if (oldest.next().isDeserted()) {
                    oldest.remove();
                }
            }
            lastStream++;
            SessionStream stream = new SessionStream(lastStream, version().hasPrimedStreams());
            streams.put(lastStream, stream);
            return stream;
        }
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
    }

    /** Ends what is open. */
    void close() {
        news.close();
        synchronized (streams) {
            streams.values().forEach(SessionStream::close);
        }
    }
}
