// SPDX-License-Identifier: MIT
/**
 * The WAR in a real server, called over HTTP.
 */
@NullMarked
package dev.mailboxmcp.it;

import org.jspecify.annotations.NullMarked;
