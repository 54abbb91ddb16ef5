// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of the audit log, as JSON-B writes it: what is null is left out. Public, since the servers' JSON-B reads it.
 *
 * @param time of the begin, ISO 8601 in UTC with milliseconds
 * @param user as the log may show users
 * @param profile of the mail provider; null where there is one for everybody
 * @param ms how long the call took
 * @param outcome {@code ok}, the code of the tool's failure, or that of JSON-RPC
 * @param refusedDomains of the recipients for whom a mail was not sent, sorted
 * @param trace the id of the caller's trace
 */
@JsonbPropertyOrder({
    "time",
    "method",
    "tool",
    "user",
    "profile",
    "address",
    "client",
    "version",
    "ms",
    "outcome",
    "sent",
    "changed",
    "refusedDomains",
    "trace"
})
public record AuditLine(
        String time,
        String method,
        @Nullable String tool,
        @Nullable String user,
        @Nullable String profile,
        String address,
        @Nullable String client,
        @Nullable String version,
        long ms,
        String outcome,
        @Nullable Sent sent,
        @Nullable Change changed,
        @Nullable List<String> refusedDomains,
        @Nullable String trace) {
    /** @param domains of the recipients, sorted */
    @JsonbPropertyOrder({"status", "messageId", "recipients", "domains", "repeated"})
    public record Sent(String status, String messageId, int recipients, List<String> domains, boolean repeated) {}

    /**
     * What became of mails.
     *
     * @param matched null where no query found them
     * @param folder a hash
     * @param query a hash
     */
    @JsonbPropertyOrder({"action", "status", "done", "missing", "left", "matched", "folder", "query"})
    public record Change(
            String action,
            String status,
            int done,
            int missing,
            int left,
            @Nullable Integer matched,
            @Nullable String folder,
            @Nullable String query) {}
}
