// SPDX-License-Identifier: MIT
package dev.mailboxmcp.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mailbox.Reading;
import dev.mailboxmcp.resource.ResourceProvider.Watch;
import dev.mailboxmcp.resource.ResourceProvider.Watcher;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who shares the looks at folders, and who is told how they end. */
class FolderWatchesTest {
    private static final Credentials ALICE = new Credentials("alice", new Secret("pw"));

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final FolderWatches watches = new FolderWatches(threads, Duration.ofMillis(5));
    private final AtomicInteger lookers = new AtomicInteger();
    private final CountDownLatch refuse = new CountDownLatch(1);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void allWhoWatchFoldersWithOneLoginShareItsLooks() {
        for (int i = 0; i < 20; i++) {
            watches.add(ALICE, FolderPath.INBOX, this::hangingLook, () -> {});
        }
        watches.add(ALICE, new FolderPath("Archive"), this::hangingLook, () -> {});
        watches.add(new Credentials("alice", new Secret("other")), FolderPath.INBOX, this::hangingLook, () -> {});

        await().during(Duration.ofMillis(50)).until(() -> lookers.get() == 2);
    }

    @Test
    void whoBeginsManyWatchesDoesNotWaitForAnyLook() {
        long began = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            watches.add(ALICE, new FolderPath("F" + i), this::hangingLook, () -> {});
        }

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void theFirstLookIsWaitedForWhereItIsAskedForAndNoLongerThanThat() throws Exception {
        Watch watch = watches.add(ALICE, FolderPath.INBOX, this::hangingLook, () -> {});

        watch.awaitFirstLook(Duration.ofMillis(1)); // returns, though nothing was seen
        refuse.countDown();

        watch.awaitFirstLook(Duration.ofDays(1));
    }

    @Test
    void looksThatBreakOffByAnErrorAreToldToAllAndWhoComesLaterLooksAnew() {
        List<RuntimeException> reasons = new CopyOnWriteArrayList<>();
        Watcher watcher = new Watcher() {
            @Override
            public void changed() {}

            @Override
            public void failed(RuntimeException reason) {
                reasons.add(reason);
            }
        };
        watches.add(ALICE, FolderPath.INBOX, this::brokenLook, watcher);

        await().until(() -> reasons.size() == 1);
        assertThat(reasons.getFirst()).hasCauseInstanceOf(StackOverflowError.class);
        watches.add(ALICE, FolderPath.INBOX, this::brokenLook, watcher);
        await().until(() -> reasons.size() == 2);
    }

    private Reading brokenLook() {
        lookers.incrementAndGet();
        throw new StackOverflowError("of a test");
    }

    @Test
    void allOfThemAreToldWhyTheLooksEndAndWhoComesLaterLooksAnew() {
        List<RuntimeException> reasons = new CopyOnWriteArrayList<>();
        Watcher watcher = new Watcher() {
            @Override
            public void changed() {}

            @Override
            public void failed(RuntimeException reason) {
                reasons.add(reason);
            }
        };
        watches.add(ALICE, FolderPath.INBOX, this::hangingLook, watcher);
        watches.add(ALICE, FolderPath.INBOX, this::hangingLook, watcher);
        Watch closed = watches.add(ALICE, FolderPath.INBOX, this::hangingLook, watcher);
        closed.close();

        refuse.countDown();

        await().until(() -> reasons.size() == 2);
        assertThat(reasons).allMatch(reason -> ((MailException) reason).failure() instanceof MailFailure.LoginFailed);
        watches.add(ALICE, FolderPath.INBOX, this::hangingLook, watcher);
        await().until(() -> lookers.get() == 2);
    }

    @Test
    void theLooksEndWithTheLastWatchAndNotBefore() {
        Watch one = watches.add(ALICE, FolderPath.INBOX, this::unansweredLook, () -> {});
        Watch other = watches.add(ALICE, FolderPath.INBOX, this::unansweredLook, () -> {});

        one.close();
        one.close();
        int seen = lookers.get();
        await().until(() -> lookers.get() > seen + 2);
        other.close();

        await().until(() -> {
            int before = lookers.get();
            Thread.onSpinWait();
            return lookers.get() == before;
        });
        int after = lookers.get();
        await().during(Duration.ofMillis(50)).until(() -> lookers.get() <= after + 1);
    }

    /** Whoever signed in has a new access token every hour, and the mail server refuses the old one. */
    @Test
    void looksAreMadeWithTheAccessTokenOfWhoCameLast() {
        AtomicInteger later = new AtomicInteger();
        Watch first = watches.add(ALICE, FolderPath.INBOX, this::unansweredLook, () -> {});
        await().until(() -> lookers.get() > 1);

        watches.add(
                ALICE,
                FolderPath.INBOX,
                () -> {
                    later.incrementAndGet();
                    return unansweredLook();
                },
                () -> {});
        first.close();

        await().until(() -> later.get() > 1);
    }

    @Test
    void aLookThatTheLastWatchIsClosedDuringIsTheLast() {
        Watch watch = watches.add(ALICE, FolderPath.INBOX, this::brokenOffLook, () -> {});
        await().until(() -> lookers.get() == 1);

        watch.close();

        await().during(Duration.ofMillis(50)).until(() -> lookers.get() == 1);
    }

    /** Ends when its thread is interrupted, of which it says no more than that the mail server could not be asked. */
    private Reading brokenOffLook() {
        lookers.incrementAndGet();
        try {
            refuse.await();
        } catch (InterruptedException e) {
            throw new MailException(new MailFailure.ServerUnavailable("IMAP", "of a test"), e);
        }
        throw new MailException(new MailFailure.LoginFailed());
    }

    /** Ends by a refusal, once it may. */
    private Reading hangingLook() {
        lookers.incrementAndGet();
        try {
            refuse.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new MailException(new MailFailure.LoginFailed());
    }

    private Reading unansweredLook() {
        lookers.incrementAndGet();
        throw new MailException(new MailFailure.ServerUnavailable("IMAP", "of a test"));
    }
}
