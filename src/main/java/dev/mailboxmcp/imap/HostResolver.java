// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds the addresses of a host. */
@FunctionalInterface
interface HostResolver {
    /** That of the platform, which may take as long as it likes. */
    HostResolver OF_THE_PLATFORM = InetAddress::getAllByName;

    InetAddress[] addresses(String host) throws UnknownHostException;

    /**
     * The same within a deadline. On a thread of the platform: the resolver would hold the carrier of a virtual one.
     *
     * @throws SocketTimeoutException if the deadline passes first; the lookup then goes on for nobody
     */
    default InetAddress[] addresses(String host, Deadline deadline) throws IOException {
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> addresses(host));
        Thread.ofPlatform().daemon().name("imap-resolver").start(lookup);
        try {
            return lookup.get(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("the name was not resolved in time");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while resolving a name");
        }
    }
}
