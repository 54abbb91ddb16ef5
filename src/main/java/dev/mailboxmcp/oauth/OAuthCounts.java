// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How often what happened since the start, and passes each event on. Thread-safe. */
public final class OAuthCounts implements OAuthEvent.Observer {
    private final OAuthEvent.Observer next;
    private final Map<OAuthEvent.Kind, LongAdder> ok = adders();
    private final Map<OAuthEvent.Kind, LongAdder> refused = adders();

    OAuthCounts(OAuthEvent.Observer next) {
        this.next = next;
    }

    private static Map<OAuthEvent.Kind, LongAdder> adders() {
        Map<OAuthEvent.Kind, LongAdder> adders = new EnumMap<>(OAuthEvent.Kind.class);
        for (OAuthEvent.Kind kind : OAuthEvent.Kind.values()) {
            adders.put(kind, new LongAdder());
        }
        return adders;
    }

    @Override
    public void happened(OAuthEvent event) {
        Objects.requireNonNull((event.isOk() ? ok : refused).get(event.kind())).increment();
        next.happened(event);
    }

    /** The events of that kind that went well. */
    public long ok(OAuthEvent.Kind kind) {
        return Objects.requireNonNull(ok.get(kind)).sum();
    }

    /** Those that did not. */
    public long refused(OAuthEvent.Kind kind) {
        return Objects.requireNonNull(refused.get(kind)).sum();
    }
}
