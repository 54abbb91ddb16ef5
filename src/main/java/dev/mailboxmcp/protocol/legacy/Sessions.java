// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.protocol.legacy.SessionIds.Agreed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this process remembers of sessions, wherever they were opened: streams, running calls, questions. It belongs to one
 * principal, goes after a time without requests, and gives way to others when there is too much, unless a request is at work
 * in it; then the session goes on without. Thread-safe.
 */
final class Sessions {
    private static final int MAX_SESSIONS = 2_000;
    private static final Duration MAX_IDLE = Duration.ofMinutes(30);

    /** Which gives way first: anybody can open sessions without credentials, and must not push out those of users by it. */
    private static final Comparator<Session> GIVING_WAY = Comparator.comparing(
                    (Session session) -> !session.principal().isAnonymous())
            .thenComparing(Session::lastUsed);

    private final SessionIds ids;
    private final InstantSource clock;
    private final Map<Key, Session> sessions = new HashMap<>();

    /** Ids that their clients ended here: another instance does not learn it, and an id gives no rights anyway. */
    private final Set<String> ended = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_SESSIONS;
        }
    });

    /** Two who use one id share nothing. */
    private record Key(String id, Principal principal) {}

    Sessions(Sealer sealer, InstantSource clock) {
        ids = new SessionIds(sealer, clock);
        this.clock = clock;
    }

    Session create(Caller caller, Agreed agreed) {
        return remembered(
                new Key(ids.seal(Objects.requireNonNullElse(caller.user(), ""), agreed), Principal.of(caller)), agreed);
    }

    /** The session of that id, if it is this user's and has not ended; else null, whatever the reason. */
    @Nullable
    Session find(String id, Caller caller) {
        Key key = new Key(id, Principal.of(caller));
        synchronized (sessions) {
            Session known = sessions.get(key);
            if (known != null) {
                known.used(clock.instant());
                return known;
            }
            if (ended.contains(id)) {
                return null;
            }
        }
        Agreed agreed = ids.open(Objects.requireNonNullElse(caller.user(), ""), id);
        return agreed == null ? null : remembered(key, agreed);
    }

    Instant now() {
        return clock.instant();
    }

    void end(Session session) {
        synchronized (sessions) {
            sessions.remove(keyOf(session));
            ended.add(session.id());
        }
        session.close();
    }

    /** Ends the streams of all. */
    void close() {
        List<Session> all;
        synchronized (sessions) {
            all = List.copyOf(sessions.values());
            sessions.clear();
        }
        all.forEach(Session::close);
    }

    /** The one of two requests that come at once, which both find nothing, gets the other's. */
    private Session remembered(Key key, Agreed agreed) {
        List<Session> forgotten = new ArrayList<>();
        Session session;
        synchronized (sessions) {
            forgetIdle(forgotten);
            if (sessions.size() >= MAX_SESSIONS) {
                sessions.values().stream()
                        .filter(one -> !one.isBusy()) // a user's answer to a question would get lost
                        .min(GIVING_WAY)
                        .ifPresent(first -> {
                            sessions.remove(keyOf(first));
                            forgotten.add(first);
                        });
            }
            session = sessions.computeIfAbsent(
                    key, missing -> new Session(missing.id(), missing.principal(), agreed, clock.instant()));
        }
        forgotten.forEach(Session::close);
        return session;
    }

    private void forgetIdle(List<Session> forgotten) {
        Instant limit = clock.instant().minus(MAX_IDLE);
        sessions.values().removeIf(session -> {
            boolean idle = session.lastUsed().isBefore(limit) && !session.isListening() && !session.isBusy();
            if (idle) {
                forgotten.add(session);
            }
            return idle;
        });
    }

    private static Key keyOf(Session session) {
        return new Key(session.id(), session.principal());
    }
}
