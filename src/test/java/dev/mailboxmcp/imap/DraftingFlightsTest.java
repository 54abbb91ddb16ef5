// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static dev.mailboxmcp.imap.ScriptedImapServer.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.imap.ScriptedImapServer.Peer;
import dev.mailboxmcp.imap.ScriptedImapServer.Script;
import dev.mailboxmcp.mail.DraftRequest;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.SavedDraft;
import dev.mailboxmcp.mail.TextFormat;
import dev.mailboxmcp.mailbox.Mailboxes;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How often saving a draft asks the IMAP server, and what becomes of an old draft where the new one cannot be kept. */
class DraftingFlightsTest {
    private static final Credentials ANNA = new Credentials("anna@example.test", new Secret("right horse"));
    private static final String CAPABILITIES = "ESEARCH LITERAL+ SPECIAL-USE LIST-EXTENDED UIDPLUS MOVE";

    @Test
    void aDraftIsSavedInThreeRoundTrips() {
        int flights = flights(
                client -> {
                    client.login(CAPABILITIES);
                    folders(client);
                    client.expect("APPEND \"Drafts\" (\\Seen \\Draft)");
                    client.ok("[APPENDUID 7 42] done");
                },
                null,
                saved -> {
                    assertThat(saved.uid()).isEqualTo(42);
                    assertThat(saved.uidValidity()).isEqualTo(7);
                });

        assertThat(flights).isEqualTo(4); // the login is the fourth
    }

    /** Who were told of a failure would save it once more. */
    @ParameterizedTest
    @ValueSource(strings = {"", " REPLACE"})
    void aDraftWhoseAnswerIsLostIsLookedForOnAnotherConnection(String more) {
        boolean replacing = !more.isEmpty();
        int unused = flights(
                List.of(
                        client -> {
                            client.login(CAPABILITIES + more);
                            if (replacing) {
                                lookAtTheOld(client, "\\Draft");
                                openTheOld(client, "\\Draft");
                                client.expect("UID REPLACE 5");
                            } else {
                                folders(client);
                                client.expect("APPEND \"Drafts\"");
                            }
                        },
                        client -> {
                            client.login(CAPABILITIES + more);
                            folders(client);
                            client.examine(7, 3);
                            client.answer("UID SEARCH HEADER Message-ID", "* SEARCH 42");
                            client.answer("UID FETCH 42", "* 3 FETCH (UID 42 " + header("Subject: s") + ")");
                            client.expect("SELECT"); // the old one goes, if it is still there
                            client.say("* 3 EXISTS", "* OK [UIDVALIDITY 7] ok");
                            client.ok("[READ-WRITE] open");
                            client.answer("UID FETCH 5 (UID FLAGS)");
                            client.expect("nothing more");
                        }),
                replacing ? new DraftRequest.Replaced(5, 7) : null,
                saved -> {
                    assertThat(saved.uid()).isEqualTo(42);
                    assertThat(saved.uidValidity()).isEqualTo(7);
                    assertThat(saved.warnings()).isEmpty();
                });
    }

