// SPDX-License-Identifier: MIT
/**
 * From the name of a mail server to its addresses, within the time a caller has.
 */
@NullMarked
package dev.mailboxmcp.net;

import org.jspecify.annotations.NullMarked;
