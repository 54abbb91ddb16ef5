// SPDX-License-Identifier: MIT
/**
 * What operators learn of calls: the line in the log, the audit log, traces and metrics. Nothing of what a mail or a search
 * says, no password, and no names that a client makes up.
 */
@NullMarked
package dev.mailboxmcp.observe;

import org.jspecify.annotations.NullMarked;
