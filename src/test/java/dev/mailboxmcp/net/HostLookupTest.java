// SPDX-License-Identifier: MIT
package dev.mailboxmcp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HostLookupTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void addressesComeInTheOrderOfTheResolver() throws Exception {
        InetAddress[] both = {
            InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 2}), InetAddress.getLoopbackAddress()
        };

        assertThat(new HostLookup(host -> both).addresses("mail.example.test", LONG))
                .containsExactly(both);
    }

    @Test
    void allWhoAskWhileTheResolverHangsShareOneLookup() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        HostLookup hosts = hanging(over);

        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> hosts.addresses("mail.example.test", Duration.ofMillis(1)))
                    .isInstanceOf(SocketTimeoutException.class);
        }
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<InetAddress[]>> patient = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                patient.add(callers.submit(() -> hosts.addresses("mail.example.test", LONG)));
            }
            assertThatThrownBy(() -> hosts.addresses("mail.example.test", SHORT))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(asked).hasValue(1);
            over.countDown();
            for (Future<InetAddress[]> caller : patient) {
                assertThat(caller.get()).containsExactly(InetAddress.getLoopbackAddress());
            }
        }
    }

    @Test
    void whatFailedIsAskedAnew() throws Exception {
        HostLookup hosts = new HostLookup(host -> {
            if (asked.incrementAndGet() == 1) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        });

        assertThatThrownBy(() -> hosts.addresses("mail.example.test", LONG)).isInstanceOf(UnknownHostException.class);
        assertThat(hosts.addresses("mail.example.test", LONG)).containsExactly(InetAddress.getLoopbackAddress());
    }

    @Test
    void aHostThatHangsHoldsUpNoOther() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        HostLookup hosts = new HostLookup(host -> {
            if (host.startsWith("slow")) {
                await(over);
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        });

        assertThatThrownBy(() -> hosts.addresses("slow.example.test", SHORT))
                .isInstanceOf(SocketTimeoutException.class);
        assertThat(hosts.addresses("mail.example.test", LONG)).containsExactly(InetAddress.getLoopbackAddress());
        over.countDown();
    }

    private HostLookup hanging(CountDownLatch over) {
        return new HostLookup(host -> {
            asked.incrementAndGet();
            await(over);
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
