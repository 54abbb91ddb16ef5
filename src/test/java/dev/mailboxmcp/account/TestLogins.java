// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A mail server that accepts what it was told to, once it is asked. */
public final class TestLogins implements KnownLogins {
    private final Set<Principal> right = ConcurrentHashMap.newKeySet();
    private final Set<Principal> known = ConcurrentHashMap.newKeySet();
    private final AtomicInteger asked = new AtomicInteger();

    /** The usual limits, where every login is known to be right. */
    public static StateBudget usualBudget() {
        return budget(StateLimits.USUAL);
    }

    /** These limits, where every login is known to be right. */
    public static StateBudget budget(StateLimits limits) {
        KnownLogins everybody = new KnownLogins() {
            @Override
            public boolean isKnown(Principal principal) {
                return true;
            }

            @Override
            public boolean verify(Credentials credentials) {
                return true;
            }
        };
        return new StateBudget(limits, everybody, InstantSource.system());
    }

    /** Lets this caller's login be accepted from now on. */
    TestLogins accepting(Caller caller) {
        right.add(Principal.of(caller));
        return this;
    }

    /** It was asked, and accepted this one. */
    void accepted(Caller caller) {
        known.add(Principal.of(caller));
    }

    /** How often it was asked. */
    int asked() {
        return asked.get();
    }

    @Override
    public boolean isKnown(Principal principal) {
        return known.contains(principal);
    }

    @Override
    public boolean verify(Credentials credentials) {
        asked.incrementAndGet();
        Principal principal = Principal.of(credentials);
        if (right.contains(principal)) {
            known.add(principal);
        }
        return right.contains(principal);
    }
}
