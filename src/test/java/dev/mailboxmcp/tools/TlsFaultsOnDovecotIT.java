// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.FaultProxy;
import dev.mailboxmcp.mailserver.FaultProxy.Fault;
import dev.mailboxmcp.mailserver.FaultProxy.Stage;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What strikes a TLS connection between its first byte and the end of a call, in the handshake and within: no answer is
 * made of what came, nothing is kept, and the next call works.
 */
class TlsFaultsOnDovecotIT {
    private static final Map<String, String> SHORT_DEADLINES = Map.of(
            "IMAP_TLS_TIMEOUT", "2", "IMAP_GREETING_TIMEOUT", "2", "IMAP_READ_TIMEOUT", "2", "CALL_TIMEOUT", "4");
    /** More than the server says in the handshake and the call. */
    private static final int WHOLE = 40_000;

    private final DovecotServer server = DovecotServer.shared();
    private final FaultProxy proxy = new FaultProxy(server.imapPort());
    private final ToolStack stack = ToolStack.on(server, proxy.port());

    @BeforeEach
    void oneMail() throws Exception {
        server.reset(server.alice());
        server.append(
                server.alice(), "INBOX", Mails.plain("bob@example.test", "alice@example.test", "the mail", "text"));
    }

    @AfterEach
    void close() {
        stack.close();
        proxy.close();
    }

    @Test
    void aConnectionCutAnywhereIsAFailure() {
        assertThat(strikeEverywhere(Fault.Cut::new)).isGreaterThan(10);
    }

    @Test
    void aByteThatIsAnotherAnywhereIsAFailure() {
        assertThat(strikeEverywhere(Fault.Corrupt::new)).isGreaterThan(10);
    }

    @Test
    void silenceAnywhereEndsInTime() throws Exception {
        List<Future<?>> calls = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int bytes = 0; bytes < 2800; bytes += 350) {
                int at = bytes;
                calls.add(threads.submit(() -> {
                    try (FaultProxy own = new FaultProxy(server.imapPort());
                            ToolStack impatient = impatient(own.port())) {
                        own.spoil(Stage.GREETING, new Fault.StallAfter(at), 1);
                        long start = System.nanoTime();

                        assertThat(code(list(impatient)))
                                .as("silence after %s bytes", at)
                                .isIn("TIMEOUT", "MAIL_SERVER_UNAVAILABLE"); // the second until it is connected

                        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
                        assertThat(code(list(impatient))).isEmpty();
                    }
                }));
            }
        }
        for (Future<?> call : calls) {
            call.get();
        }
    }

    @Test
    void theServerMayCloseWithoutAGoodbyeOfTls() {
        assertThat(code(list(stack))).isEmpty();
        proxy.resetAll();

        assertThat(code(list(stack))).isEmpty();
    }

    private interface At {
        Fault of(long position);
    }

    /** How many places there were. */
    private int strikeEverywhere(At fault) {
        JsonObject right = list(stack);
        int struck = 0;
        for (int at = 0; at < WHOLE; at += 197) {
            proxy.resetAll();
            await().until(() -> proxy.open() == 0);
            proxy.spoil(Stage.GREETING, fault.of(at), 1);
            JsonObject result = list(stack);
            proxy.heal();
            if (code(result).isEmpty()) {
                assertThat(subjects(result)).isEqualTo(subjects(right)); // behind the end of what was said
                break;
            }
            struck++;
            assertThat(code(result)).as("at byte %s", at).isEqualTo("MAIL_SERVER_UNAVAILABLE");
            await().untilAsserted(() -> assertThat(proxy.open()).isZero());
            assertThat(stack.pool().total()).isZero();
        }
        assertThat(code(list(stack))).isEmpty();
        return struck;
    }

    private ToolStack impatient(int port) {
        Map<String, String> settings = new HashMap<>(SHORT_DEADLINES);
        settings.put("IMAP_PORT", "" + port);
        return ToolStack.on(server, settings);
    }

    private JsonObject list(ToolStack of) {
        return of.call(ToolStack.credentials(server.alice()), "imap_list_emails", "{}");
    }

    private static List<String> subjects(JsonObject result) {
        return ToolsContract.subjects(result.getJsonObject("structuredContent"));
    }

    /** Empty for an answer. */
    private static String code(JsonObject result) {
        return result.getBoolean("isError")
                ? result.getJsonObject("_meta")
                        .getJsonObject("dev.mailboxmcp/error")
                        .getString("code")
                : "";
    }
}
