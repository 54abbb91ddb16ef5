// SPDX-License-Identifier: MIT
package dev.mailboxmcp.sending;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Agrees to everything and keeps every byte it hears but QUIT, so that somebody else can judge them. It looks for the end of lines
 * and of contents as the standard has them, CRLF and CRLF.CRLF, and knows nothing else.
 */
final class RecordingSmtpServer implements AutoCloseable {
    private static final String OK = "250 2.0.0 ok";

    private final ServerSocket listener;
    private final String extensions;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream(); // guarded by this

    /** @param extensions further lines of the answer to EHLO, such as {@code 250-SMTPUTF8} */
    RecordingSmtpServer(String... extensions) {
        StringBuilder lines = new StringBuilder("250-peer.example\r\n");
        for (String extension : extensions) {
            lines.append("250-").append(extension).append("\r\n");
        }
        this.extensions = lines.append("250 AUTH PLAIN").toString();
        try {
            listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What was heard since this was asked last. */
    synchronized byte[] take() {
        byte[] taken = heard.toByteArray();
        heard.reset();
        return taken;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void serve() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> converse(socket));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            OutputStream out = socket.getOutputStream();
            say(out, "220 peer.example");
            while (true) {
                String line = until(in, "\r\n");
                if (line.equals("QUIT\r\n")) {
                    return;
                }
                keep(line);
                if (line.equals("DATA\r\n")) {
                    say(out, "354 go on");
                    keep(until(in, "\r\n.\r\n"));
                    say(out, OK);
                } else {
                    say(out, line.startsWith("EHLO") ? extensions : line.startsWith("AUTH") ? "235 2.7.0 ok" : OK);
                }
            }
        } catch (IOException e) {
            // the client left
        }
    }

    private static void say(OutputStream out, String reply) throws IOException {
        out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private synchronized void keep(String bytes) {
        heard.writeBytes(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String until(InputStream in, String end) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < end.length()) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the client left");
            }
            bytes.write(next);
            matched = next == end.charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
