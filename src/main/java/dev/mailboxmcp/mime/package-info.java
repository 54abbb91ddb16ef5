// SPDX-License-Identifier: MIT
/**
 * Parts of messages to text and back, within limits. Nothing a mail contains throws out of here.
 */
@NullMarked
package dev.mailboxmcp.mime;

import org.jspecify.annotations.NullMarked;
