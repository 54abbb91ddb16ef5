// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.imap.ScriptedImapServer.Script;
import dev.mailboxmcp.mail.ChangeResult;
import dev.mailboxmcp.mail.FlagChange;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.OrganizeAction;
import dev.mailboxmcp.mail.Organized;
import dev.mailboxmcp.mailbox.MailChoice;
import dev.mailboxmcp.mailbox.Mailboxes;
import dev.mailboxmcp.mailbox.Organizing;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said on the wire when mails are put in order, and what becomes of them where a server fails in between. */
class ImapMoveTest {
    private static final MailChoice.Listed TWO = new MailChoice.Listed(FolderPath.INBOX, 7L, List.of(5L, 6L));

    @Test
    void aMoveTakesTwoRoundTripsAndOneToARoleNoMore() {
        AtomicInteger flights = new AtomicInteger();
        List<String> received = run(
                client -> {
                    client.login("MOVE UIDPLUS SPECIAL-USE LIST-EXTENDED");
                    select(client, "5 6");
                    client.answer("LIST", "* LIST (\\Archive) \"/\" Old");
                    moved(client);
                    client.stall();
                },
                flights,
                mailbox -> organize(mailbox, OrganizeAction.ARCHIVE, null));

        assertThat(received).containsSubsequence("SELECT \"INBOX\"", "UID SEARCH UID 5:6", "UID MOVE 5:6 \"Old\"");
        assertThat(flights).hasValue(3); // the login is the third
    }

    /** What the server tells beside its answer to the change is what came of it; of mails that it leaves out it is asked. */
    @ParameterizedTest
    @CsvSource({
        "'', * 1 FETCH (UID 5 FLAGS (\\Seen)), 3",
        "CONDSTORE, * 1 FETCH (UID 5 FLAGS (\\Seen) MODSEQ (9)), 3",
        "CONDSTORE, * 1 FETCH (UID 5 FLAGS (\\Seen)), 4",
        "'', * 1 FETCH (UID 5 FLAGS ()), 4",
        "'', * 1 FETCH (FLAGS (\\Seen)), 4",
        "'', * 2 FETCH (UID 6 FLAGS (\\Seen)), 4",
    })
    void flagsTakeTwoRoundTripsAndAThirdWhereTheServerDoesNotTellWhatCameOfThem(
            String capabilities, String told, int all) {
        AtomicInteger flights = new AtomicInteger();
        Organized[] result = new Organized[1];
        run(
                client -> {
                    client.login(capabilities);
                    client.expect("SELECT");
                    client.say("* 9 EXISTS", "* OK [UIDVALIDITY 7] valid");
                    client.ok("[READ-WRITE] selected");
                    client.answer("UID FETCH 5:6", "* 1 FETCH (UID 5 FLAGS ())", "* 2 FETCH (UID 6 FLAGS (\\Seen))");
                    client.answer("UID STORE 5 +FLAGS (\\Seen)", told);
                    client.answer(
                            "UID FETCH 5:6", "* 1 FETCH (UID 5 FLAGS (\\Seen))", "* 2 FETCH (UID 6 FLAGS (\\Seen))");
                    client.stall();
                },
                flights,
                mailbox -> result[0] = organize(mailbox, OrganizeAction.READ, null));

        assertThat(flights).hasValue(all); // one of them is the login
        assertThat(result[0].done()).isEqualTo(2);
        assertThat(result[0].undo()).isNotNull();
    }

    @Test
    void aLabelThatTheServerWouldForgetIsNotGiven() {
        List<String> received = run(
                client -> {
                    client.login("");
                    client.expect("SELECT");
                    client.say("* 9 EXISTS", "* OK [UIDVALIDITY 7] valid", "* OK [PERMANENTFLAGS (\\Seen)] no others");
                    client.ok("[READ-WRITE] selected");
                    client.answer("UID FETCH", "* 1 FETCH (UID 5 FLAGS ())", "* 2 FETCH (UID 6 FLAGS ())");
                    client.stall();
                },
                new AtomicInteger(),
                mailbox -> assertThatThrownBy(() -> organize(mailbox, OrganizeAction.LABEL, "work"))
                        .extracting(failure -> ((MailException) failure).failure())
                        .isInstanceOf(MailFailure.NotAllowed.class));

        assertThat(received).noneMatch(command -> command.startsWith("UID STORE"));
    }

