// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.imap.ScriptedImapServer.Script;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.Query;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What calls of different users do to each other, and what a call on a connection just used costs. */
class ImapPoolTurnsTest {
    private static final ImapWork<Boolean> CHECK =
            connection -> connection.ask("nothing", new ImapCommand("CHECK")).isOk();

    @Test
    void aConnectionIsProbedOnceItWasIdleForHalfASecond() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("");
                    for (; ; ) {
                        client.command();
                        client.ok("done");
                    }
                });
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, now::get)) {
            for (int millis : new int[] {0, 499, 501}) {
                now.updateAndGet(instant -> instant.plusMillis(millis));
                assertThat(pool.read(GreenMailAccount.ANNA, CHECK)).isTrue();
            }

            assertThat(server.received()).endsWith("CHECK", "CHECK", "NOOP", "CHECK");
        }
    }

    @Test
    void aSearchThatTakesLongIsNotTakenForADeadConnection() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("ESEARCH");
                    client.answer("CHECK");
                    client.answer("NOOP"); // answered before anything else is sent
                    client.examine(7, 1);
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.answer("UID SEARCH", "* ESEARCH (TAG \"$TAG\") UID ALL 1");
                    client.answer("UID FETCH", ImapListTest.row(1, 1));
                });
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, now::get)) {
            pool.read(GreenMailAccount.ANNA, CHECK);
            int before = server.flights.get();
            now.updateAndGet(instant -> instant.plusSeconds(2));

            pool.read(
                    GreenMailAccount.ANNA,
                    connection -> Find.page(connection, FolderPath.INBOX, Query.UNREAD, 20, null));

            assertThat(server.flights.get() - before).isEqualTo(3);
        }
    }

    @Test
    void aServerThatSaysNothingToOneUserHoldsUpNobodyElse() throws Exception {
        CountDownLatch stalled = new CountDownLatch(3);
        Script silent = client -> {
            client.login("");
            client.command();
            stalled.countDown();
            client.stall();
        };
        Script obliging = client -> {
            client.login("");
            for (; ; ) {
                client.answer("CHECK");
            }
        };
        try (ScriptedImapServer server = new ScriptedImapServer(silent, silent, silent, obliging);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ImapConnector connector = new ImapConnector(server.settings());
            ImapPool pool = new ImapPool(connector, InstantSource.system());
            List<Future<Boolean>> held = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Credentials user = new Credentials("held" + i, new Secret("secret"));
                held.add(threads.submit(() -> pool.read(user, CHECK)));
            }
            stalled.await();

            for (int i = 0; i < 100; i++) {
                assertThat(pool.read(GreenMailAccount.ANNA, CHECK)).isTrue();
            }
            assertThat(held).noneMatch(Future::isDone);
            assertThat(pool.state().total()).isEqualTo(4);
            server.close(); // which ends the calls that are held
            for (Future<Boolean> call : held) {
                assertThat(call).failsWithin(connector.settings().timeouts().call());
            }
            pool.close();
            connector.close();
        }
    }
}
