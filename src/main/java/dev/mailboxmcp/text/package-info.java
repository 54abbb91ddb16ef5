// SPDX-License-Identifier: MIT
/**
 * Strings that strangers wrote: without what a reader cannot see, and unable to act where they are shown. Knows nobody.
 */
@NullMarked
package dev.mailboxmcp.text;

import org.jspecify.annotations.NullMarked;
