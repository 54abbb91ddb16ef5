// SPDX-License-Identifier: MIT
package dev.mailboxmcp.oauth;

import dev.mailboxmcp.net.Dialer;
import dev.mailboxmcp.net.HostLookup;
import dev.mailboxmcp.net.PublicAddresses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a document whose URL a stranger chose. The name is looked up once, all its addresses must be public, and the
 * connection goes to one of these very addresses, so that a name which changes its mind leads nowhere. One request, no
 * redirects, little time, few bytes. By hand, since the client of the JDK looks names up itself. Thread-safe.
 */
final class DocumentFetcher {
    static final int MAX_BYTES = 5 * 1024; // the draft's recommendation
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final Duration TIME = Duration.ofSeconds(3);
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})( .*)?");
    private static final Pattern JSON = Pattern.compile("application/([a-z0-9.+-]+\\+)?json *(;.*)?");
    private static final Pattern MAX_AGE = Pattern.compile("(?:^|[ ,])max-age=(\\d{1,9})(?:[ ,]|$)");

    private final SSLSocketFactory tls;
    private final HostLookup hosts;
    private final boolean loopback;
    private final Supplier<Socket> sockets;

    /**
     * A document as it came.
     *
     * @param maxAge for how long its server says that it holds; zero where it does not say
     */
    record Document(byte[] body, Duration maxAge) {}

    /**
     * @param loopback whether this machine may be asked too
     * @param sockets makes sockets that are not connected
     */
    DocumentFetcher(SSLSocketFactory tls, HostLookup.Resolver resolver, boolean loopback, Supplier<Socket> sockets) {
        this.tls = tls;
        this.hosts = new HostLookup(host -> checked(resolver.addresses(host)));
        this.loopback = loopback;
        this.sockets = sockets;
    }

    private InetAddress[] checked(InetAddress[] addresses) throws UnknownHostException {
        for (InetAddress address : addresses) {
            boolean allowed = loopback
                    ? address.isLoopbackAddress() || PublicAddresses.contain(address)
                    : PublicAddresses.contain(address);
            if (!allowed) {
                throw new UnknownHostException("an address that is not public");
            }
        }
        return addresses;
    }

    /** @throws IOException if there is no such document */
    Document fetch(DocumentUrl url) throws IOException {
        long end = System.nanoTime() + TIME.toNanos();
        Dialer dialer = new Dialer(url.host(), url.port(), tls, hosts);
        try (Socket tcp = dialer.dial(TIME, sockets)) {
            tcp.setSoTimeout(left(end));
            try (SSLSocket secured = dialer.secure(tcp)) {
                secured.startHandshake();
                secured.getOutputStream().write(request(url));
                Reader reader = new Reader(secured, end);
                return document(reader);
            }
        }
    }

    private static byte[] request(DocumentUrl url) {
        String host = url.port() == 443 ? url.host() : url.host() + ":" + url.port();
        return ("GET " + url.path() + " HTTP/1.1\r\nHost: " + host
                        + "\r\nAccept: application/json\r\nUser-Agent: mailbox-mcp\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static Document document(Reader reader) throws IOException {
        Matcher status = STATUS.matcher(reader.line());
        if (!status.matches() || !status.group(1).equals("200")) {
            throw new IOException("the status is not 200");
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
        if (!JSON.matcher(headers.getOrDefault("content-type", "")).matches()) {
            throw new IOException("it is no JSON");
        }
        return new Document(body(reader, headers), maxAge(headers.get("cache-control")));
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
        private final SSLSocket socket;
        private final InputStream in;
        private final long end;
        private int headLeft = MAX_HEAD_BYTES;

        Reader(SSLSocket socket, long end) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.end = end;
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
            if (count < 0 || count > MAX_BYTES - into.size()) {
                throw new IOException("the document is larger than " + MAX_BYTES + " bytes");
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
                if (bytes.size() == MAX_BYTES) {
                    throw new IOException("the document is larger than " + MAX_BYTES + " bytes");
                }
                bytes.write(c);
            }
            return bytes.toByteArray();
        }
    }
}
