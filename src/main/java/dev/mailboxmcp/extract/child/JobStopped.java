// SPDX-License-Identifier: MIT
package dev.mailboxmcp.extract.child;

import dev.mailboxmcp.extract.wire.Fact;

/** Reading ends here; what was read before is given. */
final class JobStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Fact why;

    JobStopped(Fact why) {
        super(why.name(), null, false, false);
        this.why = why;
    }

    Fact why() {
        return why;
    }
}
