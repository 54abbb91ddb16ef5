// SPDX-License-Identifier: MIT
package dev.mailboxmcp.smtp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A submission server on loopback that answers by a script: the longest beginning of a command that the script knows
 * decides. The words {@code <greeting>}, {@code <content>} and {@code <dot>} stand for the moments without a command.
 */
public final class ScriptedSmtpPeer implements AutoCloseable {
    public static final String DROP = "<drop>";
    public static final String WAIT = "<wait>";
    public static final String SILENCE = "<silence>";
    public static final String ENDLESS_LINE = "<endless line>";
    public static final String ENDLESS_REPLY = "<endless reply>";
    public static final String DRIP = "<drip>";

    private final ServerSocket listener;
    private final @Nullable SSLContext tls;
    private final boolean implicitTls;
    private final Map<String, String> script = new ConcurrentHashMap<>();
    private final Map<String, String> once = new ConcurrentHashMap<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final AtomicInteger mails = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger bytesOut = new AtomicInteger();
    private final AtomicInteger bytesIn = new AtomicInteger();
    private final Semaphore goOn = new Semaphore(0);
    private volatile int outputLimit = Integer.MAX_VALUE;
    private volatile int inputLimit = Integer.MAX_VALUE;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    public ScriptedSmtpPeer() {
        this(null, false);
    }

    public ScriptedSmtpPeer(@Nullable SSLContext tls, boolean implicitTls) {
        this.tls = tls;
        this.implicitTls = implicitTls;
        answer("<greeting>", "220 peer.example ESMTP");
        answer("EHLO", "250-peer.example\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN");
        answer("AUTH", "235 2.7.0 ok");
        answer("MAIL", "250 2.1.0 ok");
        answer("RCPT", "250 2.1.5 ok");
        answer("DATA", "354 go on");
        answer("<dot>", "250 2.0.0 queued as 4711");
        answer("RSET", "250 2.0.0 ok");
        answer("QUIT", "221 2.0.0 bye");
        answer("STARTTLS", "220 2.0.0 go on");
        try {
            listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    public ScriptedSmtpPeer answer(String command, String reply) {
        script.put(command, reply);
        return this;
    }

    /** The same as {@link #answer}, for the next such command only. */
    public ScriptedSmtpPeer answerOnce(String command, String reply) {
        once.put(command, reply);
        return this;
    }

    /** Ends a {@link #WAIT}, with consent. */
    public void goOn() {
        goOn.release();
    }

    /** Ends all connections at once, without a word. */
    public void hangUp() {
        for (Socket socket : sockets) {
            closeQuietly(socket);
        }
        Awaitility.await().until(() -> ended() == begun());
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it was to be gone
        }
    }

    /** Ends the connections that come next after this many bytes to the client. */
    public ScriptedSmtpPeer cutOutputAfter(int bytes) {
        outputLimit = bytes;
        return this;
    }

    /** Ends the connections that come next after this many bytes from the client. */
    public ScriptedSmtpPeer cutInputAfter(int bytes) {
        inputLimit = bytes;
        return this;
    }

    /** Holds the limits to the connections that have begun: those that come later are whole. */
    public ScriptedSmtpPeer cutNoMore() {
        return cutOutputAfter(Integer.MAX_VALUE).cutInputAfter(Integer.MAX_VALUE);
    }

    /** How many connections have begun. */
    public int begun() {
        return sockets.size();
    }

    /** Bytes of all connections to the client, so far. */
    public int bytesOut() {
        return bytesOut.get();
    }

    /** Bytes of all connections from the client, so far. */
    public int bytesIn() {
        return bytesIn.get();
    }

    /** How many mails came whole, up to the final dot. */
    public int mails() {
        return mails.get();
    }

    /** How many connections have ended. */
    public int ended() {
        return ended.get();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Commands in the order they came, over all connections; the content is not among them. */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    /** The content as it was before dots were doubled, over all connections. */
    public synchronized byte[] content() {
        return content.toByteArray();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void serve() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> converse(socket));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            Socket current = implicitTls ? secured(socket) : socket;
            InputStream in = input(current);
            OutputStream out = output(current);
            if (!say(out, "<greeting>")) {
                return;
            }
            while (true) {
                String line = readLine(in);
                if (line == null) {
                    return;
                }
                commands.add(line);
                if (!say(out, line)) {
                    return;
                }
                if (line.equals("STARTTLS") && tls != null) {
                    current = secured(socket);
                    in = input(current);
                    out = output(current);
                } else if (line.equals("DATA") && reply(line).startsWith("354")) {
                    if (reply("<content>").equals(DROP) || !readContent(in) || !say(out, "<dot>")) {
                        return;
                    }
                } else if (line.equals("QUIT")) {
                    return;
                }
            }
        } catch (IOException e) {
            // the client left
        } finally {
            ended.incrementAndGet();
        }
    }

