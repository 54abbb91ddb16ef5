// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/**
 * A folder that was to be looked into, and was not, or not wholly.
 *
 * @param folder its path, or what it is for where the mailbox has none of the kind
 * @param reason in words
 */
public record NotSearched(String folder, String reason) {}
