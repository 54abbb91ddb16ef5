// SPDX-License-Identifier: MIT
package dev.mailboxmcp.net;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A client of HTTP/1.1 for small documents of JSON. A name is looked up once, and the connection goes to one of the very
 * addresses that the lookup let pass, so that a name which changes its mind leads nowhere. One request, no redirects, little
 * time, few bytes. By hand, since the client of the JDK looks names up itself. Thread-safe; blocks.
 */
public final class BoundedHttp {
    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})( .*)?");
    private static final Pattern JSON = Pattern.compile("application/([a-z0-9.+-]+\\+)?json *(;.*)?");
    private static final Pattern MAX_AGE = Pattern.compile("(?:^|[ ,])max-age=(\\d{1,9})(?:[ ,]|$)");

    private final SSLSocketFactory tls;
    private final HostLookup hosts;
    private final int maxBytes;
    private final Duration time;
    private final Supplier<Socket> sockets;

    /**
     * Where a request goes to.
     *
     * @param secure whether by TLS
     * @param path with the query, if any; printable ASCII without blanks
     */
    public record Target(boolean secure, String host, int port, String path) {
        private String authority() {
            return port == (secure ? HTTPS : HTTP) ? host : host + ":" + port;
        }
    }

    /**
     * An answer as it came. It may hold secrets: never print it.
     *
     * @param json whether it says that it is JSON
     * @param maxAge for how long its server says that it holds; zero where it does not say
     */
    public record Fetched(int status, boolean json, byte[] body, Duration maxAge) {
        @Override
        public String toString() {
            return "Fetched[" + status + "]";
        }
    }

    /**
     * @param hosts decides which addresses may be asked
     * @param maxBytes the longest body of an answer
     * @param time for everything, from the lookup to the last byte
     * @param sockets makes sockets that are not connected
     */
    public BoundedHttp(SSLSocketFactory tls, HostLookup hosts, int maxBytes, Duration time, Supplier<Socket> sockets) {
        this.tls = tls;
        this.hosts = hosts;
        this.maxBytes = maxBytes;
        this.time = time;
        this.sockets = sockets;
    }

    /** @throws IOException if there is no answer, or one beyond the limits */
    public Fetched get(Target target) throws IOException {
        return exchange(target, "GET", Map.of(), new byte[0]);
    }

    /**
     * Posts a form.
     *
     * @param headers more of them, such as {@code Authorization}
     * @throws IOException if there is no answer, or one beyond the limits
     */
    public Fetched post(Target target, Map<String, String> headers, String form) throws IOException {
        byte[] body = form.getBytes(StandardCharsets.US_ASCII);
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Content-Type", "application/x-www-form-urlencoded");
        all.put("Content-Length", Integer.toString(body.length));
        return exchange(target, "POST", all, body);
    }

    private Fetched exchange(Target target, String method, Map<String, String> headers, byte[] body)
            throws IOException {
        long end = System.nanoTime() + time.toNanos();
        Dialer dialer = new Dialer(target.host(), target.port(), tls, hosts);
        try (Socket tcp = dialer.dial(time, sockets)) {
            tcp.setSoTimeout(left(end));
            CompletableFuture<Void> over = closedAt(end, tcp);
            try {
                return exchange(tcp, dialer, end, target, method, headers, body);
            } catch (IOException e) {
                int unused = left(end); // or else that is what happened
                throw e;
            } finally {
                over.cancel(false);
            }
        }
    }

    /** Closes the connection when the time is over: of a handshake that drips no single read takes long. */
    private static CompletableFuture<Void> closedAt(long end, Socket tcp) throws SocketTimeoutException {
        return CompletableFuture.runAsync(
                () -> close(tcp),
                CompletableFuture.delayedExecutor(left(end), TimeUnit.MILLISECONDS, Thread::startVirtualThread));
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // nothing more was to be had from it
        }
    }

    private Fetched exchange(
            Socket tcp, Dialer dialer, long end, Target target, String method, Map<String, String> headers, byte[] body)
            throws IOException {
        if (!target.secure()) {
            return exchange(tcp, end, target, method, headers, body);
        }
        try (SSLSocket secured = dialer.secure(tcp)) {
            secured.startHandshake();
            return exchange(secured, end, target, method, headers, body);
        }
    }

    private Fetched exchange(
            Socket socket, long end, Target target, String method, Map<String, String> headers, byte[] body)
            throws IOException {
        StringBuilder head = new StringBuilder(method + " " + target.path() + " HTTP/1.1\r\nHost: " + target.authority()
                + "\r\nAccept: application/json\r\nUser-Agent: mailbox-mcp\r\nConnection: close\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        socket.getOutputStream().write(request.toByteArray());
        return answer(new Reader(socket, end, maxBytes));
    }

    private static Fetched answer(Reader reader) throws IOException {
        Matcher status = STATUS.matcher(reader.line());
        if (!status.matches()) {
            throw new IOException("the answer is not HTTP");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = reader.line(); !line.isEmpty(); line = reader.line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip().toLowerCase(Locale.ROOT));
            }
        }
        boolean json = JSON.matcher(headers.getOrDefault("content-type", "")).matches();
        return new Fetched(
                Integer.parseInt(status.group(1)), json, body(reader, headers), maxAge(headers.get("cache-control")));
    }

    private static byte[] body(Reader reader, Map<String, String> headers) throws IOException {
        String coding = headers.get("transfer-encoding");
        if (coding != null) {
            if (!coding.equals("chunked")) {
                throw new IOException("a coding that is not known");
            }
            return reader.chunks();
        }
        String length = headers.get("content-length");
        try {
            return length == null ? reader.rest() : reader.bytes(Integer.parseUnsignedInt(length));
        } catch (NumberFormatException e) {
            throw new IOException("the length is no number", e);
        }
    }

    private static Duration maxAge(@Nullable String cacheControl) {
        Matcher matcher = MAX_AGE.matcher(cacheControl == null ? "" : cacheControl);
        return matcher.find() ? Duration.ofSeconds(Long.parseLong(matcher.group(1))) : Duration.ZERO;
    }

    private static int left(long end) throws SocketTimeoutException {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (millis <= 0) {
            throw new SocketTimeoutException("the time is over");
        }
        return Math.toIntExact(millis);
    }

    /** Reads until the time is over, however slowly the bytes come. */
    private static final class Reader {
        private final Socket socket;
        private final InputStream in;
        private final long end;
        private final int maxBytes;
        private int headLeft = MAX_HEAD_BYTES;

        Reader(Socket socket, long end, int maxBytes) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.end = end;
            this.maxBytes = maxBytes;
        }

        /** -1 at the end. */
        private int read() throws IOException {
            socket.setSoTimeout(left(end));
            return in.read();
        }

        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = read(); c != '\n'; c = read()) {
                if (c < 0 || --headLeft < 0) {
                    throw new IOException("the head does not end");
                }
                line.append((char) c);
            }
            int length = line.length();
            return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
        }

        byte[] bytes(int count) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            take(count, bytes);
            return bytes.toByteArray();
        }

        private void take(int count, ByteArrayOutputStream into) throws IOException {
            if (count < 0 || count > maxBytes - into.size()) {
                throw tooLarge();
            }
            for (int i = 0; i < count; i++) {
                int c = read();
                if (c < 0) {
                    throw new IOException("the document was cut off");
                }
                into.write(c);
            }
        }

        byte[] chunks() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            while (true) {
                int count;
                try {
                    count = Integer.parseUnsignedInt(line().split(";", 2)[0].strip(), 16);
                } catch (NumberFormatException e) {
                    throw new IOException("a chunk without a length", e);
                }
                if (count == 0) {
                    return bytes.toByteArray();
                }
                take(count, bytes);
                line();
            }
        }

        byte[] rest() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int c = read(); c >= 0; c = read()) {
                if (bytes.size() == maxBytes) {
                    throw tooLarge();
                }
                bytes.write(c);
            }
            return bytes.toByteArray();
        }

        private IOException tooLarge() {
            return new IOException("the document is larger than " + maxBytes + " bytes");
        }
    }
}
