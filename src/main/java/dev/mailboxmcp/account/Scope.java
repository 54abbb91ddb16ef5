// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

/** What credentials may do with a mailbox, narrowest first; each includes those before it. */
public enum Scope {
    /** Look at mail. */
    READ,
    /** Send mail too. */
    SEND;

    /** Whether everything the other one allows is allowed. */
    public boolean includes(Scope other) {
        return compareTo(other) >= 0;
    }
}
