// SPDX-License-Identifier: MIT
/** What people do in a mail client every day, as prompts: they call nothing, they only set the model up well. */
@NullMarked
package dev.mailboxmcp.prompts;

import org.jspecify.annotations.NullMarked;
