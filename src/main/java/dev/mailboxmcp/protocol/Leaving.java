// SPDX-License-Identifier: MIT
package dev.mailboxmcp.protocol;

/** What it means that a client closes the response before its answer. */
public enum Leaving {
    /** Its work stops, and soon: mail servers are busy with it. */
    STOPS_WORK,
    /** It stops too, but nothing is at work: the stream only waits for news. */
    ENDS_STREAM,
    /** Nothing: the work goes on, and the client may come back for the rest. */
    IS_IGNORED
}
