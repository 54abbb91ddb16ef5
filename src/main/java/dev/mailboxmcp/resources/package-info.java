// SPDX-License-Identifier: MIT
/**
 * Mail as resources: folders, messages and attachments behind {@code mail:} URIs. {@link
 * dev.mailboxmcp.resources.MailResources} is where to begin.
 */
@NullMarked
package dev.mailboxmcp.resources;

import org.jspecify.annotations.NullMarked;
