// SPDX-License-Identifier: MIT
/**
 * JSON-RPC 2.0: messages, reading within limits, writing. Knows neither HTTP nor MCP.
 */
@NullMarked
package dev.mailboxmcp.rpc;

import org.jspecify.annotations.NullMarked;
