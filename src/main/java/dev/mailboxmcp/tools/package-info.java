// SPDX-License-Identifier: MIT
/**
 * The tools, one file each.
 */
@NullMarked
package dev.mailboxmcp.tools;

import org.jspecify.annotations.NullMarked;
