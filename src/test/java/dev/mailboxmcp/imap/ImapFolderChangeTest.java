// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.imap.ScriptedImapServer.Peer;
import dev.mailboxmcp.imap.ScriptedImapServer.Script;
import dev.mailboxmcp.mail.FolderChange;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mailbox.Mailboxes;
import dev.mailboxmcp.mailbox.Organizing;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said on the wire when folders change, and what becomes of them where a server fails, or others change them too. */
class ImapFolderChangeTest {
    private static final FolderPath OLD = new FolderPath("Old");
    private static final FolderChange DELETE = new FolderChange.Delete(OLD);
    private static final FolderChange CREATE = new FolderChange.Create(new FolderPath("New"));
    private static final FolderChange RENAME = new FolderChange.Rename(OLD, new FolderPath("New"));

    private final AtomicInteger flights = new AtomicInteger();

    @Test
    void aFolderIsDeletedAfterItWasLookedAtTwice() {
        List<String> received = run(
                mailbox -> assertThat(mailbox.change(DELETE).evidence()).isEqualTo(Organizing.Evidence.ANSWER),
                client -> {
                    login(client);
                    list(client, "Old", "Older", "Inside/Old");
                    client.answer("LIST \"\" \"Old/*\"");
                    client.answer("STATUS \"Old\" (MESSAGES UNSEEN)", "* STATUS Old (MESSAGES 0 UNSEEN 0)");
                    client.answer("DELETE \"Old\"");
                    client.answer("UNSUBSCRIBE \"Old\"");
                    client.stall();
                });

        assertThat(received).last().isEqualTo("UNSUBSCRIBE \"Old\"");
        assertThat(flights).hasValue(5); // the login is the fifth: DELETE waits for the second look
    }

    @ParameterizedTest
    @CsvSource({"'* STATUS Old (MESSAGES 1 UNSEEN 1)',has come", "'* OK no idea',does not tell"})
    void aFolderThatIsNotSurelyEmptyAtTheSecondLookStays(String status, String words) {
        List<String> received =
                run(mailbox -> assertFails(MailFailure.Conflict.class, words, mailbox, DELETE), client -> {
                    login(client);
                    list(client, "Old");
                    client.answer("LIST \"\" \"Old/*\"");
                    client.answer("STATUS", status);
                    client.stall();
                });

        assertThat(received).noneMatch(command -> command.startsWith("DELETE"));
    }

    @Test
    void aFolderInWhichSomebodyMadeAnotherMeanwhileStays() {
        List<String> received =
                run(mailbox -> assertFails(MailFailure.Conflict.class, "somebody made", mailbox, DELETE), client -> {
                    login(client);
                    list(client, "Old");
                    client.answer("LIST \"\" \"Old/*\"", "* LIST () \"/\" Old/x");
                    client.answer("STATUS", "* STATUS Old (MESSAGES 0 UNSEEN 0)");
                    client.stall();
                });

        assertThat(received).noneMatch(command -> command.startsWith("DELETE"));
    }

    @Test
    void aFolderOfWhichNobodyTellsWhetherItIsEmptyStays() {
        List<String> received =
                run(mailbox -> assertFails(MailFailure.Conflict.class, "does not tell", mailbox, DELETE), client -> {
                    login(client);
                    client.examine(1, 1);
                    client.answer(
                            "LIST",
                            "* LIST () \"/\" INBOX",
                            "* STATUS INBOX (MESSAGES 0 UNSEEN 0)",
                            "* LIST () \"/\" Old");
                    client.answer("LIST \"\" \"Old/*\"");
                    client.expect("STATUS");
                    client.no("no");
                    client.stall();
                });

        assertThat(received).noneMatch(command -> command.startsWith("DELETE"));
    }

    @Test
    void aFolderWhoseRenamingWouldTakeARoleAlongStays() {
        List<String> received =
                run(mailbox -> assertFails(MailFailure.NotAllowed.class, "Old/Sent", mailbox, RENAME), client -> {
                    login(client);
                    client.examine(1, 1);
                    client.answer(
                            "LIST",
                            "* LIST () \"/\" Old",
                            "* LIST (\\Sent) \"/\" Old/Sent",
                            "* STATUS Old (MESSAGES 0 UNSEEN 0)");
                    client.stall();
                });

        assertThat(received).noneMatch(command -> command.startsWith("RENAME"));
    }

