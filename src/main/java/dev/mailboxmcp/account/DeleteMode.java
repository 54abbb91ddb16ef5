// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

/** Whether mail may be deleted for good. */
public enum DeleteMode {
    /** Never; there is no tool for it. */
    OFF,
    /** Only after the user agreed to it, for each call. */
    CONFIRM,
    /** Whenever a call with the permission asks for it. */
    ALLOW
}
