// SPDX-License-Identifier: MIT
/**
 * What operators see and do by JMX: counts of tokens, logins, calls and connections, and the eviction of connections. Names
 * no user, and shows nothing of what calls are about.
 */
@NullMarked
package dev.mailboxmcp.jmx;

import org.jspecify.annotations.NullMarked;
