// SPDX-License-Identifier: MIT
/**
 * Reads the environment into typed values, and names every wrong one at once instead of stopping at the first.
 */
@NullMarked
package dev.mailboxmcp.settings;

import org.jspecify.annotations.NullMarked;
