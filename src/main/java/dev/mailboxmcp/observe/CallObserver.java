// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import java.util.List;

/** Is told of every call that has ended, on the thread that ran it. Thread-safe; does not throw, and does not wait long. */
@FunctionalInterface
public interface CallObserver {
    CallObserver NONE = call -> {};

    void ended(EndedCall call);

    /** Tells all of them, in this order. */
    static CallObserver all(List<CallObserver> observers) {
        List<CallObserver> all = List.copyOf(observers);
        return call -> all.forEach(observer -> observer.ended(call));
    }
}
