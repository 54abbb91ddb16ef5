// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/** Where the text of a message was taken from. */
public enum TextSource {
    PLAIN,
    HTML,
    CALENDAR,
    NONE
}
