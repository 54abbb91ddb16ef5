// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

/** Descriptions that several tools share. */
final class Words {
    static final String CURSOR = "Previous next_cursor";
    static final String IDEMPOTENCY_KEY = "Same key = sent once";

    private Words() {}
}
