// SPDX-License-Identifier: MIT
/**
 * Message submission by Jakarta Mail, and what became of it.
 */
@NullMarked
package dev.mailboxmcp.smtp;

import org.jspecify.annotations.NullMarked;
