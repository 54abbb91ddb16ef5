// SPDX-License-Identifier: MIT
package dev.mailboxmcp.bench;

import dev.mailboxmcp.rpc.Json;
import jakarta.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * An MCP client on one kept connection that does as little as it can: it looks for the end of the response and for a
 * mark of failure, and parses nothing. Not thread-safe.
 */
final class ToolClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(70);

    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private final URI server;
    private final String credentials;
    private final String host;
    private int lastId;

    ToolClient(URI server, Account account) throws IOException {
        this.server = server;
        host = server.getHost() + ":" + server.getPort();
        socket = connect();
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        out = socket.getOutputStream();
        credentials = "x-imap-user: " + account.user() + "\r\nx-imap-pass: " + account.password() + "\r\n";
    }

    private Socket connect() throws IOException {
        Socket connected = new Socket(server.getHost(), server.getPort());
        connected.setTcpNoDelay(true);
        connected.setSoTimeout(Math.toIntExact(TIMEOUT.toMillis()));
        return connected;
    }

    /** The body of the response; a JSON-RPC error throws, a failed tool does not. */
    String call(String tool, JsonObject arguments) throws IOException {
        byte[] body = Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("id", ++lastId)
                .add("method", "tools/call")
                .add(
                        "params",
                        Json.createObjectBuilder()
                                .add("name", tool)
                                .add("arguments", arguments)
                                .add(
                                        "_meta",
                                        Json.createObjectBuilder()
                                                .add("io.modelcontextprotocol/protocolVersion", "2026-07-28")
                                                .add(
                                                        "io.modelcontextprotocol/clientCapabilities",
                                                        Json.createObjectBuilder())))
                .build()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        String head = "POST /mcp HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\n"
                + "Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2026-07-28\r\n"
                + "Mcp-Method: tools/call\r\nMcp-Name: " + tool + "\r\n" + credentials
                + "Content-Length: " + body.length + "\r\n\r\n";
        byte[] request = new byte[head.length() + body.length];
        System.arraycopy(head.getBytes(StandardCharsets.ISO_8859_1), 0, request, 0, head.length());
        System.arraycopy(body, 0, request, head.length(), body.length);
        try {
            return send(request);
        } catch (EOFException | SocketException e) { // the server closed it while the raw client was at work
            socket.close();
            socket = connect();
            in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            out = socket.getOutputStream();
            return send(request);
        }
    }

    private String send(byte[] request) throws IOException {
        out.write(request);
        out.flush();
        return response();
    }

    /** Whether the tool failed, for whatever reason. */
    static boolean failed(String response) {
        return response.contains("\"isError\":true");
    }

    private String response() throws IOException {
        String status = line();
        int length = -1;
        boolean chunked = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            }
            chunked |= header.startsWith("transfer-encoding:") && header.contains("chunked");
        }
        String text = chunked ? chunks() : new String(in.readNBytes(Math.max(0, length)), StandardCharsets.UTF_8);
        if (!status.startsWith("HTTP/1.1 200") || !text.contains("\"result\"")) {
            throw new IOException(status + ": " + text);
        }
        return text;
    }

    private String chunks() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            text.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
            line();
        }
        line();
        return text.toString();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
