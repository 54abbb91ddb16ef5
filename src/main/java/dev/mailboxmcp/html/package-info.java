// SPDX-License-Identifier: MIT
/**
 * HTML and its style sheets to the text that a person sees. What is not understood and could hide text is told.
 */
@NullMarked
package dev.mailboxmcp.html;

import org.jspecify.annotations.NullMarked;
