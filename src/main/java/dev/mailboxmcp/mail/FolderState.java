// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/**
 * The numbers by which two moments of a folder can be told apart.
 *
 * @param uidValidity 0 where the server did not say
 * @param highestModSeq grows with every change of a flag (RFC 7162); 0 where the server counts no changes
 */
public record FolderState(long uidValidity, long uidNext, long messages, long unread, long highestModSeq) {}
