// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import dev.mailboxmcp.call.CallTrail.ChangedMails;
import dev.mailboxmcp.call.CallTrail.SentMail;
import dev.mailboxmcp.call.McpMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that was answered. What clients can fill with anything (method, tool, version) is here only where this server
 * knows it, so that it can name a metric.
 *
 * @param method null for one that does not exist
 * @param tool null where none was called, or none that exists
 * @param version of MCP, as the request names it; null where it names none that exists
 * @param client what the client calls itself, printable and short; null where the request does not say
 * @param address of the client
 * @param user whose mailbox it was; null where the call got to none
 * @param profile of the mail provider that has the mailbox; null where there is one for everybody, or none
 * @param sent null where no mail was sent
 * @param changed null where no mail was to be changed
 * @param refusedDomains of recipients, where a mail was not sent for them
 * @param parent of the caller's trace; null where it named none
 */
public record EndedCall(
        @Nullable McpMethod method,
        @Nullable String tool,
        @Nullable String version,
        @Nullable String client,
        String address,
        @Nullable String user,
        @Nullable String profile,
        Instant began,
        Duration took,
        Outcome outcome,
        @Nullable SentMail sent,
        @Nullable ChangedMails changed,
        List<String> refusedDomains,
        @Nullable TraceParent parent) {
    /** What can become of a mail that was handed to the submission server. */
    static final List<String> SEND_STATUSES = List.of("SENT", "UNKNOWN");

    private static final String UNKNOWN_METHOD = "unknown";
    private static final int INTERNAL_ERROR = -32603;

    /** Begins with what every request has. */
    public static Builder of(@Nullable McpMethod method, String address) {
        return new Builder(method, address);
    }

    /** The name of the method, {@value #UNKNOWN_METHOD} for one that does not exist. */
    public String methodName() {
        return method == null ? UNKNOWN_METHOD : method.wireName();
    }

    /** Whether it ended in a failure of this server itself. */
    boolean isDefect() {
        return outcome instanceof Outcome.RpcFailed failed && failed.code() == INTERNAL_ERROR;
    }

    /** What is known of a request, one by one. Not thread-safe. */
    public static final class Builder {
        private final @Nullable McpMethod method;
        private final String address;
        private @Nullable String tool;
        private @Nullable String version;
        private @Nullable String client;
        private @Nullable String user;
        private @Nullable String profile;
        private @Nullable SentMail sent;
        private @Nullable ChangedMails changed;
        private List<String> refusedDomains = List.of();
        private @Nullable TraceParent parent;

        private Builder(@Nullable McpMethod method, String address) {
            this.method = method;
            this.address = address;
        }

        public Builder tool(@Nullable String name) {
            tool = name;
            return this;
        }

        public Builder version(@Nullable String named) {
            version = named;
            return this;
        }

        public Builder client(@Nullable String name) {
            client = name;
            return this;
        }

        public Builder user(@Nullable String name) {
            user = name;
            return this;
        }

        public Builder profile(@Nullable String id) {
            profile = id;
            return this;
        }

        public Builder sent(@Nullable SentMail mail) {
            sent = mail;
            return this;
        }

        public Builder changed(@Nullable ChangedMails mails) {
            changed = mails;
            return this;
        }

        public Builder refusedDomains(List<String> domains) {
            refusedDomains = List.copyOf(domains);
            return this;
        }

        public Builder parent(@Nullable TraceParent trace) {
            parent = trace;
            return this;
        }

        public EndedCall ended(Instant began, Duration took, Outcome outcome) {
            return new EndedCall(
                    method,
                    tool,
                    version,
                    client,
                    address,
                    user,
                    profile,
                    began,
                    took,
                    outcome,
                    sent,
                    changed,
                    refusedDomains,
                    parent);
        }
    }

    /** How it ended. */
    public sealed interface Outcome {
        /** The call ended as the caller wished. */
        record Succeeded() implements Outcome {}

        /** @param code of the result with {@code isError} */
        record ToolFailed(String code) implements Outcome {}

        /** @param code of the error of JSON-RPC */
        record RpcFailed(int code) implements Outcome {}
    }

    @Override
    public String toString() {
        return "EndedCall[" + methodName() + " " + outcome + "]";
    }
}
