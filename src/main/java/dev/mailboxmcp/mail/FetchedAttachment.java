// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/** A part of a mail as it was fetched: its text, or a file of which others than the readers of texts find out what it says. */
public sealed interface FetchedAttachment permits AttachmentText, FetchedFile {}
