// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection on which exactly the given bytes are said, as no HTTP client would say them. */
final class RawHttp implements AutoCloseable {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");
    private static final int PATIENCE_MILLIS = 90_000;
    private static final int NARROW_BYTES = 4096;

    /** That the server closed the connection without a word. */
    static final int CLOSED = 0;

    private final Socket socket;

    RawHttp(URI server) throws IOException {
        this(new Socket(server.getHost(), server.getPort()));
    }

    /** A connection from another address of this machine, as another client; on Linux. */
    RawHttp(URI server, String address) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), server.getPort(), InetAddress.getByName(address), 0));
    }

    /** A connection from such an address that holds hardly anything: what is not read, the server has to keep. */
    static RawHttp narrow(URI server, String address) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(NARROW_BYTES);
        socket.bind(new InetSocketAddress(address, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()));
        return new RawHttp(socket);
    }

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true); // what is said in pieces leaves in pieces
    }

    /** Headers of a request for the endpoint, the empty line included. */
    static String post(String headers) {
        return "POST /mcp HTTP/1.1\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                + headers + "\r\n";
    }

    static String post(String moreHeaders, byte[] body) {
        return post("Host: localhost\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n" + moreHeaders);
    }

    RawHttp say(String text) throws IOException {
        return say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A server that has heard enough may have closed; what it said before still counts. */
    RawHttp say(byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // then its answer is already there, or there is none
        }
        return this;
    }

    /** Whether something came that nobody has read. */
    boolean answered() throws IOException {
        return socket.getInputStream().available() > 0;
    }

    /** All that comes until the server closes. */
    String answer() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int b = in.read(); b >= 0; b = in.read()) {
                answer.write(b);
            }
        } catch (IOException e) {
            // a reset, behind what was said
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** The status and the headers, of a response whose end does not come; what follows of it is lost. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        for (int b = in.read(); b >= 0 && head.indexOf("\r\n\r\n") < 0; b = in.read()) {
            head.append((char) b);
        }
        return head.toString();
    }

    int status() throws IOException {
        return status(answer());
    }

    /** The status of a server that answers before it was told all; some wait half a minute for the rest before they close. */
    int earlyStatus() throws IOException {
        try {
            return status(head());
        } catch (SocketException e) {
            return CLOSED;
        }
    }

    static int status(String answer) {
        Matcher status = STATUS.matcher(answer);
        return status.lookingAt() ? Integer.parseInt(status.group(1)) : CLOSED;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
