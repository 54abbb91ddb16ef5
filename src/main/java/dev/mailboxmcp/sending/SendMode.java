// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

/** Whether mail may be sent: {@code SEND_MODE}. */
public enum SendMode {
    /** Never: there are no tools for it. */
    OFF,
    /** Only what the user confirmed. */
    CONFIRM,
    /** Only what the user confirmed on a page of this server; everything else becomes a draft. */
    PAGE,
    /** Whatever the rest of the policy permits. */
    ALLOW
}
