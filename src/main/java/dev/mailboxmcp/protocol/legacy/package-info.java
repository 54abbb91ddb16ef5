// SPDX-License-Identifier: MIT
/**
 * MCP 2025-11-25 and before: the handshake era. To be deleted as a whole one day.
 */
@NullMarked
package dev.mailboxmcp.protocol.legacy;

import org.jspecify.annotations.NullMarked;