    @Test
    void whatTheServerAnswersOkToAndDoesNotDoIsNotDone() {
        Organized[] result = new Organized[1];
        run(
                client -> {
                    client.login("");
                    client.expect("SELECT");
                    client.say("* 9 EXISTS", "* OK [UIDVALIDITY 7] valid");
                    client.ok("[READ-WRITE] selected");
                    client.answer("UID FETCH", "* 1 FETCH (UID 5 FLAGS ())", "* 2 FETCH (UID 6 FLAGS ())");
                    client.answer("UID STORE");
                    client.answer("UID FETCH", "* 1 FETCH (UID 5 FLAGS ())", "* 2 FETCH (UID 6 FLAGS (\\Seen))");
                    client.stall();
                },
                new AtomicInteger(),
                mailbox -> result[0] = organize(mailbox, OrganizeAction.READ, null));

        assertThat(result[0].status()).isEqualTo(Organized.Status.PARTIAL);
        assertThat(result[0].done()).isEqualTo(1);
        assertThat(result[0].left()).isEqualTo(1);
    }

    /** What was done before the server refused the rest is not said to have changed nothing. */
    @ParameterizedTest
    @CsvSource({"(\\Seen), 1", "(), 0"})
    void flagsThatAreRefusedAreToldAsFarAsTheyCame(String flags, int done) {
        Organized[] result = new Organized[1];
        run(
                client -> {
                    client.login("");
                    client.expect("SELECT");
                    client.say("* 9 EXISTS", "* OK [UIDVALIDITY 7] valid");
                    client.ok("[READ-WRITE] selected");
                    client.answer("UID FETCH", "* 1 FETCH (UID 5 FLAGS ())", "* 2 FETCH (UID 6 FLAGS ())");
                    client.expect("UID STORE 5:6");
                    client.no("[LIMIT] enough");
                    client.answer(
                            "UID FETCH 5:6", "* 1 FETCH (UID 5 FLAGS " + flags + ")", "* 2 FETCH (UID 6 FLAGS ())");
                    client.stall();
                },
                new AtomicInteger(),
                mailbox -> {
                    if (done > 0) {
                        result[0] = organize(mailbox, OrganizeAction.READ, null);
                    } else {
                        assertThatThrownBy(() -> organize(mailbox, OrganizeAction.READ, null))
                                .isInstanceOf(MailException.class);
                    }
                });

        if (done > 0) {
            assertThat(result[0].status()).isEqualTo(Organized.Status.PARTIAL);
            assertThat(result[0].done()).isEqualTo(1);
            assertThat(result[0].left()).isEqualTo(1);
            assertThat(result[0].undo()).isNotNull();
        }
    }

    @Test
    void aMoveThatIsRefusedAfterMailsWentIsNotSaidToHaveChangedNothing() {
        Organized[] result = new Organized[1];
        run(
                List.of(client -> {
                    client.login("MOVE UIDPLUS");
                    select(client, "5 6");
                    client.expect("UID MOVE 5:6");
                    client.no("[OVERQUOTA] full");
                    client.answer("UID SEARCH UID 5:6", "* SEARCH 6");
                    client.examine(7, 8);
                    client.answer("UID SEARCH UID 5:6", "* SEARCH 6");
                    client.stall();
                }),
                new AtomicInteger(),
                mailbox -> result[0] = organize(mailbox, OrganizeAction.MOVE, "Old"));

        assertThat(result[0].status()).isEqualTo(Organized.Status.UNKNOWN);
        assertThat(result[0].done()).isEqualTo(1);
        assertThat(result[0].left()).isEqualTo(1);
    }

    /** Who had marked it meant to remove it, and the answer to removing it is lost: the other one is not marked any more. */
    @Test
    void marksOfDeletionAreTakenOffAgainWhereTheAnswerToRemovingWasLost() {
        Organized[] result = new Organized[1];
        List<String> received = run(
                List.of(
                        client -> {
                            client.login("UIDPLUS");
                            select(client, "5 6", "6");
                            client.expect("UID COPY 5:6 \"Old\"");
                            client.ok("[COPYUID 9 5:6 40:41] copied");
                            client.answer("UID STORE 5:6 +FLAGS.SILENT (\\Deleted)");
                            client.expect("UID EXPUNGE 5:6");
                        },
                        client -> {
                            client.login("UIDPLUS");
                            client.expect("SELECT \"INBOX\"");
                            client.say("* 9 EXISTS", "* OK [UIDVALIDITY 7] valid");
                            client.ok("[READ-WRITE] selected");
                            client.answer("UID FETCH 5 (UID FLAGS)", "* 1 FETCH (UID 5 FLAGS (\\Deleted))");
                            client.answer("UID STORE 5 -FLAGS.SILENT (\\Deleted)");
                            client.examine(7, 9);
                            client.answer("UID SEARCH UID 5:6", "* SEARCH 5 6");
                            client.stall();
                        }),
                new AtomicInteger(),
                mailbox -> result[0] = organize(mailbox, OrganizeAction.MOVE, "Old"));

        assertThat(received).contains("UID STORE 5 -FLAGS.SILENT (\\Deleted)");
        assertThat(result[0].status()).isEqualTo(Organized.Status.UNKNOWN);
        assertThat(result[0].left()).isEqualTo(2);
        assertThat(result[0].doubled()).isEqualTo(2);
        assertThat(result[0].marked()).isFalse();
    }

