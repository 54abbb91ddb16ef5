// SPDX-License-Identifier: MIT
package dev.mailboxmcp.office;

import java.io.IOException;

/** A document holds more than is read of one. What was read before counts. */
final class LimitReached extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param what there is too much of, in words of ours */
    LimitReached(String what) {
        super(what);
    }
}
