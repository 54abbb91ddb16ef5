// SPDX-License-Identifier: MIT
/**
 * What a handler may know and do during a call besides its arguments: who calls, what the client can do, telling
 * progress, asking the user. The same in every protocol era.
 */
@NullMarked
package dev.mailboxmcp.call;

import org.jspecify.annotations.NullMarked;
