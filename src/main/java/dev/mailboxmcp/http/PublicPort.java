// SPDX-License-Identifier: MIT
package dev.mailboxmcp.http;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jspecify.annotations.Nullable;

/**
 * Ready means, too, that requests come to this process: servers go on without a port that is taken, and another process may
 * well answer there. Every request to a port that is not the one of operations proves it, and until one has come, this process
 * asks itself. Only a process whose port is answered in HTTP, on this host, without that it came here, is proven to have none:
 * a server that has another endpoint, TLS, or an address that another host has at the moment, is only not ready yet.
 * Thread-safe.
 */
public final class PublicPort implements HealthCheck, AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(PublicPort.class.getName());
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final byte[] HTTP = "HTTP/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REQUEST =
            "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /**
     * So many times it finds the same; a server opens its port a moment after the application has started, on a busy
     * machine a minute. Counted, since a process that was stopped meanwhile has not waited.
     */
    private static final int PATIENCE = 180;

    private final String host;
    private final OptionalInt port;
    private final OptionalInt operations;
    private final Duration interval;
    private final @Nullable Runnable end;
    private final Consumer<String> errors;
    private volatile boolean reached;
    private volatile boolean closed;
    private volatile String words = "was not reached yet";

    /**
     * The public port as the server tells of it.
     *
     * @param host where it listens; every address for {@code *}
     * @param port empty where the server does not tell, and all is taken for good
     * @param operations the port at which requests prove nothing
     * @param end ends the process, where another one answers at the port; null where it stays
     */
    public PublicPort(String host, OptionalInt port, OptionalInt operations, @Nullable Runnable end) {
        this(host, port, operations, end, INTERVAL, line -> LOGGER.log(Level.ERROR, line));
    }

    /** @param errors takes each line */
    PublicPort(
            String host,
            OptionalInt port,
            OptionalInt operations,
            @Nullable Runnable end,
            Duration interval,
            Consumer<String> errors) {
        this.errors = errors;
        this.host = host;
        this.port = port;
        this.operations = operations;
        this.end = end;
        this.interval = interval;
    }

    /** Notes a request that came. */
    public void reached(int localPort) {
        if (!reached && (operations.isEmpty() || localPort != operations.getAsInt())) {
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
        Finding last = null;
        int same = 0;
        while (!reached && !closed) {
            Finding found = find();
            if (reached) {
                return;
            }
            same = found == last ? same + 1 : 0;
            last = found;
            words = found.words;
            if (same == (found == Finding.ELSEWHERE ? 0 : PATIENCE)) { // no waiting makes an address one of this host
                errors.accept(address() + " " + found.words + " " + consequence(found));
                if (found == Finding.TAKEN && end != null) {
                    end.run();
                }
            }
            try {
                Thread.sleep(pause(interval, same));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** How long to wait before the next question, after the same was found so many times more. */
    static Duration pause(Duration interval, int same) {
        int doublings = Math.clamp(same - PATIENCE, 0, 16);
        Duration pause = interval.multipliedBy(1L << doublings);
        return pause.compareTo(LONGEST_INTERVAL) < 0 ? pause : LONGEST_INTERVAL;
    }

    private String consequence(Finding found) {
        String down = "Readiness is DOWN until a request comes here";
        if (end == null) {
            return down + ", and the process stays, since EXIT_IF_NOT_SERVING is not on.";
        }
        return found == Finding.TAKEN
                ? "The process ends, since EXIT_IF_NOT_SERVING is on."
                : down + ". EXIT_IF_NOT_SERVING ends the process only where another one answers.";
    }

    /** What is found at the port by a request that does not come to this process. */
    private enum Finding {
        TAKEN("is answered by another process, or by this server without its application: is PORT taken?"),
        /** This server's own TLS is among it, where that wants a certificate of its clients. */
        OTHER("speaks no HTTP without TLS, which proves nothing: ask for /health there once."),
        SILENT(
                "does not answer: PORT, BIND_ADDRESS, or an endpoint of the server's own configuration at another port."),
        ELSEWHERE("is no address of this host, so nobody is asked: BIND_ADDRESS.");

        final String words;

        Finding(String words) {
            this.words = words;
        }
    }

    private Finding find() {
        InetSocketAddress target;
        byte[] answer;
        try {
            target = target();
            if (!isOfThisHost(target.getAddress())) {
                return Finding.ELSEWHERE;
            }
            answer = ask(target, socket -> socket);
        } catch (IOException | IllegalArgumentException e) {
            return Finding.SILENT; // refused, or no port that can be
        }
        if (Arrays.equals(answer, HTTP)) {
            return Finding.TAKEN;
        }
        askByTls(target);
        return answer.length == 0 ? Finding.SILENT : Finding.OTHER;
    }

    /** Puts a protocol on a connection. */
    @FunctionalInterface
    private interface Layer {
        Socket on(Socket tcp) throws IOException;
    }

    /** What the answer begins with. */
    private static byte[] ask(InetSocketAddress target, Layer layer) throws IOException {
        try (Socket tcp = new Socket(Proxy.NO_PROXY)) {
            tcp.connect(target, Math.toIntExact(LIMIT.toMillis()));
            tcp.setSoTimeout(Math.toIntExact(LIMIT.toMillis()));
            try (Socket socket = layer.on(tcp)) {
                socket.getOutputStream().write(REQUEST);
                return socket.getInputStream().readNBytes(HTTP.length);
            }
        }
    }

    /** Comes here, if the port is this server's own with TLS; another one's answer would prove nothing. */
    private static void askByTls(InetSocketAddress target) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {new Anybody()}, null);
            byte[] unused = ask(
                    target,
                    tcp -> tls.getSocketFactory().createSocket(tcp, target.getHostString(), target.getPort(), true));
        } catch (IOException | GeneralSecurityException e) {
            // then it speaks none
        }
    }

    /** The certificate is for the name by which clients come, not for this one; nothing is told, and no answer believed. */
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Another host that answers, such as the one that has a shared address now, has taken nothing. */
    private static boolean isOfThisHost(@Nullable InetAddress address) throws SocketException {
        return address == null // which connecting finds out
                || address.isLoopbackAddress()
                || NetworkInterface.getByInetAddress(address) != null;
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
