// SPDX-License-Identifier: MIT
/** Whether anything that a stranger wrote can act where an answer is shown. */
@NullMarked
package dev.mailboxmcp.inert;

import org.jspecify.annotations.NullMarked;
