// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A mail server that says what a test tells it to, for what no real one does on demand. Each connection runs the next
 * script; the last one serves all further connections. It counts flights: commands the client sent
 * without waiting in between are one.
 */
public final class ScriptedImapServer implements AutoCloseable {
    /**
     * A clock that stands still: on a busy machine the pool would otherwise ask a connection whether it lives, which no script
     * answers.
     */
    static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    /** What to say to one connection. */
    @FunctionalInterface
    public interface Script {
        void play(Peer client) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final Deque<Script> scripts = new ArrayDeque<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<ImapConnector> connectors = new CopyOnWriteArrayList<>();
    public final AtomicInteger connections = new AtomicInteger();
    public final AtomicInteger flights = new AtomicInteger();

    public ScriptedImapServer(Script... scripts) {
        this.scripts.addAll(List.of(scripts));
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    ImapSettings settings() {
        return GreenMailAccount.settings(port());
    }

    /** Connections to this server, which live no longer than it. */
    ImapPool pool() {
        ImapConnector connector = new ImapConnector(settings());
        connectors.add(connector);
        return new ImapPool(connector, CLOCK);
    }

    /** Every line the clients sent, tags cut off. */
    public List<String> received() {
        return List.copyOf(received);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                Script script = scripts.size() > 1 ? scripts.removeFirst() : scripts.getFirst();
                Thread.ofVirtual().start(() -> serve(socket, script));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket, Script script) {
        try (socket) {
            script.play(new Peer(socket));
        } catch (IOException | InterruptedException e) {
            failures.add(e); // the client left, or the test is over
        }
    }

    @Override
    public void close() {
        connectors.forEach(ImapConnector::close);
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What FETCH gives of the header of a mail: these lines. */
    static String header(String... lines) {
        String text = String.join("\r\n", lines) + "\r\n\r\n";
        return "BODY[HEADER.FIELDS (FROM TO)]<0> {" + text.getBytes(StandardCharsets.UTF_8).length + "}\r\n" + text;
    }

    /** The other end of one connection. */
    public final class Peer {
        private final Socket socket;
        private final InputStream in;
        private String tag = "";
        private boolean newFlight = true;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        /** Greets and lets anybody in. */
        public void login(String capabilities) throws IOException {
            say("* OK [CAPABILITY IMAP4rev1 " + capabilities + "] ready");
            expect("LOGIN");
            ok("[CAPABILITY IMAP4rev1 " + capabilities + "] welcome");
        }

        /** Reads one command, whatever it is; literals are part of it. */
        public String command() throws IOException {
            StringBuilder command = new StringBuilder();
            for (; ; ) {
                String line = line();
                flights.addAndGet(newFlight ? 1 : 0);
                newFlight = false;
                command.append(line);
                java.util.regex.Matcher literal =
                        java.util.regex.Pattern.compile("\\{(\\d+)(\\+?)}$").matcher(line);
                if (!literal.find()) {
                    break;
                }
                if (literal.group(2).isEmpty()) {
                    say("+ go on");
                    flights.incrementAndGet();
                }
                command.append("\r\n")
                        .append(new String(in.readNBytes(Integer.parseInt(literal.group(1))), StandardCharsets.UTF_8));
            }
            int space = command.indexOf(" ");
            tag = command.substring(0, space);
            String rest = command.substring(space + 1);
            received.add(rest);
            return rest;
        }

        /** Reads a line that is no command. */
        public void reply() throws IOException {
            received.add(line());
        }

        /** The tag of the command read last. */
        public String tag() {
            return tag;
        }

        /** Reads a command that must start so. */
        public String expect(String start) throws IOException {
            String command = command();
            if (!command.startsWith(start)) {
                say("* BYE the script expects " + start);
                throw new IOException("expected " + start + ", got " + command);
            }
            return command;
        }

        public void say(String... lines) throws IOException {
            for (String line : lines) {
                raw(line + "\r\n");
            }
        }

        public void raw(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        public void ok(String text) throws IOException {
            newFlight = in.available() == 0; // whatever comes later, the client sent because of this answer
            say(tag + " OK " + text);
        }

        public void no(String text) throws IOException {
            newFlight = in.available() == 0;
            say(tag + " NO " + text);
        }

        /** Reads the line that announces a literal, and refuses the command before any of it was sent. */
        void refuseLiteral(String text) throws IOException {
            String line = line();
            tag = line.substring(0, line.indexOf(' '));
            received.add(line.substring(tag.length() + 1));
            no(text);
        }

        /** Says the line that ends the command. */
        public void end(String line) throws IOException {
            newFlight = in.available() == 0;
            say(line);
        }

        /** Answers a command: untagged lines, in which {@code $TAG} is its tag, then OK. */
        public void answer(String start, String... untagged) throws IOException {
            expect(start);
            for (String line : untagged) {
                say(line.replace("$TAG", tag));
            }
            ok("done");
        }

        /** Opens a folder that holds so many mails. */
        public void examine(long uidValidity, int exists) throws IOException {
            answer(
                    "EXAMINE",
                    "* FLAGS (\\Seen)",
                    "* " + exists + " EXISTS",
                    "* OK [UIDVALIDITY " + uidValidity + "] UIDs valid");
        }

        /** Says nothing until the client leaves. */
        public void stall() throws IOException {
            while (in.read() >= 0) {
                // whatever it says
            }
        }

        void pause(Duration time) throws InterruptedException {
            Thread.sleep(time);
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new IOException("the client left");
                }
                line.write(b);
            }
            return line.toString(StandardCharsets.UTF_8).stripTrailing();
        }
    }
}
