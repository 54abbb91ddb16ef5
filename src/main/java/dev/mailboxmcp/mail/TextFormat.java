// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/** How the text of a mail to be sent is written. */
public enum TextFormat {
    /** Text as it is to be read. */
    PLAIN,
    /** Text in Markdown (CommonMark): sent as it stands, and as the page that it describes. */
    MARKDOWN
}
