// SPDX-License-Identifier: MIT
/** What a resource is: listed, described by templates, read by URI. */
@NullMarked
package dev.mailboxmcp.resource;

import org.jspecify.annotations.NullMarked;
