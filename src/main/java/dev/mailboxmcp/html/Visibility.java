// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

/** Whether a person sees a text, from the least reason against it to the most. */
enum Visibility {
    SHOWN,
    /** Something is not understood, or programs differ. */
    DOUBTFUL,
    HIDDEN;

    /** What holds of a text that both are said of. */
    Visibility and(Visibility other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** What holds of a text that one of both is said of. */
    Visibility or(Visibility other) {
        return this == other ? this : DOUBTFUL;
    }

    static Visibility hiddenIf(boolean hidden, boolean doubtful) {
        return hidden ? HIDDEN : doubtful ? DOUBTFUL : SHOWN;
    }
}
