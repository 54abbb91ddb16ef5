// SPDX-License-Identifier: MIT
/** Runs the fuzz targets that stand beside the parsers they attack. */
@NullMarked
package dev.mailboxmcp.fuzz;

import org.jspecify.annotations.NullMarked;
