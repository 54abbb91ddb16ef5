// SPDX-License-Identifier: MIT
/**
 * Invitations and other calendar parts to what a person reads in them. Nothing a calendar contains throws out of here.
 */
@NullMarked
package dev.mailboxmcp.calendar;

import org.jspecify.annotations.NullMarked;
