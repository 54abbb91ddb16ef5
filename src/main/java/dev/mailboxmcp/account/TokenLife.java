// SPDX-License-Identifier: MIT
package dev.mailboxmcp.account;

import java.time.Instant;
import java.util.UUID;

/**
 * What has to be remembered of a token to tell later whether it is still valid; it opens nothing.
 *
 * @param id of the token
 * @param issuedAt of the first one, where it was narrowed
 * @param expiresAt as this server lets tokens live
 */
public record TokenLife(UUID id, Instant issuedAt, Instant expiresAt) {}