    @Test
    void subscriptionsFollowARenamedFolderAndThoseInIt() {
        List<String> received = run(
                mailbox -> assertThat(mailbox.change(RENAME).folder().value()).isEqualTo("New"), client -> {
                    login(client);
                    list(client, "Old", "Old/a", "Older");
                    client.answer("LSUB", "* LSUB () \"/\" Old/a", "* LSUB () \"/\" Older", "* LSUB () \"/\" Old");
                    client.answer("RENAME \"Old\" \"New\"");
                    for (int i = 0; i < 4; i++) {
                        client.command();
                        client.end(client.tag() + " NO not so");
                    }
                    client.stall();
                });

        assertThat(received)
                .endsWith("SUBSCRIBE \"New/a\"", "UNSUBSCRIBE \"Old/a\"", "SUBSCRIBE \"New\"", "UNSUBSCRIBE \"Old\"");
        assertThat(flights).hasValue(4);
    }

    @Test
    void aFolderThatWasChangedIsToldThoughTheServerLeavesAtItsSubscriptions() {
        run(mailbox -> assertThat(mailbox.change(CREATE).evidence()).isEqualTo(Organizing.Evidence.ANSWER), client -> {
            login(client);
            list(client, "Old");
            client.answer("CREATE \"New\"");
            leaveAt(client, "SUBSCRIBE");
        });
        run(mailbox -> assertThat(mailbox.change(RENAME).folder().value()).isEqualTo("New"), client -> {
            login(client);
            list(client, "Old");
            client.answer("LSUB", "* LSUB () \"/\" Old");
            client.answer("RENAME \"Old\" \"New\"");
            leaveAt(client, "SUBSCRIBE");
        });
        run(mailbox -> assertThat(mailbox.change(DELETE).evidence()).isEqualTo(Organizing.Evidence.ANSWER), client -> {
            login(client);
            list(client, "Old");
            client.answer("LIST \"\" \"Old/*\"");
            client.answer("STATUS", "* STATUS Old (MESSAGES 0 UNSEEN 0)");
            client.answer("DELETE \"Old\"");
            leaveAt(client, "UNSUBSCRIBE");
        });
    }

    @Test
    void aFolderIsRenamedThoughTheNewNameOfAnotherInItIsTooLong() {
        String inner = "Old/" + "x".repeat(990);
        FolderChange longer = new FolderChange.Rename(OLD, new FolderPath("New".repeat(10)));
        run(mailbox -> assertThat(mailbox.change(longer).evidence()).isEqualTo(Organizing.Evidence.ANSWER), client -> {
            login(client);
            list(client, "Old");
            client.answer("LSUB", "* LSUB () \"/\" " + inner);
            client.answer("RENAME");
            client.stall();
        });
    }

