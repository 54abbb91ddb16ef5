// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One exchange on a connection of its own, read event by event, that can be left at any moment. Takes no thread. Events
 * must come in chunks of their own, as they do where each is flushed.
 */
public final class EventStream implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Socket socket;
    private final BufferedReader reader;
    private final int status;
    private final Map<String, String> headers = new HashMap<>();

    /**
     * Sends the request and waits for the head of the response.
     *
     * @param body empty for none
     */
    public EventStream(URI url, String method, Map<String, String> requestHeaders, String body) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), url.getPort()), url, method, requestHeaders, body);
    }

    /** The same from another address of this machine, as another client; on Linux. */
    public EventStream(URI url, String from, String method, Map<String, String> requestHeaders, String body)
            throws IOException {
        this(
                new Socket(InetAddress.getLoopbackAddress(), url.getPort(), InetAddress.getByName(from), 0),
                url,
                method,
                requestHeaders,
                body);
    }

    private EventStream(Socket connected, URI url, String method, Map<String, String> requestHeaders, String body)
            throws IOException {
        socket = connected;
        socket.setSoTimeout((int) PATIENCE.toMillis());
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(url.getPath()).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(url.getAuthority()).append("\r\n");
        requestHeaders.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (bytes.length > 0) {
            head.append("Content-Type: application/json\r\n");
            head.append("Content-Length: ").append(bytes.length).append("\r\n");
        }
        head.append("\r\n");
        socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(bytes);
        reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 512);
        status = Integer.parseInt(line().split(" ", 3)[1]);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
    }

    public int status() {
        return status;
    }

    /** The value of a header; empty where it is absent. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** The next message, whatever lies between; comments that keep the stream alive do not lengthen the wait. */
    public JsonObject next() throws IOException {
        Instant deadline = Instant.now().plus(PATIENCE);
        String line = line();
        while (!line.startsWith("data:") || line.length() < 10) {
            if (Instant.now().isAfter(deadline)) {
                throw new SocketTimeoutException("no message for " + PATIENCE.toSeconds() + " s");
            }
            line = line();
        }
        return json(line.substring("data:".length()));
    }

    /** The body of an answer that is no stream, in ASCII. */
    public JsonObject body() throws IOException {
        if (!header("Transfer-Encoding").equals("chunked")) {
            return json(characters(Integer.parseInt(header("Content-Length"))));
        }
        StringBuilder body = new StringBuilder();
        for (int length = chunkLength(); length > 0; length = chunkLength()) {
            body.append(characters(length));
            line(); // what ends a chunk
        }
        return json(body.toString());
    }

    private int chunkLength() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private String characters(int count) throws IOException {
        char[] characters = new char[count];
        int length = 0;
        while (length < count) {
            int read = reader.read(characters, length, count - length);
            if (read < 0) {
                throw new IOException("the response ended");
            }
            length += read;
        }
        return new String(characters);
    }

    /** Whether nothing but the end of the response comes. */
    public boolean isEnded() throws IOException {
        for (String line = reader.readLine(); line != null && !line.equals("0"); line = reader.readLine()) {
            if (line.startsWith("data:")) {
                return false;
            }
        }
        return true;
    }

    /** Leaves, without a word to the server. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static JsonObject json(String text) {
        try (var json = Json.createReader(new StringReader(text))) {
            return json.readObject();
        }
    }

    private String line() throws IOException {
        String line = reader.readLine();
        if (line == null) {
            throw new IOException("the response ended");
        }
        return line;
    }
}
