// SPDX-License-Identifier: MIT
/**
 * The one door from a call to a mailbox: whose it is, whether it may be done, what it costs.
 */
@NullMarked
package dev.mailboxmcp.access;

import org.jspecify.annotations.NullMarked;
