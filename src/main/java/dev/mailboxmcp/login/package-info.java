// SPDX-License-Identifier: MIT
/**
 * Which logins reach the mail servers, and which are answered here: guards accounts against guessing and against agents
 * that repeat a stale password, and the mail servers against too many logins at once.
 */
@NullMarked
package dev.mailboxmcp.login;

import org.jspecify.annotations.NullMarked;