    @ParameterizedTest
    @CsvSource({"true, the connection was lost", "false, nobody knows whether the draft was saved"})
    void whetherADraftWasSavedWhoseAnswerIsLostIsSaid(boolean told, String words) {
        assertThatThrownBy(() -> flights(
                        List.of(
                                client -> {
                                    client.login(CAPABILITIES);
                                    folders(client);
                                    client.expect("APPEND \"Drafts\"");
                                },
                                client -> {
                                    client.login(CAPABILITIES);
                                    if (told) {
                                        folders(client);
                                        client.examine(7, 3);
                                        client.answer("UID SEARCH HEADER Message-ID", "* SEARCH");
                                    }
                                }),
                        null,
                        saved -> {}))
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(e.failure())
                                .isInstanceOfSatisfying(
                                        MailFailure.ServerUnavailable.class,
                                        f -> assertThat(f.detail()).contains(words)));
    }

    @Test
    void anOldDraftStaysWhereTheNewOneIsNotKept() {
        assertThatThrownBy(() -> flights(
                        client -> {
                            client.login(CAPABILITIES);
                            lookAtTheOld(client, "\\Draft");
                            folders(client);
                            client.expect("APPEND \"Drafts\"");
                            client.no("[OVERQUOTA] full");
                            client.expect("nothing more");
                        },
                        new DraftRequest.Replaced(5, 7),
                        saved -> {}))
                .isInstanceOfSatisfying(
                        MailException.class, e -> assertThat(e.failure()).isInstanceOf(MailFailure.MailboxFull.class));
    }

    @Test
    void aDraftThatIsBeingSentIsNotReplaced() {
        assertThatThrownBy(() -> flights(
                        client -> {
                            client.login(CAPABILITIES);
                            lookAtTheOld(client, "\\Draft $submitpending");
                        },
                        new DraftRequest.Replaced(5, 7),
                        saved -> {}))
                .isInstanceOfSatisfying(
                        MailException.class, e -> assertThat(e.failure()).isInstanceOf(MailFailure.Conflict.class));
    }

    /** Composing and saving take a while, in which it is sent by another call. */
    @ParameterizedTest
    @CsvSource({"\\Draft $SubmitPending, being sent", ", sent or removed"})
    void anOldDraftThatIsSentMeanwhileStaysAndThatIsSaid(@Nullable String flags, String words) {
        int flights = flights(
                client -> {
                    saveBesideTheOld(client, CAPABILITIES);
                    select(client);
                    client.answer("UID FETCH 5 (UID FLAGS)", told(flags, ""));
                    client.expect("nothing more");
                },
                new DraftRequest.Replaced(5, 7),
                saved -> {
                    assertThat(saved.uid()).isEqualTo(42);
                    assertThat(saved.warnings()).singleElement().asString().contains(words, "Sent");
                });

        assertThat(flights).isEqualTo(7); // the login; two to look, three to save, one that opens it and asks
    }

    @ParameterizedTest
    @CsvSource({"\\Draft $SubmitPending, being sent", ", sent or removed"})
    void anOldDraftOfAnotherProgramThatIsSentMeanwhileIsNotMoved(@Nullable String flags, String words) {
        flights(
                client -> {
                    client.login(CAPABILITIES);
                    folders(client);
                    client.examine(7, 3);
                    client.answer(
                            "UID FETCH 5 (UID FLAGS",
                            "* 2 FETCH (UID 5 FLAGS (\\Draft) " + header("Date: Fri, 20 Nov 2026 14:03:59 +0100")
                                    + ")");
                    folders(client);
                    client.expect("APPEND \"Drafts\"");
                    client.ok("[APPENDUID 7 42] done");
                    select(client);
                    client.answer("UID FETCH 5 (UID FLAGS)", told(flags, ""));
                    client.answer("LIST", "* LIST (\\Trash) \"/\" Trash");
                    client.expect("nothing more");
                },
                new DraftRequest.Replaced(5, 7),
                saved -> assertThat(saved.warnings()).singleElement().asString().contains(words, "Sent"));
    }

    @Test
    void anOldDraftThatSomebodyClaimsInTheLastMomentStays() {
        flights(
                client -> {
                    saveBesideTheOld(client, CAPABILITIES + " CONDSTORE");
                    select(client);
                    client.answer("UID FETCH 5 (UID FLAGS MODSEQ)", told("\\Draft", " MODSEQ (90)"));
                    client.expect("UID STORE 5 (UNCHANGEDSINCE 90) +FLAGS.SILENT (\\Deleted)");
                    client.ok("[MODIFIED 5] not done");
                    client.answer("UID SEARCH UID 5", "* SEARCH 5");
                    select(client);
                    client.answer("UID FETCH 5 (UID FLAGS MODSEQ)", told("\\Draft $SubmitPending", " MODSEQ (91)"));
                    client.expect("nothing more");
                },
                new DraftRequest.Replaced(5, 7),
                saved -> assertThat(saved.warnings()).singleElement().asString().contains("being sent"));
    }

    @Test
    void anOldDraftThatSomebodyReadsInTheLastMomentGoes() {
        flights(
                client -> {
                    saveBesideTheOld(client, CAPABILITIES + " CONDSTORE");
                    select(client);
                    client.answer("UID FETCH 5 (UID FLAGS MODSEQ)", told("\\Draft", " MODSEQ (90)"));
                    client.expect("UID STORE 5 (UNCHANGEDSINCE 90) +FLAGS.SILENT (\\Deleted)");
                    client.ok("[MODIFIED 5] not done");
                    client.answer("UID SEARCH UID 5", "* SEARCH 5");
                    select(client);
                    client.answer("UID FETCH 5 (UID FLAGS MODSEQ)", told("\\Draft \\Seen", " MODSEQ (91)"));
                    client.answer("UID STORE 5 (UNCHANGEDSINCE 91) +FLAGS.SILENT (\\Deleted)");
                    client.answer("UID EXPUNGE 5", "* 2 EXPUNGE");
                    client.answer("UID SEARCH UID 5", "* SEARCH");
                },
                new DraftRequest.Replaced(5, 7),
                saved -> assertThat(saved.warnings()).isEmpty());
    }

    private static void saveBesideTheOld(Peer client, String capabilities) throws IOException {
        client.login(capabilities);
        lookAtTheOld(client, "\\Draft");
        folders(client);
        client.expect("APPEND \"Drafts\"");
        client.ok("[APPENDUID 7 42] done");
    }

    /** What is told of the flags of the old one; nothing of one that is gone. */
    private static String[] told(@Nullable String flags, String more) {
        return flags == null ? new String[0] : new String[] {"* 2 FETCH (UID 5 FLAGS (" + flags + ")" + more + ")"};
    }

    @Test
    void aDraftOfOursIsReplacedInOneStepWhereTheServerDoesThat() {
        int flights = flights(
                client -> {
                    client.login(CAPABILITIES + " REPLACE");
                    lookAtTheOld(client, "\\Draft");
                    openTheOld(client, "\\Draft");
                    client.expect("UID REPLACE 5 \"Drafts\" (\\Seen \\Draft)");
                    client.say("* OK [APPENDUID 7 42] here", "* 4 EXISTS", "* 1 EXPUNGE");
                    client.ok("done");
                    client.expect("nothing more");
                },
                new DraftRequest.Replaced(5, 7),
                saved -> {
                    assertThat(saved.uid()).isEqualTo(42);
                    assertThat(saved.uidValidity()).isEqualTo(7);
                    assertThat(saved.warnings()).isEmpty();
                });

        assertThat(flights)
                .isEqualTo(6); // the login is the first; to find the folder, to look, to open it, to replace in two
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO not now", "BAD what", "NO [UNKNOWN-CTE] what"})
    void aServerThatRefusesToReplaceKeepsTheNewOneAndLosesTheOldOneAfterwards(String refusal) {
        flights(
                client -> {
                    client.login(CAPABILITIES + " REPLACE");
                    lookAtTheOld(client, "\\Draft");
                    openTheOld(client, "\\Draft");
                    client.expect("UID REPLACE 5");
                    client.end(client.tag() + " " + refusal);
                    folders(client);
                    client.expect("APPEND \"Drafts\"");
                    client.ok("[APPENDUID 7 42] done");
                    client.expect("SELECT");
                    client.ok("[READ-WRITE] open");
                    refuseTheRest(client);
                },
                new DraftRequest.Replaced(5, 7),
                saved -> {
                    assertThat(saved.uid()).isEqualTo(42);
                    assertThat(saved.warnings()).isNotEmpty(); // this peer lets nothing be removed
                });
    }

    @Test
    void whereDraftsCanOnlyBeAddedTheNewOneIsKeptBesideTheOldOne() {
        flights(
                client -> {
                    client.login(CAPABILITIES + " REPLACE");
                    lookAtTheOld(client, "\\Draft");
                    client.expect("SELECT \"Drafts\"");
                    client.say("* 3 EXISTS", "* OK [UIDVALIDITY 7] ok", "* OK [UIDNEXT 9] ok");
                    client.ok("[READ-ONLY] open");
                    client.answer("UID FETCH 5 (UID FLAGS)", "* 2 FETCH (UID 5 FLAGS (\\Draft))");
                    folders(client);
                    client.expect("APPEND \"Drafts\"");
                    client.ok("[APPENDUID 7 42] done");
                    client.expect("SELECT \"Drafts\"");
                    client.end("* BYE I go");
                },
                new DraftRequest.Replaced(5, 7),
                saved -> {
                    assertThat(saved.uid()).isEqualTo(42);
                    assertThat(saved.warnings()).isNotEmpty();
                });
    }

    @Test
    void aFullMailboxKeepsTheOldDraft() {
        assertThatThrownBy(() -> flights(
                        client -> {
                            client.login(CAPABILITIES + " REPLACE");
                            lookAtTheOld(client, "\\Draft");
                            openTheOld(client, "\\Draft");
                            client.expect("UID REPLACE 5");
                            client.no("[OVERQUOTA] full");
                            client.expect("nothing more");
                        },
                        new DraftRequest.Replaced(5, 7),
                        saved -> {}))
                .isInstanceOfSatisfying(
                        MailException.class, e -> assertThat(e.failure()).isInstanceOf(MailFailure.MailboxFull.class));
    }

    @Test
    void aDraftThatSomebodyBeginsToSendIsNotReplaced() {
        assertThatThrownBy(() -> flights(
                        client -> {
                            client.login(CAPABILITIES + " REPLACE");
                            lookAtTheOld(client, "\\Draft");
                            openTheOld(client, "\\Draft $SubmitPending");
                            client.expect("nothing more");
                        },
                        new DraftRequest.Replaced(5, 7),
                        saved -> {}))
                .isInstanceOfSatisfying(
                        MailException.class, e -> assertThat(e.failure()).isInstanceOf(MailFailure.Conflict.class));
    }

    @Test
    void whatAnotherProgramWroteIsNotReplacedInOneStepSinceItGoesToTheTrash() {
        flights(
                client -> {
                    client.login(CAPABILITIES + " REPLACE");
                    folders(client);
                    client.examine(7, 3);
                    client.answer(
                            "UID FETCH 5 (UID FLAGS",
                            "* 2 FETCH (UID 5 FLAGS (\\Draft) " + header("Date: Fri, 20 Nov 2026 14:03:59 +0100")
                                    + ")");
                    folders(client);
                    client.expect("APPEND \"Drafts\"");
                    client.ok("[APPENDUID 7 42] done");
                    refuseTheRest(client);
                },
                new DraftRequest.Replaced(5, 7),
                saved -> assertThat(saved.uid()).isEqualTo(42));
    }

    /** The end comes when the client leaves: one that was not answered at all would be waited for as long as a call may last. */
    private static void refuseTheRest(Peer client) throws IOException {
        while (true) {
            client.command();
            client.no("not here");
        }
    }

    private static void select(Peer client) throws IOException {
        client.expect("SELECT \"Drafts\"");
        client.say("* 3 EXISTS", "* OK [UIDVALIDITY 7] ok", "* OK [UIDNEXT 9] ok");
        client.ok("[READ-WRITE] open");
    }

    private static void openTheOld(Peer client, String flags) throws IOException {
        select(client);
        client.answer("UID FETCH 5 (UID FLAGS)", "* 2 FETCH (UID 5 FLAGS (" + flags + "))");
    }

    private static void lookAtTheOld(Peer client, String flags) throws IOException {
        folders(client);
        client.examine(7, 3);
        client.answer(
                "UID FETCH 5 (UID FLAGS",
                "* 2 FETCH (UID 5 FLAGS (" + flags + ") "
                        + header(
                                "Date: Fri, 20 Nov 2026 14:03:59 +0100",
                                "X-Mailbox-Draft: Fri, 20 Nov 2026 14:03:59 +0100")
                        + ")");
    }

    private static void folders(Peer client) throws IOException {
        client.answer("LIST", "* LIST (\\Drafts) \"/\" Drafts");
    }

    private static int flights(
            Script script, DraftRequest.@Nullable Replaced replaces, Consumer<SavedDraft> expectation) {
        return flights(
                List.of(client -> {
                    script.play(client);
                    client.stall();
                }),
                replaces,
                expectation);
    }

    private static int flights(
            List<Script> scripts, DraftRequest.@Nullable Replaced replaces, Consumer<SavedDraft> expectation) {
        InstantSource clock = InstantSource.fixed(Instant.now()); // no connection gets old enough to be probed
        try (ScriptedImapServer server = new ScriptedImapServer(scripts.toArray(Script[]::new));
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, clock);
                Mailboxes mailboxes = ScriptedMailboxes.of(pool, clock)) {
            expectation.accept(mailboxes.drafting(ANNA, Memory.ENDLESS).save(request(replaces)));
            return server.flights.get();
        }
    }

    private static DraftRequest request(DraftRequest.@Nullable Replaced replaces) {
        return new DraftRequest(
                null,
                List.of("bob@example.test"),
                List.of(),
                List.of(),
                null,
                "s",
                "t",
                null,
                TextFormat.PLAIN,
                List.of(),
                null,
                true,
                replaces);
    }
}
