// SPDX-License-Identifier: MIT
/**
 * What a tool is, and how a call is bound, validated, run and answered.
 */
@NullMarked
package dev.mailboxmcp.tool;

import org.jspecify.annotations.NullMarked;
