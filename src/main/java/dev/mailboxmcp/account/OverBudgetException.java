// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.time.Duration;

/** More than a client may make this process keep; nothing more was kept. */
public final class OverBudgetException extends Exception {
    /** How long to wait before another try; what is kept goes when streams, sessions and calls end, which nobody foresees. */
    public static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private static final long serialVersionUID = 1L;

    private final StateBudget.Scope scope;

    /** @param message one sentence that says what to do next */
    OverBudgetException(StateBudget.Scope scope, String message) {
        super(message, null, false, false); // anybody can cause it at will: no stack trace
        this.scope = scope;
    }

    /** Whose limit it was. */
    public StateBudget.Scope scope() {
        return scope;
    }
}