    @Test
    void marksOfDeletionThatCannotBeTakenOffAgainAreSaid() {
        Organized[] result = new Organized[1];
        run(
                List.of(
                        client -> {
                            client.login("UIDPLUS");
                            select(client, "5 6", "");
                            client.expect("UID COPY 5:6 \"Old\"");
                            client.ok("[COPYUID 9 5:6 40:41] copied");
                            client.expect("UID STORE 5:6 +FLAGS.SILENT (\\Deleted)");
                        },
                        client -> {
                            client.login("UIDPLUS");
                            client.expect("SELECT \"INBOX\"");
                            client.say("* 9 EXISTS", "* OK [UIDVALIDITY 7] valid");
                            client.ok("[READ-WRITE] selected");
                            client.answer(
                                    "UID FETCH 5:6 (UID FLAGS)",
                                    "* 1 FETCH (UID 5 FLAGS (\\Deleted))",
                                    "* 2 FETCH (UID 6 FLAGS (\\Deleted))");
                            client.expect("UID STORE 5:6 -FLAGS.SILENT (\\Deleted)");
                            client.no("[UNAVAILABLE] not now");
                            client.examine(7, 9);
                            client.answer("UID SEARCH UID 5:6", "* SEARCH 5 6");
                            client.stall();
                        }),
                new AtomicInteger(),
                mailbox -> result[0] = organize(mailbox, OrganizeAction.MOVE, "Old"));

        assertThat(result[0].status()).isEqualTo(Organized.Status.UNKNOWN);
        assertThat(result[0].marked()).isTrue();
    }

    /** The server marked one of them before it refused, and another was marked before. */
    @Test
    void marksOfDeletionThatWereRefusedHalfwayAreTakenOffAgain() {
        Organized[] result = new Organized[1];
        List<String> received = run(
                client -> {
                    client.login("UIDPLUS");
                    select(client, "5 6", "6");
                    client.expect("UID COPY 5:6 \"Old\"");
                    client.ok("[COPYUID 9 5:6 40:41] copied");
                    client.expect("UID STORE 5:6 +FLAGS.SILENT (\\Deleted)");
                    client.no("[LIMIT] enough");
                    client.answer("UID SEARCH UID 5:6", "* SEARCH 5 6");
                    client.answer("UID FETCH 5 (UID FLAGS)", "* 1 FETCH (UID 5 FLAGS (\\Deleted))");
                    client.answer("UID STORE 5 -FLAGS.SILENT (\\Deleted)");
                    client.stall();
                },
                new AtomicInteger(),
                mailbox -> result[0] = organize(mailbox, OrganizeAction.MOVE, "Old"));

        assertThat(received).endsWith("UID STORE 5 -FLAGS.SILENT (\\Deleted)");
        assertThat(result[0].status()).isEqualTo(Organized.Status.PARTIAL);
        assertThat(result[0].doubled()).isEqualTo(2);
    }

