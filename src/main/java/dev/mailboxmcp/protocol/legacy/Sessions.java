// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.OverBudgetException;
import dev.mailboxmcp.account.Principal;
import dev.mailboxmcp.account.Sealer;
import dev.mailboxmcp.account.StateBudget;
import dev.mailboxmcp.protocol.RefusedException;
import dev.mailboxmcp.protocol.legacy.SessionIds.Agreed;
import dev.mailboxmcp.rpc.JsonWeight;
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
 * principal and goes after a time without requests; then the session goes on without. Where there is no room for one more,
 * the least recently used of those that stand in its way is forgotten, unless a request is at work in it: first those of the
 * same client or user. Thread-safe.
 */
final class Sessions {
    /** The number of ids that are remembered as ended. */
    private static final int MAX_ENDED = 2_000;

    /** What is remembered of a session in which nothing happens, its id apart, in bytes. */
    private static final long SESSION_BYTES = 2048;

    private static final Duration MAX_IDLE = Duration.ofMinutes(30);

    /** Which gives way first: anybody can open sessions without credentials, and must not push out those of users by it. */
    private static final Comparator<Session> GIVING_WAY = Comparator.comparing(
                    (Session session) -> session.share().isOfKnownLogin())
            .thenComparing(Session::lastUsed);

    private final SessionIds ids;
    private final StateBudget budget;
    private final InstantSource clock;
    private final Map<Key, Session> sessions = new HashMap<>();

    /** Ids that their clients ended here: another instance does not learn it, and an id gives no rights anyway. */
    private final Set<String> ended = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_ENDED;
        }
    });

    /** Two who use one id share nothing. */
    private record Key(String id, Principal principal) {}

    Sessions(Sealer sealer, StateBudget budget, InstantSource clock) {
        ids = new SessionIds(sealer, clock);
        this.budget = budget;
        this.clock = clock;
    }

    /** @throws RefusedException if there is no room for it */
    Session create(Caller caller, Agreed agreed) throws RefusedException {
        String id = ids.seal(Objects.requireNonNullElse(caller.user(), ""), agreed);
        return remembered(new Key(id, Principal.of(caller)), caller, agreed);
    }

    /**
     * The session of that id, if it is this user's and has not ended; else null, whatever the reason.
     *
     * @throws RefusedException if it is not remembered here yet, and there is no room for it
     */
    @Nullable
    Session find(String id, Caller caller) throws RefusedException {
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
        return agreed == null ? null : remembered(key, caller, agreed);
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

    /** Tells the client that was asked to open this page that it has done its work. */
    void pageDone(String path) {
        List<Session> all;
        synchronized (sessions) {
            all = List.copyOf(sessions.values());
        }
        all.forEach(session -> session.pageDone(path));
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
    private Session remembered(Key key, Caller caller, Agreed agreed) throws RefusedException {
        List<Session> forgotten = new ArrayList<>();
        try {
            synchronized (sessions) {
                forgetIdle(forgotten);
                Session known = sessions.get(key);
                if (known != null) {
                    return known;
                }
                StateBudget.Share share = room(caller, SESSION_BYTES + JsonWeight.of(key.id()), forgotten);
                Session session = new Session(key.id(), key.principal(), agreed, share, clock.instant());
                sessions.put(key, session);
                return session;
            }
        } finally {
            forgotten.forEach(Session::close);
        }
    }

    private StateBudget.Share room(Caller caller, long bytes, List<Session> forgotten) throws RefusedException {
        while (true) {
            try {
                return budget.open(caller, StateBudget.Kind.SESSION, bytes);
            } catch (OverBudgetException e) {
                Session first = sessions.values().stream()
                        .filter(one -> one.share().isInTheWay(e.scope(), caller))
                        .filter(one -> !one.isBusy()) // a user's answer to a question would get lost
                        .min(GIVING_WAY)
                        .orElse(null);
                if (first == null) {
                    throw RefusedException.of(e);
                }
                sessions.remove(keyOf(first));
                first.share().close();
                forgotten.add(first);
            }
        }
    }

    private void forgetIdle(List<Session> forgotten) {
        Instant limit = clock.instant().minus(MAX_IDLE);
        sessions.values().removeIf(session -> {
            boolean idle = session.lastUsed().isBefore(limit) && !session.isListening() && !session.isBusy();
            if (idle) {
                session.share().close();
                forgotten.add(session);
            }
            return idle;
        });
    }

    private static Key keyOf(Session session) {
        return new Key(session.id(), session.principal());
    }
}
