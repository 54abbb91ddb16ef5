// SPDX-License-Identifier: MIT
/**
 * The domain: records and sealed types of mail, without behaviour that needs a server.
 */
@NullMarked
package dev.mailboxmcp.mail;

import org.jspecify.annotations.NullMarked;