    @Test
    void withoutMoveOnlyMailsWhoseCopiesAreKnownAreRemovedAndEachStepWaitsForTheOneBefore() {
        AtomicInteger flights = new AtomicInteger();
        Organized[] result = new Organized[1];
        List<String> received = run(
                client -> {
                    client.login("UIDPLUS");
                    select(client, "5 6", "");
                    client.expect("UID COPY 5:6 \"Old\"");
                    client.ok("[COPYUID 9 5 40] one of them");
                    client.answer("UID STORE 5 +FLAGS.SILENT (\\Deleted)");
                    client.answer("UID EXPUNGE 5", "* 3 EXPUNGE");
                    client.answer("UID SEARCH UID 6", "* SEARCH 6");
                    client.stall();
                },
                flights,
                mailbox -> result[0] = organize(mailbox, OrganizeAction.MOVE, "Old"));

        assertThat(received)
                .endsWith(
                        "UID COPY 5:6 \"Old\"",
                        "UID STORE 5 +FLAGS.SILENT (\\Deleted)",
                        "UID EXPUNGE 5",
                        "UID SEARCH UID 6");
        assertThat(flights).hasValue(6); // the login, and the look for the one that was not copied
        assertThat(result[0].status()).isEqualTo(Organized.Status.PARTIAL);
        assertThat(result[0].done()).isEqualTo(1);
        assertThat(result[0].newUids()).containsExactly(40L);
    }

    @Test
    void aCopyWhoseOriginalCannotBeRemovedIsReportedAndNotMarkedAsDeletedAnyMore() {
        Organized[] result = new Organized[1];
        List<String> received = run(
                client -> {
                    client.login("UIDPLUS");
                    select(client, "5 6", "");
                    client.expect("UID COPY 5:6 \"Old\"");
                    client.ok("[COPYUID 9 5:6 40:41] copied");
                    client.answer("UID STORE 5:6 +FLAGS.SILENT (\\Deleted)");
                    client.expect("UID EXPUNGE 5:6");
                    client.no("no right to do that");
                    client.answer("UID SEARCH UID 5:6", "* SEARCH 6");
                    client.answer("UID STORE 6 -FLAGS.SILENT (\\Deleted)");
                    client.stall();
                },
                new AtomicInteger(),
                mailbox -> result[0] = organize(mailbox, OrganizeAction.MOVE, "Old"));

        assertThat(received).endsWith("UID STORE 6 -FLAGS.SILENT (\\Deleted)");
        assertThat(result[0].status()).isEqualTo(Organized.Status.PARTIAL);
        assertThat(result[0].done()).isEqualTo(1);
        assertThat(result[0].left()).isEqualTo(1);
        assertThat(result[0].doubled()).isEqualTo(1);
        assertThat(result[0].newUids()).containsExactly(40L);
        assertThat(result[0].undo()).isNotNull();
    }

    @Test
    void copiesThatTheServerDoesNotTellOfAreReportedAndNothingIsRemoved() {
        Organized[] result = new Organized[1];
        List<String> received = run(
                client -> {
                    client.login("UIDPLUS");
                    select(client, "5 6", "");
                    client.expect("UID COPY");
                    client.ok("[COPYUID 9 5,99 40:41] of which one was never asked for");
                    client.stall();
                },
                new AtomicInteger(),
                mailbox -> result[0] = organize(mailbox, OrganizeAction.MOVE, "Old"));

        assertThat(received).last().asString().startsWith("UID COPY");
        assertThat(result[0].done()).isZero();
        assertThat(result[0].doubled()).isEqualTo(2);
    }

    @Test
    void aMoveThatIsRefusedInTheMiddleIsToldAsFarAsItCame() {
        Organized[] result = new Organized[1];
        run(
                client -> {
                    client.login("MOVE UIDPLUS");
                    select(client, "5 6");
                    client.expect("UID MOVE 5:6");
                    client.say("* OK [COPYUID 9 5 40] one of them");
                    client.no("[OVERQUOTA] full");
                    client.answer("UID SEARCH UID 5:6", "* SEARCH 6");
                    client.stall();
                },
                new AtomicInteger(),
                mailbox -> result[0] = organize(mailbox, OrganizeAction.MOVE, "Old"));

        assertThat(result[0].status()).isEqualTo(Organized.Status.PARTIAL);
        assertThat(result[0].done()).isEqualTo(1);
        assertThat(result[0].undo()).isNotNull();
    }

    @Test
    void aMoveThatIsRefusedAfterItCopiedIsNotTakenForDone() {
        Organized[] result = new Organized[1];
        run(
                client -> {
                    client.login("MOVE UIDPLUS");
                    select(client, "5 6");
                    client.expect("UID MOVE 5:6");
                    client.say("* OK [COPYUID 9 5:6 40:41] both of them");
                    client.no("[SERVERBUG] cannot remove them");
                    client.answer("UID SEARCH UID 5:6", "* SEARCH 5");
                    client.stall();
                },
                new AtomicInteger(),
                mailbox -> result[0] = organize(mailbox, OrganizeAction.MOVE, "Old"));

        assertThat(result[0].done()).isEqualTo(1);
        assertThat(result[0].left()).isEqualTo(1);
        assertThat(result[0].doubled()).isEqualTo(1);
    }

