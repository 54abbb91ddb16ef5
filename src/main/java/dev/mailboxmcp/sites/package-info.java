// SPDX-License-Identifier: MIT
/** The mail providers of a deployment, each a value: where mail is read and sent, and what may be done there. */
@NullMarked
package dev.mailboxmcp.sites;

import org.jspecify.annotations.NullMarked;
