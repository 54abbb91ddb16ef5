// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import java.lang.System.Logger.Level;
import java.util.List;

/** Is told of every call that has ended, on the thread that ran it. Thread-safe; does not throw, and does not wait long. */
@FunctionalInterface
public interface CallObserver {
    System.Logger LOGGER = System.getLogger(CallObserver.class.getName());

    void ended(EndedCall call);

    /** Tells all of them, in this order, and each of them whatever becomes of another: the answer to the call comes after. */
    static CallObserver all(List<CallObserver> observers) {
        List<CallObserver> all = List.copyOf(observers);
        return call -> {
            for (CallObserver observer : all) {
                try {
                    observer.ended(call);
                } catch (RuntimeException | LinkageError e) { // of a library of the server's, which may be any
                    LOGGER.log(
                            Level.WARNING,
                            "an observer of calls failed: "
                                    + observer.getClass().getName(),
                            e);
                }
            }
        };
    }
}
