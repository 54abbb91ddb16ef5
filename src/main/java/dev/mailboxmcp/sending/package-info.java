// SPDX-License-Identifier: MIT
/**
 * The way of one mail out: who may be written to, the person's consent, the submission, the copy in Sent.
 */
@NullMarked
package dev.mailboxmcp.sending;

import org.jspecify.annotations.NullMarked;
