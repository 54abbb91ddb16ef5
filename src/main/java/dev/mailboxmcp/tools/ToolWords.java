// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import org.jspecify.annotations.Nullable;

/** What several tools say in the same way. */
final class ToolWords {
    static final String CURSOR = "Previous next_cursor";
    static final String ATTACHMENTS = "A part, a whole mail (no part), or name and text";

    private ToolWords() {}

    /** A count that is left out where it is zero. */
    static @Nullable Integer orAbsent(int count) {
        return count == 0 ? null : count;
    }
}
