// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import dev.mailboxmcp.call.CallTrail.SentMail;
import dev.mailboxmcp.observe.EndedCall.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Calls as observers are told of them. */
final class SampleCalls {
    static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    static final String SPAN = "b7ad6b7169203331";
    static final Instant BEGAN = Instant.parse("2026-11-25T10:00:00.123456Z");

    private SampleCalls() {}

    static EndedCall read(Outcome outcome) {
        return new EndedCall(
                "tools/call",
                "imap_read_email",
                "2026-07-28",
                "a-client/1.0",
                "192.0.2.7",
                "alice@example.org",
                BEGAN,
                Duration.ofMillis(42),
                outcome,
                null,
                Objects.requireNonNull(TraceParent.of("00-" + TRACE + "-" + SPAN + "-01")));
    }

    static EndedCall sent(boolean repeated) {
        return new EndedCall(
                "tools/call",
                "smtp_send_email",
                null,
                null,
                "192.0.2.7",
                "alice@example.org",
                BEGAN,
                Duration.ofMillis(1_500),
                new Outcome.Succeeded(),
                new SentMail(
                        "SENT",
                        "<1@example.org>",
                        List.of("b@two.example", "a@one.example", "c@two.example"),
                        repeated),
                null);
    }

    static EndedCall of(String method) {
        return new EndedCall(
                method, null, null, null, "192.0.2.7", null, BEGAN, Duration.ZERO, new Outcome.Succeeded(), null, null);
    }
}
