// SPDX-License-Identifier: MIT
/**
 * IMAP by Angus Mail: connections, the pool, and one class for each group of commands.
 */
@NullMarked
package dev.mailboxmcp.imap;

import org.jspecify.annotations.NullMarked;
