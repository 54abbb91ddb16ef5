// SPDX-License-Identifier: MIT
/**
 * MCP 2026-07-28: every request stands alone.
 */
@NullMarked
package dev.mailboxmcp.protocol.stateless;

import org.jspecify.annotations.NullMarked;