    @Test
    void aChangeWhoseAnswerIsLostIsLookedUp() {
        run(
                mailbox -> {
                    Organizing.ChangedFolder changed = mailbox.change(DELETE);
                    assertThat(changed.evidence()).isEqualTo(Organizing.Evidence.LISTING);
                    assertThat(changed.folder()).isEqualTo(OLD);
                },
                ImapFolderChangeTest::leaveAfterDelete,
                client -> {
                    login(client);
                    list(client, "Other");
                    acknowledgeTheRest(client);
                });
        run(
                mailbox -> assertFails(MailFailure.ServerUnavailable.class, "still as they were", mailbox, DELETE),
                ImapFolderChangeTest::leaveAfterDelete,
                client -> {
                    login(client);
                    list(client, "Old");
                    acknowledgeTheRest(client);
                });
        run(
                mailbox -> assertFails(MailFailure.ServerUnavailable.class, "it is not known", mailbox, DELETE),
                ImapFolderChangeTest::leaveAfterDelete,
                client -> client.say("* BYE no more"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[ALREADYEXISTS] there|Conflict|is a folder of that path",
                "[CANNOT] no such names|InvalidArgument|must be another path",
                "[OVERQUOTA] full|MailboxFull|the mailbox is full",
                "[UNAVAILABLE] later|ServerUnavailable|later",
                "Invalid mailbox name|InvalidArgument|must begin with INBOX."
            })
    void aRefusalSaysWhatToDo(String refusal, String kind, String words) {
        run(
                mailbox -> assertThatThrownBy(() -> mailbox.change(CREATE)).satisfies(failure -> {
                    MailFailure told = ((MailException) failure).failure();
                    assertThat(told.getClass().getSimpleName()).isEqualTo(kind);
                    assertThat(told.toString()).contains(words);
                }),
                client -> {
                    login(client);
                    list(client, "Old");
                    client.expect("CREATE \"New\"");
                    client.no(refusal);
                    if (refusal.startsWith("[ALREADYEXISTS]")) {
                        client.answer("LIST \"\" \"New\"", "* LIST () \"/\" new"); // to some servers these are one
                    }
                    client.answer("NAMESPACE", "* NAMESPACE ((\"INBOX.\" \".\")) NIL NIL");
                    client.stall();
                });
    }

    @Test
    void aFolderThatIsThereAlreadyAndWasNotAMomentBeforeIsMadeAndItIsSaid() {
        List<String> received = run(
                mailbox -> assertThat(mailbox.change(CREATE))
                        .isEqualTo(new Organizing.ChangedFolder(new FolderPath("New"), Organizing.Evidence.APPEARANCE)),
                client -> {
                    login(client);
                    list(client, "Old");
                    client.expect("CREATE \"New\"");
                    client.no("[ALREADYEXISTS] Mailbox already exists");
                    client.answer("LIST \"\" \"New\"", "* LIST () \"/\" New");
                    client.answer("SUBSCRIBE \"New\"");
                    client.stall();
                });

        assertThat(received).last().isEqualTo("SUBSCRIBE \"New\"");
    }

    @Test
    void connectionsThatHaveTheFolderOpenAreNotUsedAgain() {
        run(
                (pool, mailbox) -> {
                    pool.read(GreenMailAccount.ANNA, one -> {
                        ImapSelection.open(one, OLD);
                        return pool.read(GreenMailAccount.ANNA, other -> ImapSelection.open(other, OLD));
                    });
                    assertThat(pool.state().idle()).isEqualTo(2);
                    mailbox.change(RENAME);
                    assertThat(pool.state().idle()).isOne(); // the one that made the change, and left the folder before
                },
                ImapFolderChangeTest::serve);
    }

    private static void serve(Peer client) throws IOException {
        login(client);
        while (true) {
            String command = client.command();
            if (command.startsWith("EXAMINE")) {
                client.say("* 0 EXISTS", "* OK [UIDVALIDITY 1] UIDs valid");
            } else if (command.startsWith("LIST")) {
                client.say("* LIST () \"/\" Old", "* STATUS Old (MESSAGES 0 UNSEEN 0)");
            }
            client.ok("done");
        }
    }

    /** The list comes with questions about quota and namespaces, whose answers do not matter here. */
    private static void acknowledgeTheRest(Peer client) throws IOException {
        while (true) {
            client.command();
            client.ok("done");
        }
    }

    private static void login(Peer client) throws IOException {
        client.login("LIST-STATUS QUOTA NAMESPACE");
    }

    private static void leaveAfterDelete(Peer client) throws IOException {
        login(client);
        list(client, "Old");
        client.answer("LIST \"\" \"Old/*\"");
        client.answer("STATUS", "* STATUS Old (MESSAGES 0 UNSEEN 0)");
        client.expect("DELETE");
        client.say("* BYE I go");
    }

    private static void leaveAt(Peer client, String command) throws IOException {
        client.expect(command);
        client.say("* BYE I go");
    }

    private static void list(Peer client, String... folders) throws IOException {
        client.examine(1, 1);
        client.expect("LIST \"\" \"*\" RETURN (STATUS (MESSAGES UNSEEN))");
        for (String folder : folders) {
            client.say("* LIST () \"/\" " + folder, "* STATUS " + folder + " (MESSAGES 0 UNSEEN 0)");
        }
        client.ok("done");
    }

    private static void assertFails(
            Class<? extends MailFailure> kind, String words, Organizing mailbox, FolderChange change) {
        assertThatThrownBy(() -> mailbox.change(change)).satisfies(failure -> {
            MailFailure told = ((MailException) failure).failure();
            assertThat(told).isInstanceOf(kind);
            assertThat(told.toString()).contains(words);
        });
    }

    private interface Work {
        void on(ImapPool pool, Organizing mailbox);
    }

    private List<String> run(Consumer<Organizing> work, Script... scripts) {
        return run((pool, mailbox) -> work.accept(mailbox), scripts);
    }

    private List<String> run(Work work, Script... scripts) {
        InstantSource clock = ScriptedImapServer.CLOCK;
        try (ScriptedImapServer server = new ScriptedImapServer(scripts);
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, clock);
                Mailboxes mailboxes = ScriptedMailboxes.of(pool, clock)) {
            work.on(pool, mailboxes.organizing(GreenMailAccount.ANNA));
            flights.set(server.flights.get());
            return server.received();
        }
    }
}
