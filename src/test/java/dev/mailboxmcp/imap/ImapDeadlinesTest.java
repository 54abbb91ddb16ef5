// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.mailboxmcp.imap.ScriptedImapServer.Script;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.net.HostLookup;
import dev.mailboxmcp.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;

/** Each deadline is a setting, ends a call in time, and the failure says which one it was and where the call stood. */
class ImapDeadlinesTest {
    private static final Duration FAR = Duration.ofSeconds(60);

    @Test
    void connecting() throws IOException {
        List<Socket> filling = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, filling);

            assertFailure(full.getLocalPort(), "IMAP_CONNECT_TIMEOUT", Map.of())
                    .isEqualTo(new MailFailure.ServerUnavailable("IMAP", "no answer within 1 s, connecting"));
        } finally {
            for (Socket socket : filling) {
                socket.close();
            }
        }
    }

    @Test
    void findingTheAddressIsPartOfConnecting() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        ImapSettings settings = ImapSettings.read(new Settings(
                name -> Optional.ofNullable(Map.of("IMAP_HOST", "mail.example.test", "IMAP_CONNECT_TIMEOUT", "1")
                        .get(name))));
        try (ImapConnector connector = new ImapConnector(settings, new HostLookup(host -> {
            awaitUninterruptibly(over);
            throw new UnknownHostException(host);
        }))) {
            assertThatThrownBy(() -> connector.open(Deadline.after(FAR)))
                    .isInstanceOfSatisfying(
                            MailException.class,
                            failure -> assertThat(failure.failure())
                                    .isEqualTo(new MailFailure.ServerUnavailable(
                                            "IMAP", "no answer within 1 s, connecting")));
        } finally {
            over.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aRefusedConnectionSaysWhere() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }

        assertFailure(port, "IMAP_CONNECT_TIMEOUT", Map.of())
                .isEqualTo(new MailFailure.ServerUnavailable(
                        "IMAP",
                        "nothing accepts connections at 127.0.0.1:" + port + "; it is down, or IMAP_PORT is wrong"));
    }

    @Test
    void theGreeting() {
        assertFailure(ScriptedImapServer.Peer::stall, "IMAP_GREETING_TIMEOUT", Map.of())
                .isEqualTo(new MailFailure.ServerUnavailable("IMAP", "no answer within 1 s, waiting for the greeting"));
    }

    @Test
    void theGreetingBeforeStartTls() {
        assertFailure(ScriptedImapServer.Peer::stall, "IMAP_GREETING_TIMEOUT", Map.of("STARTTLS", ""))
                .isEqualTo(new MailFailure.ServerUnavailable("IMAP", "no answer within 1 s, asking for TLS"));
    }

    @Test
    void theTlsHandshake() {
        assertFailure(ScriptedImapServer.Peer::stall, "IMAP_TLS_TIMEOUT", Map.of("IMAP_TLS", "true"))
                .isEqualTo(new MailFailure.ServerUnavailable("IMAP", "no answer within 1 s, in the TLS handshake"));
    }

    @Test
    void aTlsHandshakeThatDrips() {
        Script drip = client -> {
            client.raw("\26\3\3\0\177\2\0\0\173"); // a record that announces 127 bytes
            for (; ; ) {
                client.raw("\0");
                client.pause(Duration.ofMillis(50));
            }
        };
        assertFailure(drip, "IMAP_TLS_TIMEOUT", Map.of("IMAP_TLS", "true"))
                .isEqualTo(new MailFailure.ServerUnavailable("IMAP", "no answer within 1 s, in the TLS handshake"));
    }

    @Test
    void reading() {
        assertFailure(
                        client -> {
                            client.login("");
                            client.stall();
                        },
                        "IMAP_READ_TIMEOUT",
                        Map.of())
                .isEqualTo(new MailFailure.TimedOut("opening the folder", Duration.ofSeconds(1)));
    }

    @Test
    void theWholeCall() {
        assertFailure(
                        client -> {
                            client.login("");
                            client.command();
                            for (; ; ) {
                                client.say("* OK still looking");
                                client.pause(Duration.ofMillis(50));
                            }
                        },
                        "CALL_TIMEOUT",
                        Map.of())
                .isEqualTo(new MailFailure.TimedOut("opening the folder", Duration.ofSeconds(1)));
    }

    private static ObjectAssert<MailFailure> assertFailure(Script script, String shortened, Map<String, String> more) {
        try (ScriptedImapServer server = new ScriptedImapServer(script)) {
            return assertFailure(server.port(), shortened, more);
        }
    }

    private static ObjectAssert<MailFailure> assertFailure(int port, String shortened, Map<String, String> more) {
        Map<String, String> environment =
                new HashMap<>(Map.of("IMAP_HOST", "127.0.0.1", "IMAP_PORT", "" + port, "IMAP_TLS", "false"));
        for (String name : List.of(
                "IMAP_CONNECT_TIMEOUT",
                "IMAP_GREETING_TIMEOUT",
                "IMAP_TLS_TIMEOUT",
                "IMAP_READ_TIMEOUT",
                "CALL_TIMEOUT")) {
            environment.put(name, name.equals(shortened) ? "1" : "" + FAR.toSeconds());
        }
        environment.putAll(more);
        ImapSettings read = ImapSettings.read(new Settings(name -> Optional.ofNullable(environment.get(name))));
        ImapSettings settings = more.containsKey("STARTTLS")
                ? new ImapSettings(read.host(), port, TlsMode.STARTTLS, null, 5, 4, read.timeouts())
                : read;
        long start = System.nanoTime();
        try (ImapConnector connector = new ImapConnector(settings);
                ImapPool pool = new ImapPool(connector, InstantSource.system())) {
            ObjectAssert<MailFailure> failure = assertThatThrownBy(() -> pool.read(
                            GreenMailAccount.ANNA,
                            connection -> connection.ask("opening the folder", new ImapCommand("CHECK"))))
                    .extracting(thrown -> ((MailException) thrown).failure(), type(MailFailure.class));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(FAR.dividedBy(3));
            assertThat(pool.state().total()).isZero();
            return failure;
        }
    }

    /** Connections nobody accepts, until the next one is not even answered by the system. */
    private static void fill(ServerSocket server, List<Socket> filling) throws IOException {
        for (int i = 0; i < 10; i++) {
            Socket socket = new Socket();
            filling.add(socket);
            try {
                socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 300);
            } catch (java.net.SocketTimeoutException e) {
                return;
            }
        }
    }
}