    /** What the server tells no copy of is where it was, or somebody else removed it a moment ago. */
    @ParameterizedTest
    @CsvSource({
        "MOVE UIDPLUS, MOVE, UID MOVE, '', DONE, 1, 0",
        "MOVE UIDPLUS, MOVE, UID MOVE, ' 6', PARTIAL, 0, 1",
        "MOVE UIDPLUS, COPY, UID COPY, '', DONE, 1, 0",
        "MOVE UIDPLUS, COPY, UID COPY, ' 6', PARTIAL, 0, 1",
        "UIDPLUS, MOVE, UID COPY, '', DONE, 1, 0",
        "UIDPLUS, MOVE, UID COPY, ' 6', PARTIAL, 0, 1",
    })
    void aMailThatGoesInBetweenIsMissingAndNeitherDoneNorLeft(
            String capabilities,
            OrganizeAction action,
            String command,
            String there,
            Organized.Status status,
            int missing,
            int left) {
        Organized[] result = new Organized[1];
        run(
                client -> {
                    client.login(capabilities);
                    select(client, "5 6");
                    if (action == OrganizeAction.MOVE && !capabilities.contains("MOVE")) {
                        client.answer("UID FETCH 5:6 (UID FLAGS)", "* 1 FETCH (UID 5 FLAGS ())");
                    }
                    if (action == OrganizeAction.COPY) {
                        client.answer("STATUS", "* STATUS Old (UIDVALIDITY 9 UIDNEXT 40)");
                    }
                    client.expect(command + " 5:6");
                    client.ok("[COPYUID 9 5 40] done");
                    if (!capabilities.contains("MOVE")) {
                        client.answer("UID STORE 5 +FLAGS.SILENT (\\Deleted)");
                        client.answer("UID EXPUNGE 5", "* 1 EXPUNGE");
                    }
                    client.answer("UID SEARCH UID 6", "* SEARCH" + there);
                    client.stall();
                },
                new AtomicInteger(),
                mailbox -> result[0] = organize(mailbox, action, "Old"));

        assertThat(result[0].status()).isEqualTo(status);
        assertThat(result[0].done()).isEqualTo(1);
        assertThat(result[0].missing()).isEqualTo(missing);
        assertThat(result[0].left()).isEqualTo(left);
        assertThat(result[0].doubled()).isZero();
        assertThat(result[0].newUids()).containsExactly(40L);
    }

    @Test
    void theLostAnswerToFlagsIsLookedAfterToo() {
        Organized[] result = new Organized[1];
        run(
                List.of(
                        client -> {
                            client.login("");
                            client.expect("SELECT");
                            client.say("* 9 EXISTS", "* OK [UIDVALIDITY 7] valid");
                            client.ok("[READ-WRITE] selected");
                            client.answer("UID FETCH", "* 1 FETCH (UID 5 FLAGS ())", "* 2 FETCH (UID 6 FLAGS ())");
                            client.expect("UID STORE");
                        },
                        client -> {
                            client.login("");
                            client.examine(7, 9);
                            client.answer(
                                    "UID FETCH 5:6 (UID FLAGS)",
                                    "* 1 FETCH (UID 5 FLAGS (\\Seen))",
                                    "* 2 FETCH (UID 6 FLAGS ())");
                            client.stall();
                        }),
                new AtomicInteger(),
                mailbox -> result[0] = organize(mailbox, OrganizeAction.READ, null));

        assertThat(result[0].status()).isEqualTo(Organized.Status.UNKNOWN);
        assertThat(result[0].done()).isEqualTo(1);
        assertThat(result[0].left()).isEqualTo(1);
    }

