// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/** What can be shown of a part of a mail. */
public sealed interface AttachmentView permits AttachmentText, AttachmentPicture {}
