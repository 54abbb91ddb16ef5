// SPDX-License-Identifier: MIT
package dev.mailboxmcp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

/** Finding and trying addresses, and TLS on what connects. */
class DialerTest {
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final InetAddress NOBODY = address(127, 0, 0, 99);

    @Test
    void theNextAddressIsTriedWhereOneRefuses() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> attempts = new ArrayList<>();
            try (Socket socket = dialer(server.getLocalPort(), NOBODY, InetAddress.getLoopbackAddress())
                    .dial(LONG, () -> attempt(attempts))) {
                assertThat(socket.getInetAddress()).isEqualTo(InetAddress.getLoopbackAddress());
                assertThat(socket.getInetAddress().getHostName()).isEqualTo("mail.example.test");
                assertThat(attempts).hasSize(2);
                assertThat(attempts.getFirst().isClosed()).isTrue();
            }
        }
    }

    @Test
    void whereNoneAnswersTheLastFailureIsTold() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }
        List<Socket> attempts = new ArrayList<>();

        assertThatThrownBy(() ->
                        dialer(port, NOBODY, InetAddress.getLoopbackAddress()).dial(LONG, () -> attempt(attempts)))
                .isInstanceOf(ConnectException.class);

        assertThat(attempts).hasSize(2).allMatch(Socket::isClosed);
    }

    @Test
    void nothingIsTriedWithoutTime() {
        List<Socket> attempts = new ArrayList<>();

        assertThatThrownBy(() -> dialer(1, NOBODY).dial(Duration.ZERO, () -> attempt(attempts)))
                .isInstanceOf(SocketTimeoutException.class);

        assertThat(attempts).isEmpty();
    }

    @Test
    void tlsChecksTheNameAndIsOfToday() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Dialer dialer = dialer(server.getLocalPort(), InetAddress.getLoopbackAddress());
            try (Socket tcp = dialer.dial(LONG);
                    SSLSocket secured = dialer.secure(tcp)) {
                assertThat(secured.getSSLParameters().getEndpointIdentificationAlgorithm())
                        .isEqualTo("HTTPS");
                assertThat(secured.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
            }
        }
    }

    private static Socket attempt(List<Socket> attempts) {
        Socket socket = new Socket();
        attempts.add(socket);
        return socket;
    }

    private static Dialer dialer(int port, InetAddress... addresses) {
        SSLSocketFactory trust = (SSLSocketFactory) SSLSocketFactory.getDefault();
        return new Dialer("mail.example.test", port, trust, new HostLookup(host -> addresses));
    }

    private static InetAddress address(int... bytes) {
        try {
            byte[] raw = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                raw[i] = (byte) bytes[i];
            }
            return InetAddress.getByAddress(raw);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
