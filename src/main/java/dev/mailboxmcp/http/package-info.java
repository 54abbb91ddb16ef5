// SPDX-License-Identifier: MIT
/**
 * HTTP to exchange and back: limits, origin, caller, era, JSON or stream. The only place with JAX-RS types.
 */
@NullMarked
package dev.mailboxmcp.http;

import org.jspecify.annotations.NullMarked;