    private InputStream input(Socket socket) throws IOException {
        return new FilterInputStream(new BufferedInputStream(socket.getInputStream())) {
            private int left = inputLimit;

            @Override
            public int read() throws IOException {
                int read = left-- > 0 ? super.read() : -1;
                bytesIn.addAndGet(read < 0 ? 0 : 1);
                return read;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = left > 0 ? super.read(target, offset, Math.min(left, length)) : -1;
                left -= Math.max(count, 0);
                bytesIn.addAndGet(Math.max(count, 0));
                return count;
            }
        };
    }

    private OutputStream output(Socket socket) throws IOException {
        return new FilterOutputStream(socket.getOutputStream()) {
            private int left = outputLimit;

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, Math.min(left, length));
                bytesOut.addAndGet(Math.min(left, length));
                left -= Math.min(left, length);
                if (left == 0) {
                    throw new IOException("cut");
                }
            }
        };
    }

    private Socket secured(Socket socket) throws IOException {
        SSLContext context = java.util.Objects.requireNonNull(tls);
        SSLSocket secured = (SSLSocket) context.getSocketFactory()
                .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        return secured;
    }

    private String reply(String command) {
        return script.entrySet().stream()
                .filter(entry -> command.startsWith(entry.getKey()))
                .max(Map.Entry.comparingByKey(java.util.Comparator.comparingInt(String::length)))
                .map(Map.Entry::getValue)
                .orElse(command.startsWith("<") ? "" : "502 5.5.2 what?");
    }

    private boolean say(OutputStream out, String command) throws IOException {
        String named =
                once.keySet().stream().filter(command::startsWith).findAny().orElse("");
        String reply = java.util.Objects.requireNonNullElseGet(once.remove(named), () -> reply(command));
        switch (reply) {
            case DROP -> {
                return false;
            }
            case WAIT -> {
                goOn.acquireUninterruptibly();
                out.write("250 2.0.0 queued after all\r\n".getBytes(StandardCharsets.US_ASCII));
                return true;
            }
            case SILENCE -> {
                return true;
            }
            case ENDLESS_LINE, ENDLESS_REPLY -> {
                byte[] piece = (reply.equals(ENDLESS_LINE) ? "x" : "250-x\r\n")
                        .repeat(1000)
                        .getBytes(StandardCharsets.US_ASCII);
                while (true) {
                    out.write(piece);
                }
            }
            case DRIP -> {
                while (true) {
                    out.write('2');
                    out.flush();
                    java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
                }
            }
            default -> {
                out.write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                return true;
            }
        }
    }

    private boolean readContent(InputStream in) throws IOException {
        while (true) {
            String line = readLine(in);
            if (line == null) {
                return false;
            }
            if (line.equals(".")) {
                mails.incrementAndGet();
                return true;
            }
            synchronized (this) {
                content.writeBytes(((line.startsWith(".") ? line.substring(1) : line) + "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }

    private static @Nullable String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
