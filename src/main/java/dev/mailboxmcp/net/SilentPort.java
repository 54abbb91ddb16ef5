// SPDX-License-Identifier: MIT
package dev.mailboxmcp.net;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * Watches a connection on which the server speaks first, as long as it is silent: a port that begins with TLS waits for us,
 * and would for ever. After a few seconds it is asked whether it is one, on a connection of its own, since a server that is
 * only slow would take offence at what comes before its greeting. If it is, the connections that wait are closed: all of them share
 * one question. A server that has greeted once is not asked again. Thread-safe.
 */
public final class SilentPort implements AutoCloseable {
    /** Nearly every server has greeted by then. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** The types of the first record of a server (RFC 8446 5.1); no protocol of lines begins with these. */
    private static final int ALERT = 21;

    private static final int HANDSHAKE = 22;

    private final Dialer dialer;
    private final Socket waiting;
    private boolean over;
    private boolean tls;

    SilentPort(Dialer dialer, Socket waiting) {
        this.dialer = dialer;
        this.waiting = waiting;
    }

    /**
     * Begins to watch.
     *
     * @param dialer of the same server
     * @param waiting the connection that is silent
     * @param limit how long that waits
     */
    public static SilentPort watch(Dialer dialer, Socket waiting, Duration limit) {
        SilentPort port = new SilentPort(dialer, waiting);
        if (!dialer.wasGreeted()) {
            long patience = Math.min(PATIENCE.toMillis(), limit.toMillis() / 2);
            CompletableFuture<Void> unused = CompletableFuture.runAsync(
                    port::ask,
                    CompletableFuture.delayedExecutor(patience, TimeUnit.MILLISECONDS, Thread::startVirtualThread));
        }
        return port;
    }

    /** Notes that the server has spoken. */
    public void heard() {
        close();
        dialer.noteGreeting();
    }

    /** Whether the port turned out to begin with TLS. */
    public synchronized boolean beginsWithTls() {
        return tls;
    }

    /** Ends the watch. */
    @Override
    public synchronized void close() {
        over = true;
    }

    void ask() {
        if (!isOver() && dialer.beginsWithTls(this::answersTls)) {
            closeWaiting();
        }
    }

    private synchronized boolean isOver() {
        return over || dialer.wasGreeted();
    }

    /** Unless the server has spoken while it was asked. */
    private synchronized void closeWaiting() {
        if (over) {
            return;
        }
        tls = true;
        try {
            waiting.close();
        } catch (IOException e) {
            // nothing was to be had from it
        }
    }

    private boolean answersTls() {
        try (Socket socket = dialer.dial(LIMIT)) {
            socket.setSoTimeout(Math.toIntExact(LIMIT.toMillis()));
            socket.getOutputStream().write(hello());
            socket.getOutputStream().flush();
            int first = socket.getInputStream().read();
            return first == ALERT || first == HANDSHAKE;
        } catch (IOException e) {
            return false; // it is silent for another reason, which the one who waits will find out
        }
    }

    /** What a client says first (RFC 8446 4.1.2). Whom it trusts does not matter: nothing else is said. */
    private byte[] hello() throws IOException {
        try {
            SSLEngine engine = dialer.engine(SSLContext.getDefault());
            ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), hello);
            byte[] said = new byte[hello.position()];
            hello.flip().get(said);
            return said;
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }
}
