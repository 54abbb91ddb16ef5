// SPDX-License-Identifier: MIT
/**
 * Message submission, and what became of it: sent, certainly not sent, or unknown.
 */
@NullMarked
package dev.mailboxmcp.smtp;

import org.jspecify.annotations.NullMarked;
