// SPDX-License-Identifier: MIT
package dev.mailboxmcp.jmx;

import java.util.Map;

/** The tokens users come with. Thread-safe. */
public interface TokensMXBean {
    /** The id of the key that new tokens are sealed with. */
    String getSealingKeyId();

    /** How many valid tokens were opened since the start, by key id; every key of this server is there. */
    Map<String, Long> getOpenedByKeyId();
}
