// SPDX-License-Identifier: MIT
/**
 * MicroProfile Health: started, live, ready.
 */
@NullMarked
package dev.mailboxmcp.health;

import org.jspecify.annotations.NullMarked;
