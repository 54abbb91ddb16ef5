// SPDX-License-Identifier: MIT
package dev.mailboxmcp.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.call.McpMethod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallObserverTest {
    private final List<EndedCall> told = new ArrayList<>();

    /** Telemetry is the server's, and the caller's answer comes after it. */
    @Test
    void oneThatThrowsKeepsNothingFromTheOthersAndFromTheCaller() {
        CallObserver all = CallObserver.all(List.of(
                call -> {
                    throw new IllegalStateException("of a test");
                },
                call -> {
                    throw new NoSuchMethodError("of a test");
                },
                told::add));

        all.ended(SampleCalls.of(McpMethod.PING));

        assertThat(told).hasSize(1);
    }
}
