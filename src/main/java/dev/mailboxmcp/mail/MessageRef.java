// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import org.jspecify.annotations.Nullable;

/**
 * Names one message for good (RFC 9051 2.3.1.1): folder, UIDVALIDITY and UID together.
 *
 * @param uidValidity what the caller saw the message under; null if the caller did not say, then the folder's present one
 * @param uid 1..4294967295
 */
public record MessageRef(FolderPath folder, @Nullable Long uidValidity, long uid) {}
