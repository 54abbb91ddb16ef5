// SPDX-License-Identifier: MIT
/**
 * One caller's mail, in words of mail.
 */
@NullMarked
package dev.mailboxmcp.mailbox;

import org.jspecify.annotations.NullMarked;
