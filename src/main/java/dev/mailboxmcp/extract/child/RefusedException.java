// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import dev.mailboxmcp.extract.wire.Refusal;

/** Nothing of the file can be given. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Refusal why;

    RefusedException(Refusal why, Throwable cause) {
        super(why.name(), cause);
        this.why = why;
    }

    RefusedException(Refusal why) {
        super(why.name());
        this.why = why;
    }

    Refusal why() {
        return why;
    }
}
