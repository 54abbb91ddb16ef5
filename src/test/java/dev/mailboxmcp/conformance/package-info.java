// SPDX-License-Identifier: MIT
/**
 * The features that the official conformance suite of MCP asks servers for, and the runs of the suite. Deployed beside
 * the product's own transport and dispatch, never shipped.
 */
@NullMarked
package dev.mailboxmcp.conformance;

import org.jspecify.annotations.NullMarked;
