// SPDX-License-Identifier: MIT
package dev.mailboxmcp.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class AliveTest {
    @Test
    void aProcessWhoseCallsRunIsAlive() {
        assertThat(alive(Thread::startVirtualThread).getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aProcessWhoseCallsDoNotRunIsDeadAndSaysWhatHelps() {
        HealthCheckResponse stuck = alive(call -> {});

        assertThat(stuck.getStatus()).isEqualTo(Status.DOWN);
        assertThat(stuck.getData().orElseThrow()).containsEntry("problem", "no call runs any more: restart it");
    }

    private static HealthCheckResponse alive(Executor threads) {
        return new Alive(threads, Duration.ofMillis(200)).call();
    }
}
