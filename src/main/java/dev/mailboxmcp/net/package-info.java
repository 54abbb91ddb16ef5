// SPDX-License-Identifier: MIT
/**
 * Connections to mail servers: names looked up within the time a caller has, addresses tried, TLS.
 */
@NullMarked
package dev.mailboxmcp.net;

import org.jspecify.annotations.NullMarked;
