// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/** What became of a change of mails: it was made, or somebody has to say first that it shall be. */
public sealed interface ChangeResult permits Organized, ChangePreview {}
