// SPDX-License-Identifier: MIT
package dev.mailboxmcp.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes connections on to a submission server on loopback. On request it holds back what the server says after the end of
 * a mail, which puts a call in the one moment when nobody can know whether the mail was sent.
 */
public final class HoldingProxy implements AutoCloseable {
    private static final byte[] END_OF_MAIL = "\r\n.\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener;
    private final int target;
    private final AtomicInteger mails = new AtomicInteger();
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile boolean holding;

    public HoldingProxy(int target) {
        this.target = target;
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

    /** Lets the verdict on a mail wait from now on. */
    public void hold() {
        held = new CountDownLatch(1);
        holding = true;
    }

    /** Lets the verdicts through that wait, and all that follow. */
    public void release() {
        holding = false;
        held.countDown();
    }

    /** How many mails have ended, up to their final dot. */
    public int mails() {
        return mails.get();
    }

    @Override
    public void close() throws IOException {
        release();
        listener.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                AtomicInteger ended = new AtomicInteger();
                Thread.ofVirtual().start(() -> pass(client, server, ended, true));
                Thread.ofVirtual().start(() -> pass(server, client, ended, false));
            }
        } catch (IOException e) {
            // closed: no more connections
        }
    }

    private void pass(Socket from, Socket to, AtomicInteger ended, boolean fromClient) {
        byte[] buffer = new byte[64 * 1024];
        byte[] tail = new byte[0];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (fromClient) {
                    tail = tail(tail, buffer, read);
                    if (java.util.Arrays.equals(tail, END_OF_MAIL)) {
                        ended.incrementAndGet();
                        mails.incrementAndGet();
                    }
                } else if (holding && ended.get() > 0) {
                    held.await();
                }
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // one side left: both are closed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] tail(byte[] before, byte[] bytes, int count) {
        byte[] joined = java.util.Arrays.copyOf(before, before.length + count);
        System.arraycopy(bytes, 0, joined, before.length, count);
        return java.util.Arrays.copyOfRange(joined, Math.max(0, joined.length - END_OF_MAIL.length), joined.length);
    }
}
