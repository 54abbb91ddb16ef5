// SPDX-License-Identifier: MIT
/**
 * Puts the application together: reads the configuration, refuses to start with a wrong one, sets up logging, and hands
 * the objects of all packages to CDI. Nobody looks up to here.
 */
@NullMarked
package dev.mailboxmcp;

import org.jspecify.annotations.NullMarked;
