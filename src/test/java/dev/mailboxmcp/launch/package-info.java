// SPDX-License-Identifier: MIT
/**
 * What {@code ./mvnw -Pdemo} and {@code ./mvnw -Prun} start: the server in a process of its own, on the JDK that Maven
 * found, and for the demo a mail server with a mailbox to look at. Not part of the WAR.
 */
@NullMarked
package dev.mailboxmcp.launch;

import org.jspecify.annotations.NullMarked;
