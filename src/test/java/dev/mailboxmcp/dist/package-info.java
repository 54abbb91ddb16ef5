// SPDX-License-Identifier: MIT
/** The package that operators unpack: started with its own command, alone and several behind a balancer. */
@NullMarked
package dev.mailboxmcp.dist;

import org.jspecify.annotations.NullMarked;
