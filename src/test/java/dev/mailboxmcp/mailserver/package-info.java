// SPDX-License-Identifier: MIT
/**
 * Mail servers that tests run against: GreenMail in this process, Dovecot, Cyrus or Courier beside it.
 */
@NullMarked
package dev.mailboxmcp.mailserver;

import org.jspecify.annotations.NullMarked;
