// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/** Where the text of a message, or of a part of it, was taken from. */
public enum TextSource {
    PLAIN,
    HTML,
    CALENDAR,
    CSV,
    MAIL,
    DOCX,
    XLSX,
    PPTX,
    ODT,
    ODS,
    ODP,
    PDF,
    NONE
}
