// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import dev.mailboxmcp.call.CallTrail.ChangedMails;
import dev.mailboxmcp.call.CallTrail.SentMail;
import dev.mailboxmcp.call.McpMethod;
import dev.mailboxmcp.observe.EndedCall.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls as observers are told of them. */
final class SampleCalls {
    static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    static final String SPAN = "b7ad6b7169203331";
    static final Instant BEGAN = Instant.parse("2026-11-25T10:00:00.123456Z");

    private SampleCalls() {}

    static EndedCall read(Outcome outcome) {
        return EndedCall.of(McpMethod.CALL_TOOL, "192.0.2.7")
                .tool("imap_read_email")
                .version("2026-07-28")
                .client("a-client/1.0")
                .user("alice@example.org")
                .parent(TraceParent.of("00-" + TRACE + "-" + SPAN + "-01"))
                .ended(BEGAN, Duration.ofMillis(42), outcome);
    }

    static EndedCall sent(boolean repeated) {
        return EndedCall.of(McpMethod.CALL_TOOL, "192.0.2.7")
                .tool("smtp_send_email")
                .user("alice@example.org")
                .sent(new SentMail(
                        "SENT",
                        "<1@example.org>",
                        List.of("b@two.example", "a@one.example", "c@two.example"),
                        repeated))
                .ended(BEGAN, Duration.ofMillis(1_500), new Outcome.Succeeded());
    }

    static EndedCall changed() {
        return EndedCall.of(McpMethod.CALL_TOOL, "192.0.2.7")
                .tool("imap_organize_emails")
                .user("alice@example.org")
                .changed(new ChangedMails("ARCHIVE", "PARTIAL", 5, 1, 2, 0, "Secret project", "from:boss"))
                .ended(BEGAN, Duration.ofMillis(12), new Outcome.Succeeded());
    }

    static EndedCall refused() {
        return EndedCall.of(McpMethod.CALL_TOOL, "192.0.2.7")
                .tool("smtp_send_email")
                .user("alice@example.org")
                .refusedDomains(List.of("one.example", "two.example"))
                .ended(BEGAN, Duration.ofMillis(3), new Outcome.ToolFailed("NOT_ALLOWED"));
    }

    static EndedCall of(@Nullable McpMethod method) {
        return EndedCall.of(method, "192.0.2.7").ended(BEGAN, Duration.ZERO, new Outcome.Succeeded());
    }
}
