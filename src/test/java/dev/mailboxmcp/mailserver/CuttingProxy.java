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
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Passes IMAP in the clear on to a server on loopback, counts the commands that change something, and cuts the connection where
 * it is told to: within a command, or within what the server says to it. Thread-safe.
 */
public final class CuttingProxy implements AutoCloseable {
    private static final Pattern CHANGING = Pattern.compile(
            "(?m)^\\S+ (?:(?:UID )?(?:MOVE|COPY|STORE|EXPUNGE)|APPEND|CREATE|DELETE|RENAME|SUBSCRIBE|SELECT)\\b");

    /** Where to cut. */
    public enum Side {
        COMMAND,
        ANSWER
    }

    private record Cut(Pattern command, Side side, int bytes) {}

    /** @param left bytes that still pass, whatever the connection */
    private record Countdown(Side side, AtomicInteger left) {}

    private final ServerSocket listener;
    private final int target;
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicInteger commands = new AtomicInteger();
    private volatile @Nullable Cut cut;
    private volatile @Nullable Countdown countdown;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Runnable killing;
    private volatile boolean dead;
    private volatile boolean struck;

    public CuttingProxy(int target) {
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

    /** How many commands went through that change something, or prepare to. */
    public int changes() {
        return changes.get();
    }

    /** How many times a client said something, which may be several commands. */
    public int commands() {
        return commands.get();
    }

    /**
     * Cuts the next such command, or the answer to it, after so many bytes. Where it has fewer, nothing is cut.
     *
     * @param command such as {@code UID MOVE}
     */
    public void cut(String command, Side side, int bytes) {
        struck = false;
        cut = new Cut(Pattern.compile("(?m)^\\S+ " + command + "\\b"), side, bytes);
    }

    /**
     * Cuts the conversation after so many bytes from now on, counted over all connections in one direction. Those that come
     * later pass.
     */
    public void cutBehind(Side side, int bytes) {
        struck = false;
        countdown = new Countdown(side, new AtomicInteger(bytes));
    }

    /**
     * Ends the client behind so many bytes, counted as above: nothing passes any more, on no connection, then or later.
     *
     * @param kill is run when the last of the bytes has passed, and before any connection is seen to end
     */
    public void killBehind(Side side, int bytes, Runnable kill) {
        killing = kill;
        cutBehind(side, bytes);
    }

    /** Lets nothing pass any more, as if the client's process had ended. */
    public void die() {
        dead = true;
        open.forEach(socket -> close(socket));
    }

    /** Whether it was cut; ends the attempt. */
    public boolean struck() {
        cut = null;
        countdown = null;
        return struck;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many of so many bytes pass; fewer where the conversation is cut among them. */
    private int passing(Side side, int bytes) {
        if (dead) {
            return 0;
        }
        Countdown now = countdown;
        if (now == null || now.side() != side) {
            return bytes;
        }
        int left = now.left().getAndAdd(-bytes);
        if (left >= bytes) {
            return bytes;
        }
        countdown = null;
        struck = true;
        dead = killing != null;
        return Math.max(left, 0);
    }

    /** Kills, where that was asked for; it has to be called behind the last byte. */
    private void killIfAsked() {
        Runnable kill = killing;
        if (dead && kill != null) {
            killing = null;
            kill.run();
            die();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (dead) {
                    client.close();
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                open.addAll(List.of(client, server));
                AtomicInteger left = new AtomicInteger(-1); // bytes of the answer that still pass; -1 for all
                Thread.ofVirtual().start(() -> passAnswers(client, server, left));
                Thread.ofVirtual().start(() -> passCommands(client, server, left));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void passCommands(Socket client, Socket server, AtomicInteger left) {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = client.getInputStream();
            OutputStream out = server.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                String sent = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
                commands.incrementAndGet();
                Matcher changing = CHANGING.matcher(sent);
                while (changing.find()) {
                    changes.incrementAndGet();
                }
                left.set(-1);
                Cut now = cut;
                Matcher command = now == null ? null : now.command().matcher(sent);
                if (now != null && command != null && command.find()) {
                    cut = null;
                    if (now.side() == Side.ANSWER) {
                        left.set(now.bytes());
                    } else if (now.bytes() < read - command.start()) {
                        struck = true;
                        out.write(buffer, 0, command.start() + now.bytes());
                        out.flush();
                        server.shutdownOutput(); // the server sees the end, and not a reset that drops what it was sent
                        client.close();
                        return;
                    }
                }
                int passes = passing(Side.COMMAND, read);
                out.write(buffer, 0, passes);
                out.flush();
                if (passes < read) {
                    killIfAsked();
                    server.shutdownOutput();
                    client.close();
                    return;
                }
            }
            server.shutdownOutput();
        } catch (IOException e) {
            close(client, server);
        }
    }

    private void passAnswers(Socket client, Socket server, AtomicInteger left) {
        byte[] buffer = new byte[64 * 1024];
        try (client;
                server) {
            InputStream in = new PromptInput(server);
            OutputStream out = client.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                int may = left.get();
                int passed = passing(Side.ANSWER, may < 0 ? read : Math.min(may, read));
                out.write(buffer, 0, passed);
                out.flush();
                if (passed < read) {
                    killIfAsked();
                    struck = true;
                    return;
                }
                if (may >= 0) {
                    left.addAndGet(-passed);
                }
            }
        } catch (IOException e) {
            // one side left: both are closed
        }
    }

    private static void close(Socket... sockets) {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is over in any case
            }
        }
    }
}
