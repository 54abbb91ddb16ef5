// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/** How the text of a mail to be sent is written. */
public enum TextFormat {
    /** As it is to be read. */
    PLAIN,
    /** In Markdown (CommonMark): sent as it stands, and as the page that it describes. */
    MARKDOWN
}