    @Test
    void gmailArchivesIntoAllMailAndCopiesBackWhatHasToStayThere() {
        List<String> received = run(
                client -> {
                    client.login("MOVE UIDPLUS SPECIAL-USE X-GM-EXT-1");
                    select(client, "5 6");
                    gmailFolders(client);
                    client.expect("UID MOVE 5:6 \"[Gmail]/All Mail\"");
                    client.say("* OK [COPYUID 9 5:6 40:41] moved");
                    client.ok("done");
                    client.expect("SELECT \"[Gmail]/All Mail\"");
                    client.say("* 99 EXISTS", "* OK [UIDVALIDITY 9] valid");
                    client.ok("[READ-WRITE] selected");
                    client.answer("UID SEARCH UID 40:41", "* SEARCH 40 41");
                    gmailFolders(client);
                    client.expect("UID COPY 40:41 \"INBOX\"");
                    client.ok("[COPYUID 7 40:41 15:16] copied");
                    client.stall();
                },
                new AtomicInteger(),
                mailbox -> {
                    Organized archived = organize(mailbox, OrganizeAction.ARCHIVE, null);
                    Organized undone = mailbox.undo(Objects.requireNonNull(archived.undo()), (tried, total) -> {});
                    assertThat(undone.done()).isEqualTo(2);
                    assertThat(undone.left()).isZero();
                });

        assertThat(received).noneMatch(command -> command.contains("\\Deleted"));
    }

    @Test
    void gmailTrashesByMoving() {
        List<String> received = run(
                client -> {
                    client.login("MOVE UIDPLUS SPECIAL-USE X-GM-EXT-1");
                    client.expect("SELECT \"[Gmail]/All Mail\"");
                    client.say("* 99 EXISTS", "* OK [UIDVALIDITY 9] valid");
                    client.ok("[READ-WRITE] selected");
                    client.answer("UID SEARCH UID 5:6", "* SEARCH 5 6");
                    gmailFolders(client);
                    client.expect("UID MOVE 5:6 \"[Gmail]/Trash\"");
                    client.say("* OK [COPYUID 3 5:6 1:2] moved");
                    client.ok("done");
                    client.stall();
                },
                new AtomicInteger(),
                mailbox -> {
                    ChangeResult unused = mailbox.organize(
                            new MailChoice.Listed(new FolderPath("[Gmail]/All Mail"), null, List.of(5L, 6L)),
                            OrganizeAction.TRASH,
                            null,
                            null,
                            (tried, total) -> {});
                });

        assertThat(received).last().asString().startsWith("UID MOVE");
    }

    private static void gmailFolders(ScriptedImapServer.Peer client) throws IOException {
        client.answer(
                "LIST",
                "* LIST () \"/\" INBOX",
                "* LIST (\\HasNoChildren \\All) \"/\" \"[Gmail]/All Mail\"",
                "* LIST (\\HasNoChildren \\Junk) \"/\" \"[Gmail]/Spam\"",
                "* LIST (\\HasNoChildren \\Trash) \"/\" \"[Gmail]/Trash\"");
    }

    @Test
    void aCopyThatFailsRemovesNothing() {
        List<String> received = run(
                client -> {
                    client.login("UIDPLUS");
                    select(client, "5 6", "");
                    client.expect("UID COPY");
                    client.no("[OVERQUOTA] full");
                    client.stall();
                },
                new AtomicInteger(),
                mailbox -> {
                    assertFails(MailFailure.MailboxFull.class, () -> organize(mailbox, OrganizeAction.MOVE, "Old"));
                });

        assertThat(received).last().asString().startsWith("UID COPY");
    }

    @Test
    void aServerThatCannotRemoveSingleMailsIsNotAskedToMoveAny() {
        List<String> received = run(
                client -> {
                    client.login("");
                    client.stall();
                },
                new AtomicInteger(),
                mailbox -> {
                    assertFails(MailFailure.NotAllowed.class, () -> organize(mailbox, OrganizeAction.MOVE, "Old"));
                });

        assertThat(received).noneMatch(command -> command.startsWith("SELECT"));
    }

    @Test
    void aFolderThatOthersRemoveMailsFromIsAskedOnceMore() {
        List<String> received = run(
                client -> {
                    client.login("MOVE UIDPLUS");
                    select(client, "5 6");
                    client.expect("UID MOVE 5:6");
                    client.no("[EXPUNGEISSUED] some are gone");
                    select(client, "6");
                    client.expect("UID MOVE 6");
                    client.say("* OK [COPYUID 9 6 41] moved");
                    client.ok("done");
                    client.stall();
                },
                new AtomicInteger(),
                mailbox -> organize(mailbox, OrganizeAction.MOVE, "Old"));

        assertThat(received).last().asString().startsWith("UID MOVE 6");
    }

