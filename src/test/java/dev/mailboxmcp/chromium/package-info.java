// SPDX-License-Identifier: MIT
/** A browser for the tests that need a real one. */
@NullMarked
package dev.mailboxmcp.chromium;

import org.jspecify.annotations.NullMarked;
