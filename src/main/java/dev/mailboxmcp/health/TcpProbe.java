// SPDX-License-Identifier: MIT
package dev.mailboxmcp.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a port, with a TLS handshake where the port begins with one, and says nothing.
 *
 * @param tls decides whom to trust; null where the connection does not begin with TLS
 * @param timeout for the connection, and again for each step of the handshake
 */
public record TcpProbe(String host, int port, @Nullable SSLSocketFactory tls, Duration timeout)
        implements MailServersReady.Probe {
    @Override
    public void connect() throws IOException {
        int millis = Math.toIntExact(timeout.toMillis());
        try (Socket socket = new Socket()) {
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw new UnknownHostException(host);
            }
            socket.connect(address, millis);
            if (tls != null) {
                socket.setSoTimeout(millis);
                handshake(tls, socket);
            }
        }
    }

    private void handshake(SSLSocketFactory factory, Socket socket) throws IOException {
        try (SSLSocket secured = (SSLSocket) factory.createSocket(socket, host, port, true)) {
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
        }
    }
}
