// SPDX-License-Identifier: MIT
package dev.mailboxmcp.health;

import dev.mailboxmcp.net.Dialer;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLSocket;

/**
 * Connects to a port, with a TLS handshake where the port begins with one, and says nothing.
 *
 * @param tlsFirst whether the connection begins with TLS
 * @param timeout for the name and the connection, and again for each step of the handshake
 */
public record TcpProbe(Dialer dialer, boolean tlsFirst, Duration timeout) implements MailServersReady.Probe {
    @Override
    public void connect() throws IOException {
        try (Socket socket = dialer.dial(timeout)) {
            if (tlsFirst) {
                socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
                try (SSLSocket secured = dialer.secure(socket)) {
                    secured.startHandshake();
                }
            }
        }
    }
}
