// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailbox;

/**
 * What a caller may do to one mailbox for the length of a request. Each implementation has the methods of one permission
 * and no others, so that who is given one cannot do more.
 */
public sealed interface Facet permits Reading, Organizing, Drafting, Deleting, Sending {}
