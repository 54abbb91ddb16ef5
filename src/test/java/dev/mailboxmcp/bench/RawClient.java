// SPDX-License-Identifier: MIT
package dev.mailboxmcp.bench;

import dev.mailboxmcp.net.TlsTrust;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * The limit that a tool is compared with: a logged-in connection with the folder selected, that sends all commands of an
 * operation at once and looks at nothing in the answer but its end. Not thread-safe.
 */
final class RawClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Pattern EXISTS = Pattern.compile("\\* (\\d+) EXISTS");

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[1 << 16];
    private int lastTag;
    private long exists;

    RawClient(BenchSettings settings, Account account) throws IOException, GeneralSecurityException {
        socket = open(settings);
        in = socket.getInputStream();
        out = socket.getOutputStream();
        int greeting = in.read(buffer);
        if (greeting <= 0) {
            throw new EOFException("no greeting");
        }
        run("LOGIN " + quoted(account.user()) + " " + quoted(account.password()));
    }

    private static Socket open(BenchSettings settings) throws IOException, GeneralSecurityException {
        Socket tcp = new Socket();
        tcp.setTcpNoDelay(true);
        tcp.setSoTimeout(Math.toIntExact(TIMEOUT.toMillis()));
        tcp.connect(new InetSocketAddress(settings.host(), settings.port()), Math.toIntExact(TIMEOUT.toMillis()));
        if (!settings.tls()) {
            return tcp;
        }
        SSLSocket tls = (SSLSocket) TlsTrust.trusting(settings.ca())
                .getSocketFactory()
                .createSocket(tcp, settings.host(), settings.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return tls;
    }

    void examine(String folder) throws IOException {
        Matcher matcher = EXISTS.matcher(run("EXAMINE " + quoted(folder)));
        exists = matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** Mails in the folder when it was opened. */
    long exists() {
        return exists;
    }

    /** Sends the commands together and reads up to the last one's end; throws unless that is an OK. */
    String run(String... commands) throws IOException {
        StringBuilder flight = new StringBuilder();
        for (String command : commands) {
            flight.append('t').append(++lastTag).append(' ').append(command).append("\r\n");
        }
        send(flight.toString().getBytes(StandardCharsets.UTF_8));
        return readTo(("t" + lastTag + " ").getBytes(StandardCharsets.US_ASCII));
    }

    void append(String folder, byte[] message) throws IOException {
        String tag = "t" + ++lastTag;
        send((tag + " APPEND " + quoted(folder) + " {" + message.length + "}\r\n").getBytes(StandardCharsets.UTF_8));
        if (in.read(buffer) <= 0 || buffer[0] != '+') {
            throw new IOException("APPEND was refused");
        }
        out.write(message);
        send("\r\n".getBytes(StandardCharsets.US_ASCII));
        readTo((tag + " ").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        try (socket) {
            send("z LOGOUT\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    private String readTo(byte[] tag) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        while (true) {
            int n = in.read(buffer);
            if (n < 0) {
                throw new EOFException("the mail server closed the connection");
            }
            answer.write(buffer, 0, n);
            if (buffer[n - 1] == '\n') {
                String text = answer.toString(StandardCharsets.ISO_8859_1);
                int last = text.lastIndexOf('\n', text.length() - 2) + 1;
                String end = text.substring(last);
                if (end.startsWith(new String(tag, StandardCharsets.US_ASCII))) {
                    if (!end.startsWith("OK", tag.length)) {
                        throw new IOException("the mail server said: " + end.strip());
                    }
                    return text;
                }
            }
        }
    }

    static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
