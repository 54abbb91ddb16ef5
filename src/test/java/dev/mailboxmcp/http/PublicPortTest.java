// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class PublicPortTest {
    private static final Duration SOON = Duration.ofMillis(2);

    private final AtomicInteger givenUp = new AtomicInteger();

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
            assertThat(verdict(port, Status.DOWN))
                    .contains("*:" + other.getAddress().getPort())
                    .contains("is answered by another process", "PORT taken");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void aPortThatNobodyListensAtIsNotReady() throws Exception {
        int free;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = closed.getLocalPort();
        }
        try (PublicPort port = at("localhost", free)) {
            assertThat(verdict(port, Status.DOWN)).contains("was not reached yet");
            port.look();

            await().until(() -> givenUp.get() == 1);
            assertThat(verdict(port, Status.DOWN)).contains("does not answer: PORT, BIND_ADDRESS");
        }
    }

    @Test
    void aRequestThatCameProvesItAndOneToAnotherPortDoesNot() {
        try (PublicPort port = at("localhost", 3000)) {
            port.reached(8443);
            assertThat(verdict(port, Status.DOWN)).contains("was not reached yet");

            port.reached(3000);
            assertThat(verdict(port, Status.UP)).isEqualTo("localhost:3000 reaches this process");
        }
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
        try (PublicPort port = new PublicPort("localhost", OptionalInt.empty(), givenUp::incrementAndGet)) {
            port.look();

            assertThat(port.call().getStatus()).isEqualTo(Status.UP);
        }
    }

    private PublicPort at(String host, int number) {
        return new PublicPort(host, OptionalInt.of(number), givenUp::incrementAndGet, SOON);
    }

    private static String verdict(PublicPort port, Status expected) {
        HealthCheckResponse response = port.call();
        assertThat(response.getStatus()).isEqualTo(expected);
        return String.valueOf(response.getData().orElseThrow().get("address"));
    }
}
