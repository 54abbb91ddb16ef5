// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Ready means, too, that requests to the public port come to this process: servers go on without a port that is taken, and
 * another process may well answer there. Every request that comes proves it, and until one does, this process asks
 * itself. Thread-safe.
 */
public final class PublicPort implements HealthCheck, AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(PublicPort.class.getName());
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** So many times; a server opens its port a moment after the application has started, on a busy machine a minute. */
    private static final int PATIENCE = 180;

    private final String host;
    private final OptionalInt port;
    private final Duration interval;
    private final Runnable whenUnreached;
    private volatile boolean reached;
    private volatile boolean closed;
    private volatile String words = "was not reached yet";

    /**
     * The public port as the server tells of it.
     *
     * @param host where it listens; every address for {@code *}
     * @param port empty where the server does not tell, and all is taken for good
     * @param whenUnreached what to do, once, where no request comes to this process for long
     */
    public PublicPort(String host, OptionalInt port, Runnable whenUnreached) {
        this(host, port, whenUnreached, INTERVAL);
    }

    PublicPort(String host, OptionalInt port, Runnable whenUnreached, Duration interval) {
        this.host = host;
        this.port = port;
        this.whenUnreached = whenUnreached;
        this.interval = interval;
    }

    /** Notes a request that came. */
    public void reached(int localPort) {
        if (!reached && port.isPresent() && localPort == port.getAsInt()) {
            reached = true;
        }
    }

    /** Begins to ask, in the background. */
    public void look() {
        if (port.isPresent()) {
            Thread.ofPlatform().daemon().name("public-port-probe").start(this::askUntilReached);
        }
    }

    private void askUntilReached() {
        for (int asked = 0; !reached && !closed; asked++) {
            boolean answered = isAnswered();
            if (reached) {
                return;
            }
            words = answered
                    ? "is answered by another process, or by this server without its application: is PORT taken?"
                    : "does not answer: PORT, BIND_ADDRESS";
            if (asked == PATIENCE) {
                LOGGER.log(Level.ERROR, "{0} {1}", address(), words);
                whenUnreached.run();
            }
            try {
                Thread.sleep(interval);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean isAnswered() {
        try (Socket socket = new Socket()) {
            socket.connect(target(), Math.toIntExact(LIMIT.toMillis()));
            socket.setSoTimeout(Math.toIntExact(LIMIT.toMillis()));
            socket.getOutputStream()
                    .write("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    private InetSocketAddress target() {
        int number = port.orElseThrow();
        InetSocketAddress named = new InetSocketAddress(host.equals("*") ? "0.0.0.0" : host, number);
        InetAddress address = named.getAddress();
        return address != null && address.isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), number)
                : named;
    }

    private String address() {
        return host + ":" + port.orElseThrow();
    }

    @Override
    public HealthCheckResponse call() {
        return new HealthCheckResponse(
                "public-port",
                reached || port.isEmpty() ? HealthCheckResponse.Status.UP : HealthCheckResponse.Status.DOWN,
                port.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                Map.of("address", address() + (reached ? " reaches this process" : " " + words))));
    }

    /** Ends the asking. */
    @Override
    public void close() {
        closed = true;
    }
}
