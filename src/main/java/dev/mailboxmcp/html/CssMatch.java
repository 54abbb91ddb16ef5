// SPDX-License-Identifier: MIT
package dev.mailboxmcp.html;

/** Whether something applies, as far as we know. */
enum CssMatch {
    NO,
    MAYBE,
    YES;

    static CssMatch of(boolean applies) {
        return applies ? YES : NO;
    }

    CssMatch and(CssMatch other) {
        return compareTo(other) <= 0 ? this : other;
    }

    CssMatch or(CssMatch other) {
        return compareTo(other) >= 0 ? this : other;
    }

    CssMatch not() {
        return this == MAYBE ? MAYBE : of(this == NO);
    }
}
