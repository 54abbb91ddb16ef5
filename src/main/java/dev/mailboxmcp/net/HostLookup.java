// SPDX-License-Identifier: MIT
package dev.mailboxmcp.net;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds the addresses of a host. The resolver of the platform takes as long as it likes; callers here wait no longer than
 * they want to, and all who ask for the same name at the same time share one lookup, so that a resolver that hangs holds
 * one thread and not one for each call. Thread-safe.
 */
public final class HostLookup {
    /** Asks for the addresses, however long that takes. */
    @FunctionalInterface
    public interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final Resolver resolver;
    private final Map<String, FutureTask<InetAddress[]>> running = new ConcurrentHashMap<>();

    /** A lookup by the resolver of the platform, which remembers answers for a while. */
    public HostLookup() {
        this(InetAddress::getAllByName);
    }

    public HostLookup(Resolver resolver) {
        this.resolver = resolver;
    }

    /**
     * A lookup that finds public hosts only: a name one of whose addresses is not public is not known.
     *
     * @param loopback whether this machine is found too
     */
    public static HostLookup ofPublicHosts(Resolver resolver, boolean loopback) {
        return new HostLookup(host -> {
            InetAddress[] addresses = resolver.addresses(host);
            for (InetAddress address : addresses) {
                if (!PublicAddresses.contain(address) && !(loopback && address.isLoopbackAddress())) {
                    throw new UnknownHostException("an address that is not public");
                }
            }
            return addresses;
        });
    }

    /**
     * The addresses in the order of the resolver, at least one.
     *
     * @throws UnknownHostException if there is none
     * @throws SocketTimeoutException if the time is over first; the lookup goes on for those who ask later
     */
    public InetAddress[] addresses(String host, Duration time) throws IOException {
        FutureTask<InetAddress[]> lookup = running.computeIfAbsent(host, this::start);
        try {
            return lookup.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("the name was not resolved in time");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while resolving a name");
        }
    }

    /** Starts the lookup on a thread of the platform: the resolver would hold the carrier of a virtual one. */
    private FutureTask<InetAddress[]> start(String host) {
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> {
            try {
                return resolver.addresses(host);
            } finally {
                running.remove(host);
            }
        });
        Thread.ofPlatform().daemon().name("host-lookup").start(lookup);
        return lookup;
    }
}
