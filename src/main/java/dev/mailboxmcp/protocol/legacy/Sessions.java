// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol.legacy;

import dev.mailboxmcp.account.Principal;
import jakarta.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this process: each belongs to one principal, ends after a time without requests, and gives way to a
 * new one when there are too many. Thread-safe.
 */
final class Sessions {
    private static final int MAX_SESSIONS = 2_000;
    private static final Duration MAX_IDLE = Duration.ofMinutes(30);
    private static final int ID_BYTES = 24;

    private final Map<String, Session> sessions = new HashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock;

    Sessions(InstantSource clock) {
        this.clock = clock;
    }

    Session create(Principal principal, LegacyVersion version, JsonObject clientCapabilities) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Session session = new Session(id, principal, version, clientCapabilities, clock.instant());
        List<Session> ended = new ArrayList<>();
        synchronized (sessions) {
            removeIdle(ended);
            if (sessions.size() >= MAX_SESSIONS) {
                sessions.values().stream()
                        .min((a, b) -> a.lastUsed().compareTo(b.lastUsed()))
                        .ifPresent(oldest -> {
                            sessions.remove(oldest.id());
                            ended.add(oldest);
                        });
            }
            sessions.put(id, session);
        }
        ended.forEach(Session::close);
        return session;
    }

    /** The session of that id, if it is this principal's and has not ended; else null, whatever the reason. */
    @Nullable
    Session find(String id, Principal principal) {
        List<Session> ended = new ArrayList<>();
        Session session;
        synchronized (sessions) {
            removeIdle(ended);
            session = sessions.get(id);
        }
        ended.forEach(Session::close);
        if (session == null || !session.principal().equals(principal)) {
            return null;
        }
        session.used(clock.instant());
        return session;
    }

    Instant now() {
        return clock.instant();
    }

    void end(Session session) {
        synchronized (sessions) {
            sessions.remove(session.id());
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

    private void removeIdle(List<Session> removed) {
        Instant limit = clock.instant().minus(MAX_IDLE);
        sessions.values().removeIf(session -> {
            boolean idle = session.lastUsed().isBefore(limit) && !session.isListening();
            if (idle) {
                removed.add(session);
            }
            return idle;
        });
    }
}
