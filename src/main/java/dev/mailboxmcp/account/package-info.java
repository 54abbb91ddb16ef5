// SPDX-License-Identifier: MIT
/**
 * Who calls, and with which mailbox credentials: secrets, sealed tokens, encryption keys.
 */
@NullMarked
package dev.mailboxmcp.account;

import org.jspecify.annotations.NullMarked;
