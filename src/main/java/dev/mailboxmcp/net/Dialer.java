// SPDX-License-Identifier: MIT
package dev.mailboxmcp.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to one server: looks up its name, tries its addresses one after the other, and puts TLS on a connection,
 * which checks the certificate for that name. Thread-safe.
 */
public final class Dialer {
    private static final String[] TLS_VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final String host;
    private final int port;
    private final SSLSocketFactory tls;
    private final HostLookup hosts;
    private final AtomicReference<@Nullable CompletableFuture<Boolean>> pending = new AtomicReference<>();
    private volatile boolean greeted;

    /** @param tls decides which certificates are trusted, as {@link TlsTrust} makes it */
    public Dialer(String host, int port, SSLSocketFactory tls, HostLookup hosts) {
        this.host = host;
        this.port = port;
        this.tls = tls;
        this.hosts = hosts;
    }

    /** The same as {@link #dial(Duration, Supplier)}, with sockets of the platform. */
    public Socket dial(Duration limit) throws IOException {
        return dial(limit, Socket::new);
    }

    /**
     * Connects to the first address of the host that answers. The addresses share the time equally, so that one that
     * answers nothing does not use up that of the next. Closes the sockets of attempts that failed.
     *
     * @param limit for the lookup and all attempts together
     * @param sockets makes the socket of each attempt, not connected; one that is closed already ends that attempt
     * @throws java.net.UnknownHostException if the host has no address
     * @throws SocketTimeoutException if the time is over
     * @throws IOException the failure of the last address
     */
    public <S extends Socket> S dial(Duration limit, Supplier<S> sockets) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        InetAddress[] addresses = hosts.addresses(host, limit);
        IOException failure = new SocketTimeoutException("the time to connect is over");
        for (int i = 0; i < addresses.length; i++) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                break;
            }
            S socket = sockets.get();
            try {
                connect(socket, addresses[i], Math.toIntExact(Math.max(1, left / (addresses.length - i))));
                return socket;
            } catch (IOException e) {
                failure = e;
                close(socket);
            }
        }
        throw failure;
    }

    /** The address carries the configured name: asked for it, the JDK would look it up backwards for a numeric host. */
    private void connect(Socket socket, InetAddress address, int millis) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getByAddress(host, address.getAddress()), port), millis);
        socket.setTcpNoDelay(true); // a last short line must not wait for the acknowledgement of what was sent before
        socket.setKeepAlive(true);
    }

    /**
     * Puts TLS on a connection; the handshake is still to be started. RFC 7817 checks names as RFC 2818 does, and RFC 8314
     * wants TLS 1.2 at least. Closing the one closes the other.
     */
    public SSLSocket secure(Socket tcp) throws IOException {
        SSLSocket secured = (SSLSocket) tls.createSocket(tcp, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(TLS_VERSIONS);
        secured.setSSLParameters(parameters);
        return secured;
    }

    /** Whether the server has ever spoken before it was spoken to. */
    boolean wasGreeted() {
        return greeted;
    }

    void noteGreeting() {
        greeted = true;
    }

    /** Finds out whether the port begins with TLS; who comes meanwhile gets the same answer. */
    boolean beginsWithTls(BooleanSupplier question) {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> asked = pending.compareAndExchange(null, mine);
        if (asked != null) {
            return asked.join();
        }
        boolean tls = false;
        try {
            tls = question.getAsBoolean();
        } finally {
            pending.set(null);
            mine.complete(tls);
        }
        return tls;
    }

    /** The client's side of TLS with this server, for a connection that is driven from outside. */
    SSLEngine engine(SSLContext context) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        return engine;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // nothing was to be had from it
        }
    }
}
