// SPDX-License-Identifier: MIT
package dev.mailboxmcp.jmx;

/** What became of logins at the mail servers since the start. Thread-safe. */
public interface LoginsMXBean {
    /** Accepted by a mail server. */
    long getAccepted();

    /** Refused by a mail server, for user and password. */
    long getRefused();

    /** Neither: the mail server was in trouble, or lost. */
    long getUnclear();

    /** Refused here, since the mail server had refused the same before. */
    long getRepeated();

    /** Refused here after too many failures. */
    long getStopped();
}
