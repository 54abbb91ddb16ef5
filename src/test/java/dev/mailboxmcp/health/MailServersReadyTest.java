// SPDX-License-Identifier: MIT
package dev.mailboxmcp.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.health.MailServersReady.MailServer;
import dev.mailboxmcp.health.MailServersReady.Probe;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class MailServersReadyTest {
    private static final MailLibrary SAFE = new MailLibrary("2.0.5");
    private static final Executor AT_ONCE = Runnable::run;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T10:00:00Z"));
    private final InstantSource clock = now::get;
    private final AtomicInteger probes = new AtomicInteger();
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    @Test
    void isUpWhenEveryServerAcceptsAConnection() {
        HealthCheckResponse response = ready(
                        AT_ONCE, server("imap", probes::incrementAndGet), server("smtp", probes::incrementAndGet))
                .call();

        assertThat(response.getStatus()).isEqualTo(Status.UP);
        assertThat(data(response))
                .containsEntry("imap", "imap.example.org:1 accepted a connection at 2026-11-22T10:00:00Z")
                .containsEntry("smtp", "smtp.example.org:1 accepted a connection at 2026-11-22T10:00:00Z")
                .containsEntry("angus-mail", "2.0.5");
    }

    @Test
    void isDownWhenOneServerRefusesAndSaysWhichAndWhy() {
        HealthCheckResponse response = ready(AT_ONCE, server("imap", probes::incrementAndGet), server("smtp", () -> {
                    throw new ConnectException("Connection\r\nrefused");
                }))
                .call();

        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(data(response))
                .containsEntry("smtp", "smtp.example.org:1 failed: ConnectException: Connection??refused");
    }

    @Test
    void isDownWithAnUnsafeMailLibraryWhateverTheServersSay() {
        MailServersReady ready = new MailServersReady(
                List.of(server("imap", probes::incrementAndGet)),
                false,
                new MailLibrary("2.0.3"),
                "1.2.3",
                clock,
                AT_ONCE);

        HealthCheckResponse response = ready.call();

        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(data(response).get("angus-mail")).asString().contains("2.0.3", "CVE-2025-7962");
        assertThat(data(response)).containsEntry("version", "1.2.3");
    }

    @Test
    void oneProviderIsEnoughUnlessAllAreWantedAndEachIsNamed() {
        HealthCheckResponse any = ofTwoProviders(false);
        HealthCheckResponse all = ofTwoProviders(true);

        assertThat(any.getStatus()).isEqualTo(Status.UP);
        assertThat(all.getStatus()).isEqualTo(Status.DOWN);
        assertThat(List.of(any, all))
                .allSatisfy(response -> assertThat(data(response))
                        .containsEntry(
                                "corp.imap", "imap.corp.example:993 accepted a connection at 2026-11-22T10:00:00Z")
                        .containsEntry(
                                "m365.imap", "imap.m365.example:993 accepted a connection at 2026-11-22T10:00:00Z")
                        .containsEntry(
                                "m365.smtp", "smtp.m365.example:587 failed: ConnectException: Connection refused"));
    }

    @Test
    void aSubmissionServerAloneTakesNoneOfSeveralProvidersAway() {
        Probe fails = () -> {
            throw new ConnectException("Connection refused");
        };
        MailServer reads = new MailServer("corp", "imap", "imap.corp.example:993", () -> {});
        MailServer sendsNot = new MailServer("corp", "smtp", "smtp.corp.example:587", fails);
        MailServer away = new MailServer("m365", "imap", "imap.m365.example:993", fails);

        assertThat(status(false, reads, sendsNot, away)).isEqualTo(Status.UP);
        assertThat(status(true, reads, sendsNot)).isEqualTo(Status.DOWN);
        assertThat(status(false, reads, sendsNot)).as("one provider alone").isEqualTo(Status.DOWN);
        assertThat(status(false, new MailServer("corp", "smtp", "smtp.corp.example:587", () -> {}), away))
                .as("none can be read")
                .isEqualTo(Status.DOWN);
    }

    private Status status(boolean all, MailServer... servers) {
        return new MailServersReady(List.of(servers), all, SAFE, "1.2.3", clock, AT_ONCE, Duration.ZERO)
                .call()
                .getStatus();
    }

    private HealthCheckResponse ofTwoProviders(boolean all) {
        return new MailServersReady(
                        List.of(
                                new MailServer("corp", "imap", "imap.corp.example:993", () -> {}),
                                new MailServer("m365", "imap", "imap.m365.example:993", () -> {}),
                                new MailServer("m365", "smtp", "smtp.m365.example:587", () -> {
                                    throw new ConnectException("Connection refused");
                                })),
                        all,
                        SAFE,
                        "1.2.3",
                        clock,
                        AT_ONCE,
                        Duration.ZERO)
                .call();
    }

    @Test
    void aServerIsAskedAtMostEveryFifteenSeconds() {
        MailServersReady ready = ready(AT_ONCE, server("imap", probes::incrementAndGet));

        for (int second = 0; second < 15; second++) {
            ready.call();
            now.updateAndGet(time -> time.plusSeconds(1));
        }
        assertThat(probes).hasValue(1);

        ready.call();
        assertThat(probes).hasValue(2);
    }

    @Test
    void aVerdictOfHalfAMinuteAgoIsGivenAtOnceWhileANewOneIsOnItsWay() {
        MailServersReady ready = ready(waiting::add, server("imap", probes::incrementAndGet));
        ready.call();
        runWaiting();
        now.updateAndGet(time -> time.plusSeconds(30));

        assertThat(ready.call().getStatus()).isEqualTo(Status.UP);
        assertThat(probes).hasValue(1);

        runWaiting();
        assertThat(probes).hasValue(2);
    }

    @Test
    void aVerdictOfAMinuteAgoNoLongerCounts() {
        MailServersReady ready = ready(waiting::add, server("imap", probes::incrementAndGet));
        ready.call();
        runWaiting();
        now.updateAndGet(time -> time.plusSeconds(60));

        HealthCheckResponse response = ready.call();

        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(data(response)).containsEntry("imap", "imap.example.org:1 has not answered yet");
    }

    @Test
    void aServerThatHangsHoldsOneProbeOnly() {
        MailServersReady ready = ready(waiting::add, server("imap", probes::incrementAndGet));
        for (int minute = 0; minute < 10; minute++) {
            assertThat(ready.call().getStatus()).isEqualTo(Status.DOWN);
            now.updateAndGet(time -> time.plusSeconds(60));
        }

        assertThat(waiting).hasSize(1);
    }

    @Test
    void aServerThatComesBackIsUpAgain() {
        AtomicInteger failures = new AtomicInteger(1);
        MailServersReady ready = ready(AT_ONCE, server("imap", () -> {
            if (failures.getAndDecrement() > 0) {
                throw new IOException("gone");
            }
        }));

        assertThat(ready.call().getStatus()).isEqualTo(Status.DOWN);
        now.updateAndGet(time -> time.plusSeconds(15));
        assertThat(ready.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aProbeThatBreaksIsDownAndNoFailureOfOurs() {
        HealthCheckResponse response = ready(AT_ONCE, server("imap", () -> {
                    throw new IllegalStateException();
                }))
                .call();

        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        assertThat(data(response)).containsEntry("imap", "imap.example.org:1 failed: IllegalStateException");
    }

    @Test
    void aServerWhoseProbeEndedByAnErrorIsAskedAgain() {
        AtomicInteger failures = new AtomicInteger(1);
        MailServersReady ready = ready(AT_ONCE, server("imap", () -> {
            if (failures.getAndDecrement() > 0) {
                throw new NoClassDefFoundError("of a test");
            }
        }));

        assertThat(data(ready.call()))
                .containsEntry("imap", "imap.example.org:1 failed: NoClassDefFoundError: of a test");
        now.updateAndGet(time -> time.plusSeconds(15));
        assertThat(ready.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void isDownWhileTheApplicationStops() {
        Executor stopped = task -> {
            throw new RejectedExecutionException();
        };

        assertThat(ready(stopped, server("imap", probes::incrementAndGet))
                        .call()
                        .getStatus())
                .isEqualTo(Status.DOWN);
    }

    @Test
    void whatIsWrongIsLookedForAtTheStartAlready() {
        ready(AT_ONCE, server("imap", probes::incrementAndGet)).look();

        assertThat(probes).hasValue(1);
    }

    @Test
    void aProbesOwnWordsStandAlone() {
        HealthCheckResponse response = ready(AT_ONCE, server("smtp", () -> {
                    throw new IOException("nobody who is trusted here signed its certificate: SMTP_CA_FILE");
                }))
                .call();

        assertThat(data(response))
                .containsEntry(
                        "smtp",
                        "smtp.example.org:1 failed: nobody who is trusted here signed its certificate: SMTP_CA_FILE");
    }

    private MailServersReady ready(Executor threads, MailServer... servers) {
        return new MailServersReady(Arrays.asList(servers), false, SAFE, "1.2.3", clock, threads, Duration.ZERO);
    }

    private static MailServer server(String name, Probe probe) {
        return new MailServer("", name, name + ".example.org:1", probe);
    }

    private void runWaiting() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    private static Map<String, Object> data(HealthCheckResponse response) {
        return response.getData().orElseThrow();
    }
}
