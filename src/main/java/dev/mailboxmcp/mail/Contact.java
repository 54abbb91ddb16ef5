// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mail;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whom the user wrote to or heard from.
 *
 * @param address {@code local@domain}
 * @param name as the newest mail has it; empty for none
 * @param timesWritten how many of the mails that were looked at are to them
 * @param lastWritten when the user wrote to them last; null for never
 * @param lastHeard when they wrote last; null for never
 */
public record Contact(
        String address,
        String name,
        int timesWritten,
        @Nullable OffsetDateTime lastWritten,
        @Nullable OffsetDateTime lastHeard) {}
