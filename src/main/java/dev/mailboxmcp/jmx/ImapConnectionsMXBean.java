// SPDX-License-Identifier: MIT
package dev.mailboxmcp.jmx;

/** The pool of connections to the IMAP server. Thread-safe. */
public interface ImapConnectionsMXBean {
    /** Open, or being opened. */
    int getTotal();

    /** Those of them nobody uses. */
    int getIdle();

    /** Calls that wait for one. */
    int getWaiting();

    /** How many there may be. */
    int getMax();

    /** How many were opened since the start. */
    long getOpened();

    /** Drops the connections of one user, as the user is called at login: idle ones now, the others when their call ends. */
    void evict(String user);

    /** The same as {@link #evict}, for everybody. */
    void evictAll();
}
