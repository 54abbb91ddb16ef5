// SPDX-License-Identifier: MIT
/** What a prompt is: it calls nothing and only sets the model up well. */
@NullMarked
package dev.mailboxmcp.prompt;

import org.jspecify.annotations.NullMarked;
