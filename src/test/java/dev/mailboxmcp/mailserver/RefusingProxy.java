// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Passes IMAP in the clear on to a server on loopback, counts the commands, and has some of them refused: the server never hears
 * of these, and all others are answered as they stand. Thread-safe.
 */
public final class RefusingProxy implements AutoCloseable {
    private static final Pattern COMMAND = Pattern.compile("^([A-Za-z]+[0-9]+) ((?:UID )?[A-Z]+)(?s:.*)");
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)(\\+?)}\r\n$");

    private record Refusal(int command, int times, String status) {}

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger commands = new AtomicInteger();
    private volatile @Nullable Refusal refusal;
    private volatile @Nullable String refused;

    public RefusingProxy(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /**
     * Has one command refused, or some that follow each other, counted over all connections from now on.
     *
     * @param command the first one, from 0
     * @param times how many
     * @param status what is answered to it, such as {@code NO [UNAVAILABLE] later}
     */
    public void refuse(int command, int times, String status) {
        refused = null;
        commands.set(0);
        refusal = new Refusal(command, times, status);
    }

    /** The last command that was refused, as it was sent, its literals left out; null where there were fewer. Ends the attempt. */
    public @Nullable String refused() {
        refusal = null;
        return refused;
    }

    @Override
    public void close() {
        close(listener);
        open.forEach(RefusingProxy::close);
    }

    private static void close(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Connection connection =
                        new Connection(listener.accept(), new Socket(InetAddress.getLoopbackAddress(), target));
                Thread.ofVirtual().start(() -> connection.run(connection::passCommands));
                Thread.ofVirtual().start(() -> connection.run(connection::passAnswers));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private interface Passing {
        void pass() throws IOException;
    }

    private final class Connection {
        private final Socket client;
        private final Socket server;
        private final Set<String> tags = ConcurrentHashMap.newKeySet();
        private volatile String status = "";

        Connection(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            open.add(client);
            open.add(server);
        }

        void run(Passing passing) {
            try {
                passing.pass();
            } catch (IOException e) {
                // one side left, so the other one goes too
            } finally {
                close(client);
                close(server);
                open.remove(client);
                open.remove(server);
            }
        }

        void passCommands() throws IOException {
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = new BufferedOutputStream(server.getOutputStream());
            for (byte[] line = line(in); line.length > 0; line = line(in)) {
                String text = text(line);
                Matcher command = COMMAND.matcher(text);
                boolean isRefused = command.matches() && isRefused(command.group(1), text);
                if (isRefused) {
                    // of a folder that could not be opened, none stays open
                    boolean opens = command.group(2).equals("EXAMINE")
                            || command.group(2).equals("SELECT");
                    write(out, command.group(1) + (opens ? " EXAMINE \"no such folder\"\r\n" : " NOOP\r\n"));
                } else {
                    out.write(line);
                }
                Matcher literal = LITERAL.matcher(text);
                while (literal.find() && !(isRefused && literal.group(2).isEmpty())) {
                    flush(in, out);
                    byte[] content = in.readNBytes(Integer.parseInt(literal.group(1)));
                    byte[] rest = line(in);
                    if (!isRefused) {
                        out.write(content);
                        out.write(rest);
                    }
                    literal = LITERAL.matcher(text(rest));
                }
                flush(in, out);
            }
        }

        private boolean isRefused(String tag, String command) {
            Refusal now = refusal;
            int number = now == null ? -1 : commands.getAndIncrement();
            if (now == null || number < now.command || number - now.command >= now.times) {
                return false;
            }
            status = now.status;
            tags.add(tag);
            refused = command.strip();
            return true;
        }

        void passAnswers() throws IOException {
            InputStream in = new BufferedInputStream(server.getInputStream());
            OutputStream out = new BufferedOutputStream(client.getOutputStream());
            for (byte[] line = line(in); line.length > 0; line = line(in)) {
                String text = text(line);
                String tag = text.substring(0, Math.max(0, text.indexOf(' ')));
                if (tags.remove(tag)) {
                    write(out, tag + " " + status + "\r\n");
                } else {
                    out.write(line);
                }
                Matcher literal = LITERAL.matcher(text);
                while (literal.find()) {
                    out.write(in.readNBytes(Integer.parseInt(literal.group(1))));
                    byte[] rest = line(in);
                    out.write(rest);
                    literal = LITERAL.matcher(text(rest));
                }
                flush(in, out);
            }
        }

        private static void flush(InputStream in, OutputStream out) throws IOException {
            if (in.available() == 0) {
                out.flush();
            }
        }

        private static void write(OutputStream out, String line) throws IOException {
            out.write(line.getBytes(StandardCharsets.ISO_8859_1));
        }

        private static String text(byte[] line) {
            return new String(line, StandardCharsets.ISO_8859_1);
        }

        /** A line with its end; nothing at the end of all. */
        private static byte[] line(InputStream in) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                line.write(b);
                if (b == '\n') {
                    break;
                }
            }
            return line.toByteArray();
        }
    }
}
