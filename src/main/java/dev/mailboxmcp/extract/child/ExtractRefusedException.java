// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import dev.mailboxmcp.extract.wire.ExtractRefusal;

/** Nothing of the file can be given. */
final class ExtractRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExtractRefusal why;

    ExtractRefusedException(ExtractRefusal why, Throwable cause) {
        super(why.name(), cause);
        this.why = why;
    }

    ExtractRefusedException(ExtractRefusal why) {
        super(why.name());
        this.why = why;
    }

    ExtractRefusal why() {
        return why;
    }
}
