// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * A line of the audit log about a file that went by a link, as JSON-B writes it: what is null is left out. Neither the link nor
 * the file's name is in it. Public, since the servers' JSON-B reads it.
 *
 * @param time of the begin, ISO 8601 in UTC with milliseconds
 * @param event {@code download} or {@code upload}
 * @param user as the log may show users
 * @param profile of the mail provider; null where there is one for everybody
 * @param ms how long it took
 * @param outcome {@code ok}, {@code cut} where the file broke off, or the status of HTTP
 * @param bytes that went, of the file
 */
@JsonbPropertyOrder({"time", "event", "user", "profile", "address", "ms", "outcome", "bytes"})
public record TransferLine(
        String time,
        String event,
        @Nullable String user,
        @Nullable String profile,
        String address,
        long ms,
        String outcome,
        long bytes) {}
