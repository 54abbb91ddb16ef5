// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mime;

/**
 * A header field as it stands in a mail.
 *
 * @param name in lower case
 * @param value not decoded, one char a byte; may be folded still
 */
public record HeaderField(String name, String value) {}
