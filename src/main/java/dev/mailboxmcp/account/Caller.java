// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, as far as HTTP tells.
 *
 * @param credentials of the {@code x-imap-user} and {@code x-imap-pass} headers, or null where they are absent
 * @param remoteAddress of the connection, for limits and logs; a proxy's where one stands in front
 */
public record Caller(@Nullable Credentials credentials, String remoteAddress) {}
