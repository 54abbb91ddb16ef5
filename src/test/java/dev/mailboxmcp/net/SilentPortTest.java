// SPDX-License-Identifier: MIT
package dev.mailboxmcp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of connections that wait while the port is asked whether it begins with TLS. */
class SilentPortTest {
    private static final byte[] ALERT = {21, 3, 3, 0, 2, 2, 40};

    private ServerSocket server;
    private Dialer dialer;

    @BeforeEach
    void listen() throws Exception {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        dialer = new Dialer(
                "localhost",
                server.getLocalPort(),
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                new HostLookup(host -> new InetAddress[] {InetAddress.getLoopbackAddress()}));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void whatGreetsWhileItIsAskedIsNotCut() throws Exception {
        try (Socket waiting = new Socket()) {
            SilentPort port = new SilentPort(dialer, waiting);
            Thread asks = Thread.ofPlatform().start(port::ask);
            try (Socket asked = server.accept()) {
                port.heard();
                asked.getOutputStream().write(ALERT);
                asks.join();
            }

            assertThat(waiting.isClosed()).isFalse();
            assertThat(port.beginsWithTls()).isFalse();
        }
    }

    @Test
    void manyWhoWaitAskOnce() throws Exception {
        try (Socket one = new Socket();
                Socket two = new Socket()) {
            SilentPort first = new SilentPort(dialer, one);
            SilentPort second = new SilentPort(dialer, two);
            Thread asks = Thread.ofPlatform().start(first::ask);
            try (Socket asked = server.accept()) {
                Thread waits = Thread.ofPlatform().start(second::ask);
                await().until(() ->
                        Set.of(Thread.State.WAITING, Thread.State.TERMINATED).contains(waits.getState()));
                asked.getOutputStream().write(ALERT);
                asks.join();
                waits.join();
            }

            assertThat(first.beginsWithTls()).isTrue();
            assertThat(second.beginsWithTls()).isTrue();
            assertThat(one.isClosed()).isTrue();
            assertThat(two.isClosed()).isTrue();
        }
    }
}
