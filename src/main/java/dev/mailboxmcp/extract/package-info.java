// SPDX-License-Identifier: MIT
/**
 * Reads files by large parsers in processes of their own, which hold no secrets, live for one file, and are ended when they
 * take too long.
 */
@NullMarked
package dev.mailboxmcp.extract;

import org.jspecify.annotations.NullMarked;
