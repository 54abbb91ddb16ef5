// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

/** How far a draft is on its way out, where its user confirms it on a page. */
public sealed interface DraftState permits Unconfirmed, DraftSent {}
