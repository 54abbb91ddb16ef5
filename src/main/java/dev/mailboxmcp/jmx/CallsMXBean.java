// SPDX-License-Identifier: MIT
package dev.mailboxmcp.jmx;

/** The calls of tools since the start. Thread-safe. */
public interface CallsMXBean {
    /** Refused, since their user had made too many. */
    long getThrottled();
}