    @Test
    void aLostAnswerIsUnknownAndLookedAfterOnAnotherConnection() {
        Organized[] result = new Organized[1];
        run(
                List.of(
                        client -> {
                            client.login("MOVE UIDPLUS");
                            select(client, "5 6");
                            client.expect("UID MOVE");
                        },
                        client -> {
                            client.login("MOVE UIDPLUS");
                            client.examine(7, 9);
                            client.answer("UID SEARCH UID 5:6", "* SEARCH 6");
                            client.stall();
                        }),
                new AtomicInteger(),
                mailbox -> result[0] = organize(mailbox, OrganizeAction.MOVE, "Old"));

        assertThat(result[0].status()).isEqualTo(Organized.Status.UNKNOWN);
        assertThat(result[0].done()).isEqualTo(1);
        assertThat(result[0].left()).isEqualTo(1);
        assertThat(result[0].undo()).isNull();
    }

    @Test
    void aMailThatWasNotThereIsNotCountedAsMovedByAnAnswerThatWasLost() {
        Organized[] result = new Organized[1];
        run(
                List.of(
                        client -> {
                            client.login("MOVE UIDPLUS");
                            select(client, "5");
                            client.expect("UID MOVE 5 ");
                        },
                        client -> {
                            client.login("MOVE UIDPLUS");
                            client.examine(7, 9);
                            client.answer("UID SEARCH UID 5", "* SEARCH");
                            client.stall();
                        }),
                new AtomicInteger(),
                mailbox -> result[0] = organize(mailbox, OrganizeAction.MOVE, "Old"));

        assertThat(result[0].status()).isEqualTo(Organized.Status.UNKNOWN);
        assertThat(result[0].done()).isEqualTo(1);
        assertThat(result[0].missing()).isEqualTo(1);
        assertThat(result[0].left()).isZero();
    }

    @Test
    void copiesWhoseAnswerWasLostAreCountedAmongTheMailsThatCameSince() {
        Organized[] result = new Organized[1];
        run(
                List.of(
                        client -> {
                            client.login("MOVE UIDPLUS");
                            select(client, "5 6");
                            client.answer("STATUS \"Old\" (UID", "* STATUS Old (UIDVALIDITY 9 UIDNEXT 40)");
                            client.expect("UID COPY");
                        },
                        client -> {
                            client.login("MOVE UIDPLUS");
                            client.examine(7, 9);
                            client.answer("UID FETCH 5:6 (", likeness(5, "a"), likeness(6, "b"));
                            client.examine(9, 4);
                            client.answer(
                                    "UID FETCH 40:* (",
                                    likeness(39, "b"), // which was there before
                                    likeness(40, "other"),
                                    likeness(41, "a"));
                            client.stall();
                        }),
                new AtomicInteger(),
                mailbox -> result[0] = organize(mailbox, OrganizeAction.COPY, "Old"));

        assertThat(result[0].status()).isEqualTo(Organized.Status.UNKNOWN);
        assertThat(result[0].done()).isEqualTo(1);
        assertThat(result[0].left()).isEqualTo(1);
        assertThat(result[0].doubled()).isEqualTo(1); // may still be made
    }

    @Test
    void copiesThatCannotBeToldFromOthersAreSaidToBeUnknown() {
        Organized[] result = new Organized[1];
        run(
                List.of(
                        client -> {
                            client.login("MOVE UIDPLUS");
                            select(client, "5 6");
                            client.answer("STATUS", "* STATUS Old (UIDVALIDITY 9 UIDNEXT 40)");
                            client.expect("UID COPY");
                        },
                        client -> {
                            client.login("MOVE UIDPLUS");
                            client.examine(7, 9);
                            client.answer("UID FETCH", likeness(5, "a"));
                            client.examine(10, 4); // made anew
                            client.answer("UID FETCH", likeness(40, "a"));
                            client.stall();
                        }),
                new AtomicInteger(),
                mailbox -> result[0] = organize(mailbox, OrganizeAction.COPY, "Old"));

        assertThat(result[0].status()).isEqualTo(Organized.Status.UNKNOWN);
        assertThat(result[0].done()).isZero();
        assertThat(result[0].doubled()).isEqualTo(2);
    }

    private static String likeness(long uid, String id) {
        return "* 1 FETCH (UID " + uid + " INTERNALDATE \"01-Jun-2026 10:00:00 +0000\" RFC822.SIZE 100"
                + " BODY[HEADER.FIELDS (MESSAGE-ID)] \"Message-ID: <" + id + "@example.test>\")";
    }

