// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import org.jspecify.annotations.Nullable;

/** What a date says of a mail, where it is not the one that its sender wrote. */
enum DateIs {
    /** When the mail server received it; the mail itself gives no date that can be true. */
    ARRIVAL;

    static @Nullable DateIs of(boolean isArrival) {
        return isArrival ? ARRIVAL : null;
    }
}
