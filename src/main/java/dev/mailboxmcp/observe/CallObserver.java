// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Consumer;

/**
 * Is told of every call that has ended, and of every file that went by a link, on the thread that ran it. Thread-safe; does not
 * throw, and does not wait long.
 */
@FunctionalInterface
public interface CallObserver {
    System.Logger LOGGER = System.getLogger(CallObserver.class.getName());

    void ended(EndedCall call);

    /** The same of a file; nothing, unless it says otherwise. */
    default void transferred(EndedTransfer transfer) {}

    /** Tells all of them, in this order, and each of them whatever becomes of another: the answer to the call comes after. */
    static CallObserver all(List<CallObserver> observers) {
        List<CallObserver> all = List.copyOf(observers);
        return new CallObserver() {
            @Override
            public void ended(EndedCall call) {
                each(observer -> observer.ended(call));
            }

            @Override
            public void transferred(EndedTransfer transfer) {
                each(observer -> observer.transferred(transfer));
            }

            private void each(Consumer<CallObserver> told) {
                for (CallObserver observer : all) {
                    try {
                        told.accept(observer);
                    } catch (RuntimeException | LinkageError e) { // of a library of the server's, which may be any
                        LOGGER.log(
                                Level.WARNING,
                                "an observer of calls failed: "
                                        + observer.getClass().getName(),
                                e);
                    }
                }
            }
        };
    }
}
