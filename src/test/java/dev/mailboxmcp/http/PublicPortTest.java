// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.mailboxmcp.tls.HostileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class PublicPortTest {
    private static final Duration SOON = Duration.ofMillis(2);

    private static final int OPERATIONS = 9080;

    private final AtomicInteger givenUp = new AtomicInteger();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Test
    void aPortThatAnotherProcessAnswersIsNotOurs() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        other.start();
        try (PublicPort port = at("*", other.getAddress().getPort())) {
            port.look();

            await().until(() -> givenUp.get() == 1);
            assertThat(lines).singleElement().asString().contains("The process ends, since EXIT_IF_NOT_SERVING is on");
            assertThat(verdict(port, Status.DOWN))
                    .contains("*:" + other.getAddress().getPort())
                    .contains("is answered by another process", "PORT taken");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void aPortThatNobodyListensAtIsNotReadyButEndsNothing() throws Exception {
        int free;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = closed.getLocalPort();
        }
        try (PublicPort port = at("localhost", free)) {
            assertThat(verdict(port, Status.DOWN)).contains("was not reached yet");
            port.look();

            await().until(() -> !lines.isEmpty());
            assertThat(lines)
                    .singleElement()
                    .asString()
                    .contains("does not answer: PORT, BIND_ADDRESS")
                    .contains("EXIT_IF_NOT_SERVING ends the process only where another one answers");
            assertThat(verdict(port, Status.DOWN)).contains("does not answer: PORT, BIND_ADDRESS");
            assertThat(givenUp).hasValue(0);
        }
    }

    /** The answer of a server with TLS of its own at this port to a request without. */
    @Test
    void aPortThatSpeaksAnotherProtocolProvesNothing() throws Exception {
        try (ServerSocket secure = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> alert(secure));
            try (PublicPort port = at("localhost", secure.getLocalPort())) {
                port.look();

                await().until(() -> !lines.isEmpty());
                assertThat(verdict(port, Status.DOWN)).contains("speaks no HTTP without TLS");
                assertThat(givenUp).hasValue(0);
            }
        }
    }

    private static void alert(ServerSocket secure) {
        while (!secure.isClosed()) {
            try (Socket socket = secure.accept()) {
                socket.getInputStream().read(new byte[500]);
                socket.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, 2, 40});
            } catch (IOException e) {
                // the client has left, or the test is over
            }
        }
    }

    @Test
    void aPortWithTlsOfItsOwnIsAskedByTls() throws Exception {
        AtomicReference<PublicPort> asking = new AtomicReference<>();
        try (HostileServer secure = new HostileServer(it -> {
                    it.tls("good");
                    if (it.line().equals("GET /health HTTP/1.1")) {
                        asking.get().reached(it.localPort());
                        it.say("HTTP/1.1 200 OK\r\n\r\n");
                    }
                });
                PublicPort port = at("localhost", secure.port())) {
            asking.set(port);
            port.look();

            await().until(() -> port.call().getStatus() == Status.UP);
        }
    }

    /** Certificates are not looked at, so that what another one says proves nothing. */
    @Test
    void anAnswerByTlsIsNotBelieved() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        try (HostileServer secure = new HostileServer(it -> {
                    it.tls("good");
                    it.say("HTTP/1.1 200 OK\r\n\r\n");
                    answered.incrementAndGet();
                });
                PublicPort port = at("localhost", secure.port())) {
            port.look();

            await().until(() -> answered.get() > 2);
            assertThat(verdict(port, Status.DOWN)).contains("speaks no HTTP without TLS");
        }
    }

    /** The one that waits beside the host that has a shared address now. */
    @Test
    void anAddressOfAnotherHostIsNotAsked() throws Exception {
        try (PublicPort port = at("192.0.2.7", 3000)) {
            port.look();

            await().until(() -> !lines.isEmpty());
            assertThat(verdict(port, Status.DOWN)).contains("is no address of this host");
            assertThat(givenUp).hasValue(0);
        }
    }

    /** What waiting does not mend is told before the second question. */
    @Test
    void anAddressOfAnotherHostIsToldAtOnce() {
        try (PublicPort port = new PublicPort(
                "192.0.2.7",
                OptionalInt.of(3000),
                OptionalInt.of(OPERATIONS),
                givenUp::incrementAndGet,
                Duration.ofHours(1),
                lines::add)) {
            port.look();

            await().untilAsserted(() -> assertThat(lines)
                    .singleElement()
                    .asString()
                    .startsWith("192.0.2.7:3000 is no address of this host")
                    .contains("BIND_ADDRESS"));
        }
    }

    @Test
    void aNumberThatIsNoPortIsNotReady() {
        try (PublicPort port = at("localhost", 70_000)) {
            port.look();

            await().untilAsserted(() -> assertThat(verdict(port, Status.DOWN)).contains("does not answer"));
        }
    }

    @Test
    void aRequestToAnyPortButThatOfOperationsProvesIt() {
        try (PublicPort port = at("localhost", 3000)) {
            port.reached(OPERATIONS);
            assertThat(verdict(port, Status.DOWN)).contains("was not reached yet");

            port.reached(8443);
            assertThat(verdict(port, Status.UP)).isEqualTo("localhost:3000 reaches this process");
        }
    }

    @Test
    void whoIsNotReachedForLongIsAskedSeldom() {
        Duration often = Duration.ofMillis(500);

        assertThat(PublicPort.pause(often, 180)).isEqualTo(often);
        assertThat(PublicPort.pause(often, 182)).isEqualTo(Duration.ofSeconds(2));
        assertThat(PublicPort.pause(often, 1_000_000)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void itAsksItselfUntilItIsReached() throws Exception {
        HttpServer own = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (PublicPort port = at("127.0.0.1", own.getAddress().getPort())) {
            own.createContext("/health", exchange -> {
                port.reached(exchange.getLocalAddress().getPort());
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            own.start();
            port.look();

            await().until(() -> port.call().getStatus() == Status.UP);
            assertThat(givenUp).hasValue(0);
        } finally {
            own.stop(0);
        }
    }

    @Test
    void whereTheServerDoesNotTellItsPortNothingIsHeldAgainstIt() {
        try (PublicPort port = at("localhost", OptionalInt.empty())) {
            port.look();

            assertThat(port.call().getStatus()).isEqualTo(Status.UP);
        }
    }

    private PublicPort at(String host, int number) {
        return at(host, OptionalInt.of(number));
    }

    private PublicPort at(String host, OptionalInt number) {
        return new PublicPort(host, number, OptionalInt.of(OPERATIONS), givenUp::incrementAndGet, SOON, lines::add);
    }

    private static String verdict(PublicPort port, Status expected) {
        HealthCheckResponse response = port.call();
        assertThat(response.getStatus()).isEqualTo(expected);
        return String.valueOf(response.getData().orElseThrow().get("address"));
    }
}
