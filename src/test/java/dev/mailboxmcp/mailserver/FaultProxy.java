// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and an IMAP server on loopback and spoils the dialogue where it is told to. It passes
 * everything on until {@link #spoil}; then each connection, old or new, that comes to the stage meets the fault there,
 * until {@link #heal}. Understands commands in the clear only; the stages before them work under TLS too. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
    /** Where in a dialogue a fault strikes: on the server's answer to such a command, or on the first thing it says. */
    public enum Stage {
        CONNECT(null),
        GREETING(null),
        LOGIN("LOGIN|AUTHENTICATE"),
        SELECT("EXAMINE|SELECT"),
        FETCH("(?:UID )?FETCH"),
        SEARCH("(?:UID )?SEARCH"),
        LIST("LIST"),
        /** What moves, copies, marks or removes mails. */
        CHANGE("(?:UID )?(?:MOVE|COPY|STORE|EXPUNGE)"),
        APPEND("APPEND"),
        LOGOUT("LOGOUT");

        private final @Nullable Pattern command;

        Stage(@Nullable String commands) {
            command = commands == null ? null : Pattern.compile("(?m)^\\S+ (?:" + commands + ")\\b");
        }

        private boolean begins(String sent) {
            return command != null && command.matcher(sent).find();
        }
    }

    /** What happens to an answer. */
    public sealed interface Fault {
        /** It comes late. */
        record Delay(Duration time) implements Fault {}

        /** It never comes, and the connection stays open. */
        record Stall() implements Fault {}

        /** The given bytes come, then the connection is reset. */
        record Cut(long bytes) implements Fault {}

        /** The given bytes come, then nothing more, and the connection stays open. */
        record StallAfter(long bytes) implements Fault {}

        /** A byte of it comes as another. */
        record Corrupt(long at) implements Fault {}

        /** Instead of it the server's side is closed in good order; the client's stays open. */
        record HalfClose() implements Fault {}

        /** Instead of it the connection is reset. */
        record Reset() implements Fault {}

        /**
         * Something else comes, and the server never hears of the commands.
         *
         * @param first sent as it stands, without a line end of its own
         * @param status the end of each command of the flight, sent behind its tag; null for none
         */
        record Say(String first, @Nullable String status) implements Fault {}

        /** The same comes again and again, for as long as the client reads. */
        record Flood(String piece) implements Fault {}

        /** The same comes again and again, but slowly. */
        record Drip(String piece, Duration pause) implements Fault {}
    }

    private record Spoiling(Stage stage, Fault fault, int times) {}

    private static final Pattern TAG = Pattern.compile("(?m)^([A-Za-z]+[0-9]+) [A-Z]");

    private final ServerSocket listener;
    private final int target;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger struck = new AtomicInteger();
    private volatile @Nullable Spoiling spoiling;

    public FaultProxy(int targetPort) {
        target = targetPort;
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

    /** Connections that a client holds open. */
    public int open() {
        return connections.size();
    }

    /** How often a fault struck since {@link #spoil}. */
    public int struck() {
        return struck.get();
    }

    public void spoil(Stage stage, Fault fault) {
        spoil(stage, fault, Integer.MAX_VALUE);
    }

    /** @param times how many answers meet it */
    public void spoil(Stage stage, Fault fault, int times) {
        struck.set(0);
        spoiling = new Spoiling(stage, fault, times);
    }

    public void heal() {
        spoiling = null;
    }

    /** Resets every connection that is open. */
    public void resetAll() {
        connections.forEach(Connection::reset);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        resetAll();
    }

    private @Nullable Fault fault(Stage stage) {
        Spoiling now = spoiling;
        return now == null || now.stage != stage ? null : strike(now);
    }

    private @Nullable Fault fault(String sent) {
        Spoiling now = spoiling;
        return now == null || !now.stage.begins(sent) ? null : strike(now);
    }

    private @Nullable Fault strike(Spoiling now) {
        return struck.getAndUpdate(count -> Math.min(count + 1, now.times)) < now.times ? now.fault : null;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Connection connection = new Connection(listener.accept());
                connections.add(connection);
                Thread.ofVirtual().start(connection::serve);
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private final class Connection {
        private final Socket client;
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile @Nullable Socket server;
        /** The fault of the answer that comes next; null where it is to be passed on. */
        private volatile @Nullable Fault next;

        /** Bytes that still pass before the fault strikes. */
        private final AtomicLong left = new AtomicLong();

        Connection(Socket client) {
            this.client = client;
        }

        void serve() {
            try {
                Fault atOnce = fault(Stage.CONNECT);
                if (atOnce != null && untouched(atOnce) < 0) { // of the others there is nothing to pass yet
                    insteadOfAnAnswer(atOnce, "");
                    awaitEnd();
                    return;
                }
                Socket toServer = new Socket(InetAddress.getLoopbackAddress(), target);
                toServer.setTcpNoDelay(true);
                client.setTcpNoDelay(true);
                server = toServer;
                if (meet(fault(Stage.GREETING), "")) {
                    awaitEnd();
                    return;
                }
                Thread.ofVirtual().start(() -> passAnswers(toServer));
                passCommands(toServer);
            } catch (IOException e) {
                reset(); // one side left, so the other one goes too
            } finally {
                reset();
                connections.remove(this);
            }
        }

        private void passCommands(Socket toServer) throws IOException {
            byte[] buffer = new byte[64 * 1024];
            InputStream in = client.getInputStream();
            OutputStream out = toServer.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                String sent = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
                if (!meet(fault(sent), sent)) {
                    out.write(buffer, 0, n);
                    out.flush();
                }
            }
        }

        /** Whether the fault takes the place of the whole answer. */
        private boolean meet(@Nullable Fault fault, String sent) throws IOException {
            if (fault == null) {
                return false;
            }
            long untouched = untouched(fault);
            if (untouched < 0) {
                insteadOfAnAnswer(fault, sent);
                return true;
            }
            left.set(untouched);
            next = fault;
            return false;
        }

        /** How many bytes pass before the fault strikes; less than 0 where nothing of the answer comes. */
        private static long untouched(Fault fault) {
            return switch (fault) {
                case Fault.Delay delay -> 0;
                case Fault.Cut cut -> cut.bytes();
                case Fault.StallAfter stall -> stall.bytes();
                case Fault.Corrupt corrupt -> corrupt.at();
                default -> -1;
            };
        }

        private void passAnswers(Socket toServer) {
            byte[] buffer = new byte[64 * 1024];
            try {
                InputStream in = toServer.getInputStream();
                OutputStream out = client.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    Fault fault = next;
                    if (fault instanceof Fault.Delay delay) {
                        next = null;
                        boolean unused = pauses(delay.time());
                    }
                    if (fault instanceof Fault.Corrupt && left.get() >= 0 && left.get() < n) {
                        buffer[(int) left.get()] ^= 0x55;
                    }
                    boolean ends = fault instanceof Fault.Cut || fault instanceof Fault.StallAfter;
                    int passed = ends ? (int) Math.min(n, left.get()) : n;
                    left.addAndGet(-passed);
                    out.write(buffer, 0, passed);
                    out.flush();
                    if (passed < n) {
                        if (fault instanceof Fault.Cut) {
                            reset();
                        }
                        return;
                    }
                }
                client.shutdownOutput();
            } catch (IOException e) {
                reset();
            }
        }

        /** False where the connection ended meanwhile. */
        private boolean pauses(Duration time) {
            try {
                return !over.await(time.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private void insteadOfAnAnswer(Fault fault, String sent) throws IOException {
            OutputStream out = client.getOutputStream();
            switch (fault) {
                case Fault.Delay delay -> throw new IllegalStateException("passes on: " + delay);
                case Fault.Corrupt corrupt -> throw new IllegalStateException("passes on: " + corrupt);
                case Fault.StallAfter stall -> throw new IllegalStateException("passes on: " + stall);
                case Fault.Cut cut -> reset();
                case Fault.Stall stall -> {
                    // nothing
                }
                case Fault.HalfClose half -> client.shutdownOutput();
                case Fault.Reset reset -> reset();
                case Fault.Say say -> out.write(words(say, sent).getBytes(StandardCharsets.ISO_8859_1));
                case Fault.Drip drip -> {
                    byte[] piece = drip.piece().getBytes(StandardCharsets.ISO_8859_1);
                    while (pauses(drip.pause())) {
                        out.write(piece);
                    }
                }
                case Fault.Flood flood -> {
                    byte[] piece = flood.piece().repeat(1000).getBytes(StandardCharsets.ISO_8859_1);
                    while (true) {
                        out.write(piece);
                    }
                }
            }
        }

        private static String words(Fault.Say say, String sent) {
            StringBuilder words = new StringBuilder(say.first());
            if (say.status() != null) {
                tags(sent)
                        .forEach(tag -> words.append(tag)
                                .append(' ')
                                .append(say.status())
                                .append("\r\n"));
            }
            return words.toString();
        }

        private static List<String> tags(String sent) {
            List<String> tags = new ArrayList<>();
            Matcher matcher = TAG.matcher(sent);
            while (matcher.find()) {
                tags.add(matcher.group(1));
            }
            return tags;
        }

        private void awaitEnd() throws IOException {
            InputStream in = client.getInputStream();
            while (in.read() >= 0) {
                // whatever it says
            }
        }

        private void reset() {
            over.countDown();
            abort(client);
            Socket toServer = server;
            if (toServer != null) {
                abort(toServer);
            }
        }

        private static void abort(Socket socket) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                // it was closed before
            }
        }
    }
}
