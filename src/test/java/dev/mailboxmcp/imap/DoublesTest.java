// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of mails that another session moves at the same moment, on a server that lets both. */
class DoublesTest {
    private static final ImapMove.Request TWO = new ImapMove.Request(
            FolderPath.INBOX, 7L, List.of(5L, 6L), new ImapMove.Target.Path(new FolderPath("Old")));

    private final Unanswered unanswered = new Unanswered();
    private List<String> received = List.of();
    private int flights;

    @Test
    void aMoveThatNobodyElseMadeTakesNoRoundTripMore() {
        ImapMove.Moved moved = move(client -> {
            begin(client, 40);
            moved(client, 42, 3);
            client.stall();
        });

        assertThat(moved.found()).containsExactly(5L, 6L);
        assertThat(moved.twice()).isEmpty();
        assertThat(flights).isEqualTo(3); // one is the login
    }

    @Test
    void whoseCopyIsTheLaterOneTakesItAwayAndFindsTheMailGone() {
        ImapMove.Moved moved = move(client -> {
            begin(client, 39);
            moved(client, 43, 3);
            client.expect("EXAMINE \"Old\"");
            client.say("* 4 EXISTS", "* OK [UIDVALIDITY 9] valid");
            client.ok("[READ-ONLY] opened");
            client.answer("UID FETCH 39:42", row(1, 39, "five"), row(2, 40, "five"), row(3, 41, "six"));
            client.expect("SELECT \"Old\"");
            client.say("* 4 EXISTS", "* OK [UIDVALIDITY 9] valid");
            client.ok("[READ-WRITE] opened");
            client.answer("UID STORE 40 +FLAGS.SILENT (\\Deleted)");
            client.answer("UID EXPUNGE 40", "* 2 EXPUNGE");
            client.stall();
        });

        assertThat(moved.found()).as("that of the other session counts").containsExactly(6L);
        assertThat(Objects.requireNonNull(moved.copies()).uids()).containsExactly(41L);
        assertThat(moved.twice()).isEmpty();
        assertThat(unanswered.kind()).isEqualTo(Unanswered.Kind.NOTHING);
    }

    @Test
    void theEarlierCopyStaysAndAMailThatMerelyHasTheSameIdIsAnother() {
        ImapMove.Moved moved = move(client -> {
            begin(client, 39);
            moved(client, 44, 3);
            client.expect("EXAMINE \"Old\"");
            client.say("* 4 EXISTS", "* OK [UIDVALIDITY 9] valid");
            client.ok("[READ-ONLY] opened");
            client.answer(
                    "UID FETCH 39:43",
                    row(1, 39, "six\\r\\nX-Other: 1"),
                    row(2, 40, "five"),
                    row(3, 41, "six"),
                    row(4, 42, "five"));
            client.stall();
        });

        assertThat(received).noneMatch(line -> line.contains("STORE") || line.contains("EXPUNGE"));
        assertThat(moved.found()).containsExactly(5L, 6L);
        assertThat(moved.twice())
                .as("who came later may be no program of this kind")
                .containsExactly(5L);
    }

    @Test
    void aCopyInAnotherFolderIsReportedAndNothingRemoved() {
        ImapMove.Moved moved = move(client -> {
            begin(client, 40);
            moved(client, 42, 4);
            client.expect("EXAMINE \"Elsewhere\"");
            client.say("* 3 EXISTS", "* OK [UIDVALIDITY 8] valid");
            client.ok("[READ-ONLY] opened");
            client.answer("UID FETCH 3:3", row(3, 3, "six"));
            client.expect("EXAMINE \"Old\"");
            client.say("* 2 EXISTS", "* OK [UIDVALIDITY 9] valid");
            client.ok("[READ-ONLY] opened");
            client.answer("UID FETCH 40:41", row(1, 40, "five"), row(2, 41, "six"));
            client.stall();
        });

        assertThat(received).noneMatch(line -> line.contains("STORE") || line.contains("EXPUNGE"));
        assertThat(moved.found()).containsExactly(5L, 6L);
        assertThat(moved.twice()).containsExactly(6L);
    }

    /** Some servers show the mails of all folders in another one too. */
    @Test
    void aFolderThatShowsWhatLiesInOthersIsNoSecondPlace() {
        ImapMove.Moved moved = move(client -> {
            begin(client, 40);
            client.expect("UID MOVE 5:6 \"Old\"");
            client.say("* OK [COPYUID 9 5:6 40:41] moved", "* 5 EXPUNGE", "* 5 EXPUNGE");
            client.ok("done");
            client.answer(
                    "LIST",
                    Stream.of(states(42, 5))
                            .map(line -> line.replace("() \"/\" Elsewhere", "(\\HasNoChildren \\All) \"/\" Elsewhere"))
                            .toArray(String[]::new));
            client.stall();
        });

        assertThat(moved.found()).containsExactly(5L, 6L);
        assertThat(moved.twice()).isEmpty();
        assertThat(flights).isEqualTo(3);
    }

    @Test
    void aTargetThatTheServerSpellsDecomposedIsTheTarget() {
        ImapMove.Request composed = new ImapMove.Request(
                FolderPath.INBOX, 7L, List.of(5L, 6L), new ImapMove.Target.Path(new FolderPath("B\u00fccher")));
        ImapMove.Moved moved = move(composed, client -> {
            client.login("MOVE UIDPLUS LIST-STATUS");
            for (String spelling : List.of("B&APw-cher", "Bu&Awg-cher")) {
                client.answer("LIST", decomposed(40));
                client.expect("SELECT \"INBOX\"");
                client.say("* 9 EXISTS", "* OK [UIDVALIDITY 7] valid");
                client.ok("[READ-WRITE] selected");
                client.answer("UID SEARCH UID 5:6", "* SEARCH 5 6");
                client.expect("UID MOVE 5:6 \"" + spelling + "\"");
                if (spelling.contains("APw")) {
                    client.no("[TRYCREATE] no such folder");
                    client.answer("LIST", decomposed(40));
                    client.answer("LIST \"\" \"*\"", decomposed(40));
                }
            }
            client.say("* OK [COPYUID 9 5:6 40:41] moved", "* 5 EXPUNGE", "* 5 EXPUNGE");
            client.ok("done");
            client.answer("LIST", decomposed(42));
            client.stall();
        });

        assertThat(moved.found()).containsExactly(5L, 6L);
        assertThat(moved.twice()).isEmpty();
    }

