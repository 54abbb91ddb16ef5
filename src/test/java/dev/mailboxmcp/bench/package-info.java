// SPDX-License-Identifier: MIT
/**
 * The benchmark, {@code ./mvnw -Pbench}: what a tool takes beyond the IMAP it needs, on any mail server. See
 * docs/performance.md.
 */
@NullMarked
package dev.mailboxmcp.bench;

import org.jspecify.annotations.NullMarked;
