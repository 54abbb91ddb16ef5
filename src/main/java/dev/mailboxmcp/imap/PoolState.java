// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

/**
 * The pool at one moment.
 *
 * @param total connections that are open or being opened
 * @param idle those of them nobody uses
 * @param waiting calls that wait for one
 * @param opened since the start
 * @param max how many there may be
 */
public record PoolState(int total, int idle, int waiting, long opened, int max) {
    /** The state in words, for the message of a failure. */
    String inWords() {
        return "total=" + total + ", idle=" + idle + ", waiting=" + waiting + ", max=" + max;
    }
}
