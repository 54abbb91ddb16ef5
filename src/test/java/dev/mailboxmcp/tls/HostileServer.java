// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tls;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Serves every connection by one script, and keeps all that clients say, within TLS and before it. */
public final class HostileServer implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** What to do with one connection. */
    @FunctionalInterface
    public interface Script {
        void play(Peer client) throws IOException;
    }

    private final ServerSocket listener = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
    private final StringWriter heard = new StringWriter();

    public HostileServer(Script script) throws IOException {
        Thread.ofVirtual().start(() -> {
            while (!listener.isClosed()) {
                try {
                    Socket socket = listener.accept();
                    Thread.ofVirtual().start(() -> serve(socket, script));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private void serve(Socket socket, Script script) {
        try (socket) {
            Peer peer = new Peer(socket);
            script.play(peer);
            peer.listen();
        } catch (IOException e) {
            // the client left, as it should
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** All that clients said, with what TLS was wrapped around taken off. */
    public String heard() {
        return heard.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /** The client's end of one connection. */
    public final class Peer {
        private Socket socket;
        private InputStream in;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        public void say(String text) throws IOException {
            raw(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        public void raw(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /** The next line, of which the first word is the tag in IMAP. */
        public String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new IOException("the client left");
                }
                line.write(b);
            }
            String text = line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            heard.append(text).append('\n');
            return text;
        }

        /** Goes on within TLS, under the certificate of that alias. */
        public void tls(String alias) throws IOException {
            SSLSocket secured = (SSLSocket)
                    context(alias).getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
            secured.setUseClientMode(false);
            secured.startHandshake();
            socket = secured;
            in = new BufferedInputStream(secured.getInputStream());
        }

        /** The port that the client reached. */
        public int localPort() {
            return socket.getLocalPort();
        }

        /** Says nothing for a while: some clients have to be kept waiting. */
        public void pause(Duration time) throws IOException {
            socket.setSoTimeout(Math.toIntExact(time.toMillis()));
            try {
                int unused = in.read();
            } catch (SocketTimeoutException e) {
                // as it should
            }
        }

        /** Ends the connection. */
        public void close() throws IOException {
            socket.close();
        }

        /** Hears the client out, saying nothing. */
        public void listen() throws IOException {
            for (int b = in.read(); b >= 0; b = in.read()) {
                heard.append((char) b);
            }
        }
    }

    private static SSLContext context(String alias) {
        try (InputStream in = HostileServer.class.getResourceAsStream("servers.p12")) {
            KeyStore all = KeyStore.getInstance("PKCS12");
            all.load(in, PASSWORD);
            X509Certificate[] chain = Arrays.stream(all.getCertificateChain(alias))
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new OnlyKey(alias, (PrivateKey) all.getKey(alias, PASSWORD), chain)}, null, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
