// SPDX-License-Identifier: MIT
/** What the server and its child process say to each other. Both have these classes, and they know nobody else. */
@NullMarked
package dev.mailboxmcp.extract.wire;

import org.jspecify.annotations.NullMarked;
