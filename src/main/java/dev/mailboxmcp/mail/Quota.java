// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

/** How much of a mailbox's room is taken; a mailbox that was made smaller may hold more than it may. */
public record Quota(long usedBytes, long limitBytes) {}
