// SPDX-License-Identifier: MIT
/**
 * What a protocol era is: an exchange goes in, an answer comes out.
 */
@NullMarked
package dev.mailboxmcp.protocol;

import org.jspecify.annotations.NullMarked;