    private static String[] decomposed(long next) {
        return Stream.of(states(next, 3))
                .map(line -> line.replace("Old", "Bu&Awg-cher"))
                .toArray(String[]::new);
    }

    @Test
    void aMoveThatIsRefusedAndLeftCopiesIsNotSaidToHaveChangedNothing() {
        assertThatThrownBy(() -> move(client -> {
                    begin(client, 40);
                    client.expect("UID MOVE 5:6");
                    client.no("Internal error occurred");
                    client.answer("LIST", states(42, 3));
                    client.stall();
                }))
                .isInstanceOf(MailException.class);

        assertThat(unanswered.kind()).isEqualTo(Unanswered.Kind.COPY);
    }

    /** Dovecot 2.3 has a list of folders from a moment before the renaming, and knows of no news in the folder that is gone. */
    @Test
    void aMoveOutOfAFolderThatIsRenamedBeforeTheMailsAreRemovedIsUnknown() {
        assertThatThrownBy(() -> move(client -> {
                    begin(client, 40);
                    client.expect("UID MOVE 5:6 \"Old\"");
                    client.say("* OK [COPYUID 9 5:6 40:41] moved");
                    client.no("Mailbox was deleted under us");
                    client.answer("LIST", states(42, 3));
                    client.expect("UID SEARCH UID 5:6");
                    client.say("* BYE IMAP session state is inconsistent, please relogin.");
                }))
                .isInstanceOf(MailException.class);

        assertThat(unanswered.kind()).isEqualTo(Unanswered.Kind.COPY);
        assertThat(unanswered.mails()).containsExactly(5L, 6L);
    }

    @Test
    void whatARenamedFolderTookAlongIsFoundInItAndNotAskedForInTheOld() {
        ImapMove.Moved moved = move(client -> {
            begin(client, 40);
            client.expect("UID MOVE 5:6 \"Old\"");
            client.say("* OK [COPYUID 9 5:6 40:41] moved");
            client.no("Mailbox was deleted under us");
            client.answer(
                    "LIST",
                    Stream.of(states(42, 3))
                            .map(line -> line.replace("INBOX", "New"))
                            .toArray(String[]::new));
            client.expect("EXAMINE \"New\"");
            client.say("* 2 EXISTS", "* OK [UIDVALIDITY 7] valid");
            client.ok("[READ-ONLY] opened");
            client.answer("UID FETCH 1:9", row(1, 5, "five"), row(2, 6, "six"));
            client.expect("EXAMINE \"Old\"");
            client.say("* 2 EXISTS", "* OK [UIDVALIDITY 9] valid");
            client.ok("[READ-ONLY] opened");
            client.answer("UID FETCH 40:41", row(1, 40, "five"), row(2, 41, "six"));
            client.stall();
        });

        assertThat(moved.twice()).containsExactly(5L, 6L);
    }

    private static void begin(ScriptedImapServer.Peer client, long next) throws IOException {
        client.login("MOVE UIDPLUS LIST-STATUS");
        client.answer("LIST", states(next, 3));
        client.expect("SELECT \"INBOX\"");
        client.say("* 9 EXISTS", "* OK [UIDVALIDITY 7] valid");
        client.ok("[READ-WRITE] selected");
        client.answer("UID SEARCH UID 5:6", "* SEARCH 5 6");
    }

    private static void moved(ScriptedImapServer.Peer client, long old, long elsewhere) throws IOException {
        client.expect("UID MOVE 5:6 \"Old\"");
        client.say("* OK [COPYUID 9 5:6 40:41] moved", "* 5 EXPUNGE", "* 5 EXPUNGE");
        client.ok("done");
        client.answer("LIST", states(old, elsewhere));
    }

    private static String[] states(long old, long elsewhere) {
        return new String[] {
            "* LIST () \"/\" INBOX",
            "* STATUS INBOX (UIDVALIDITY 7 UIDNEXT 10)",
            "* LIST () \"/\" Old",
            "* STATUS Old (UIDVALIDITY 9 UIDNEXT " + old + ")",
            "* LIST () \"/\" Elsewhere",
            "* STATUS Elsewhere (UIDVALIDITY 8 UIDNEXT " + elsewhere + ")"
        };
    }

    private static String row(long sequence, long uid, String mail) {
        return "* " + sequence + " FETCH (UID " + uid + " INTERNALDATE \"01-Nov-2026 10:00:00 +0000\" RFC822.SIZE 9"
                + " BODY[HEADER] \"Message-ID: <" + mail + ">\")";
    }

    private ImapMove.Moved move(ScriptedImapServer.Script script) {
        return move(TWO, script);
    }

    private ImapMove.Moved move(ImapMove.Request request, ScriptedImapServer.Script script) {
        try (ScriptedImapServer server = new ScriptedImapServer(script);
                ImapPool pool = server.pool()) {
            ImapMove.Moved moved =
                    pool.change(GreenMailAccount.ANNA, connection -> ImapMove.move(connection, request, unanswered));
            received = server.received();
            flights = server.flights.get();
            return moved;
        }
    }
}