    @Test
    void marksAreSetInTheFolderThatWasSeenAlone() {
        List<String> received = runWork(
                client -> {
                    client.login("");
                    client.expect("SELECT");
                    client.say("* 9 EXISTS", "* OK [UIDVALIDITY 8] another");
                    client.ok("[READ-WRITE] selected");
                    client.stall();
                },
                connection -> {
                    assertThatThrownBy(() -> ImapStore.mark(
                                    connection,
                                    FolderPath.INBOX,
                                    7L,
                                    List.of(5L),
                                    List.of(new FlagChange(true, "$Forwarded"))))
                            .isInstanceOf(MailException.class);
                    return null;
                });

        assertThat(received).noneMatch(command -> command.startsWith("UID STORE"));
    }

    private static List<String> runWork(ScriptedImapServer.Script script, ImapWork<?> work) {
        try (ScriptedImapServer server = new ScriptedImapServer(script);
                ImapPool pool = server.pool()) {
            pool.read(GreenMailAccount.ANNA, work);
            return server.received();
        }
    }

    @Test
    void mailsOfAnotherFolderOfThatNameAreNotTouched() {
        List<String> received = run(
                client -> {
                    client.login("MOVE UIDPLUS");
                    client.expect("SELECT");
                    client.say("* 9 EXISTS", "* OK [UIDVALIDITY 8] another");
                    client.ok("[READ-WRITE] selected");
                    client.answer("UID SEARCH", "* SEARCH 5 6");
                    client.stall();
                },
                new AtomicInteger(),
                mailbox -> {
                    assertThatThrownBy(() -> organize(mailbox, OrganizeAction.MOVE, "Old"))
                            .extracting(failure -> ((MailException) failure).failure())
                            .isInstanceOf(MailFailure.StaleUid.class);
                });

        assertThat(received).noneMatch(command -> command.startsWith("UID MOVE"));
    }

    private static Organized organize(Organizing mailbox, OrganizeAction action, @Nullable String target) {
        return (Organized) mailbox.organize(TWO, action, target, null, (tried, total) -> {});
    }

    private static void select(ScriptedImapServer.Peer client, String found) throws IOException {
        client.expect("SELECT \"INBOX\"");
        client.say("* 9 EXISTS", "* OK [UIDVALIDITY 7] valid");
        client.ok("[READ-WRITE] selected");
        client.answer("UID SEARCH UID 5:6", "* SEARCH " + found);
    }

    /** The same where mails are to be marked as deleted, and some are already. */
    private static void select(ScriptedImapServer.Peer client, String found, String marked) throws IOException {
        select(client, found);
        client.answer(
                "UID FETCH 5:6 (UID FLAGS)",
                Stream.of("5", "6")
                        .map(uid -> "* " + uid + " FETCH (UID " + uid + " FLAGS ("
                                + (uid.equals(marked) ? "\\Deleted" : "") + "))")
                        .toArray(String[]::new));
    }

    private static void moved(ScriptedImapServer.Peer client) throws IOException {
        client.expect("UID MOVE 5:6");
        client.say("* OK [COPYUID 9 5:6 40:41] moved");
        client.ok("done");
    }

    @Test
    void whatOthersKeepChangingIsAConflictAfterTheSecondTime() {
        List<String> received = run(
                client -> {
                    client.login("MOVE UIDPLUS");
                    for (int i = 0; i < 2; i++) {
                        select(client, "5 6");
                        client.expect("UID MOVE 5:6 \"Old\"");
                        client.no("[EXPUNGEISSUED] some are gone");
                    }
                    client.stall();
                },
                new AtomicInteger(),
                mailbox ->
                        assertFails(MailFailure.Conflict.class, () -> organize(mailbox, OrganizeAction.MOVE, "Old")));

        assertThat(received).last().isEqualTo("UID MOVE 5:6 \"Old\"");
    }

    private static void assertFails(Class<? extends MailFailure> kind, Runnable work) {
        assertThatThrownBy(work::run)
                .extracting(failure -> ((MailException) failure).failure())
                .isInstanceOf(kind);
    }

    private static List<String> run(Script script, AtomicInteger flights, Consumer<Organizing> work) {
        return run(List.of(script), flights, work);
    }

    private static List<String> run(List<Script> scripts, AtomicInteger flights, Consumer<Organizing> work) {
        InstantSource clock = ScriptedImapServer.CLOCK;
        try (ScriptedImapServer server = new ScriptedImapServer(scripts.toArray(Script[]::new));
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, clock);
                Mailboxes mailboxes = ScriptedMailboxes.of(pool, clock)) {
            work.accept(mailboxes.organizing(GreenMailAccount.ANNA));
            flights.set(server.flights.get());
            return server.received();
        }
    }
}
