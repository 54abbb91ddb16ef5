// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * A line of the audit log about a client that signs users in, as JSON-B writes it: what is null is left out. Public, since the
 * servers' JSON-B reads it. Client and grant are as {@code TOKENS_REVOKED_FILE} names them.
 *
 * @param time ISO 8601 in UTC with milliseconds
 * @param event {@code consent}, {@code token}, {@code refresh} or {@code register}
 * @param user as the log may show users
 * @param outcome {@code ok}, or the code of OAuth's error
 */
@JsonbPropertyOrder({"time", "event", "user", "address", "client", "grant", "outcome"})
public record SignInLine(
        String time,
        String event,
        @Nullable String user,
        String address,
        @Nullable String client,
        @Nullable String grant,
        String outcome) {}
