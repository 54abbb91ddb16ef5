// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.FolderNews;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderState;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import dev.mailboxmcp.mail.MailboxChanges;
import dev.mailboxmcp.mail.NotSearched;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said on the wire when changes are looked for, and what becomes of odd answers. */
class ImapChangesTest {
    private static final String USER = "anna";
    private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");
    private static final FolderPath WORK = new FolderPath("Work");

    private List<String> received = List.of();
    private int flights;
    private int connections;

    /** What the server says of INBOX and Work. */
    private record Mailbox(String inbox, String work, List<String> fetched) {
        /** The line that has the commands refused which hold what follows it. */
        private static final String REFUSES = "refuses ";

        private boolean refuses(String command) {
            return fetched.stream()
                    .anyMatch(line -> line.startsWith(REFUSES) && command.contains(line.substring(REFUSES.length())));
        }

        static final String QUIET = "UIDVALIDITY 7 UIDNEXT 11 MESSAGES 10 UNSEEN 2 HIGHESTMODSEQ 50";

        void serve(ScriptedImapServer.Peer client, int exists) throws IOException {
            while (true) {
                String command = client.command();
                if (refuses(command)) {
                    client.no("[UNAVAILABLE] not now");
                    continue;
                } else if (command.startsWith("EXAMINE")) {
                    client.say("* " + exists + " EXISTS", "* OK [UIDVALIDITY 7] valid");
                } else if (command.startsWith("LIST")) {
                    client.say("* LIST () \"/\" INBOX", "* LIST () \"/\" Work");
                    client.say("* STATUS INBOX (" + inbox + ")", "* STATUS Work (" + work + ")");
                } else if (command.startsWith("STATUS")) {
                    client.say("* " + command.split(" \\(", 2)[0] + " (" + (command.contains("Work") ? work : inbox)
                            + ")");
                } else if (command.startsWith("UID SEARCH")) {
                    for (String line : fetched) {
                        if (line.startsWith("* SEARCH")) {
                            client.say(line);
                        }
                    }
                } else if (command.startsWith("UID FETCH")) {
                    for (String line : fetched) {
                        if (line.startsWith("* ") && !line.startsWith("* SEARCH") && command.contains("CHANGEDSINCE")) {
                            client.say(line);
                        }
                    }
                }
                client.ok("done");
            }
        }
    }

    @Test
    void whereNothingChangedOneRoundTripTellsIt() {
        MailboxChanges changes = since(10, new Mailbox(Mailbox.QUIET, Mailbox.QUIET, List.of()), cursor());

        assertThat(changes.folders()).isEmpty();
        assertThat(changes.since()).isEqualTo(NOW);
        assertThat(flights).isEqualTo(2); // the login is the other one
    }

    @Test
    void changesInAllFoldersTakeTwoRoundTrips() {
        String changed = "UIDVALIDITY 7 UIDNEXT 11 MESSAGES 10 UNSEEN 1 HIGHESTMODSEQ 51";
        MailboxChanges changes = since(
                10,
                new Mailbox(
                        changed, changed, List.of("* 3 FETCH (UID 4 FLAGS (\\Seen))", "* 4 FETCH (UID 5 FLAGS ())")),
                cursor());

        assertThat(changes.folders()).hasSize(2).allSatisfy(folder -> {
            assertThat(folder.state()).isEqualTo(FolderNews.State.CHANGED);
            assertThat(folder.flags()).containsOnlyKeys(4L, 5L);
            assertThat(folder.goneCount()).isZero();
        });
        assertThat(flights).isEqualTo(3);
        assertThat(received).contains("UID FETCH 1:10 (UID FLAGS) (CHANGEDSINCE 50)");
    }

    @Test
    void whatIsGoneIsNamedOnAConnectionThatNobodyUsesAfterwards() {
        String less = "UIDVALIDITY 7 UIDNEXT 11 MESSAGES 8 UNSEEN 2 HIGHESTMODSEQ 53";
        MailboxChanges changes =
                since(8, new Mailbox(less, Mailbox.QUIET, List.of("* VANISHED (EARLIER) 3,9")), cursor(), cursor());

        FolderNews inbox = changes.folders().getFirst();
        assertThat(inbox.gone()).containsExactly(3L, 9L);
        assertThat(inbox.goneCount()).isEqualTo(2);
        assertThat(received).containsSubsequence("CLOSE", "ENABLE QRESYNC", "EXAMINE \"INBOX\"");
        assertThat(connections).isEqualTo(2);
    }

    @Test
    void aServerThatForgotWhatIsLongPastNamesNoMailAsGoneThatWasNotKnown() {
        String less = "UIDVALIDITY 7 UIDNEXT 11 MESSAGES 8 UNSEEN 2 HIGHESTMODSEQ 53";
        FolderNews inbox = since(8, new Mailbox(less, Mailbox.QUIET, List.of("* VANISHED (EARLIER) 1:3,9")), cursor())
                .folders()
                .getFirst();

        assertThat(inbox.gone()).isEmpty();
        assertThat(inbox.goneCount()).isEqualTo(2);
    }

    @Test
    void aServerThatCountsFromTheBeginningAgainIsNotSaidToHaveChangedNoFlags() {
        String anew = "UIDVALIDITY 7 UIDNEXT 11 MESSAGES 10 UNSEEN 3 HIGHESTMODSEQ 2";
        FolderNews inbox = since(10, new Mailbox(anew, Mailbox.QUIET, List.of()), cursor())
                .folders()
                .getFirst();

        assertThat(inbox.state()).isEqualTo(FolderNews.State.UNKNOWN_FLAGS);
    }

    @Test
    void watchedFoldersAreOneQuestionInOneRoundTrip() {
        Map<FolderPath, FolderState> states = run(
                new Mailbox(Mailbox.QUIET, Mailbox.QUIET, List.of()),
                10,
                pool -> pool.read(
                        GreenMailAccount.ANNA,
                        connection -> ImapFolderStatus.states(
                                connection, List.of(new FolderPath("inbox"), WORK, new FolderPath("No such")))));

        assertThat(states.keySet()).containsExactly(new FolderPath("inbox"), WORK);
        assertThat(received).filteredOn(command -> command.startsWith("LIST")).hasSize(1);
        assertThat(received).noneMatch(command -> command.startsWith("STATUS"));
        assertThat(flights).isEqualTo(2);
    }

    @Test
    void aFolderThatWasMadeAnewIsReset() {
        MailboxChanges changes = since(
                1,
                new Mailbox(Mailbox.QUIET, "UIDVALIDITY 8 UIDNEXT 2 MESSAGES 1 UNSEEN 1 HIGHESTMODSEQ 3", List.of()),
                cursor());

        assertThat(changes.folders()).hasSize(1);
        assertThat(changes.folders().getFirst().state()).isEqualTo(FolderNews.State.RESET);
        assertThat(ChangeCursor.read(changes.cursor(), USER).folders())
                .containsEntry(WORK, new FolderState(8, 2, 1, 1, 3));
        assertThat(flights).isEqualTo(2);
    }

    @Test
    void moreChangesOfFlagsThanAnybodyReadsAreNotTold() {
        String changed = "UIDVALIDITY 7 UIDNEXT 301 MESSAGES 300 UNSEEN 1 HIGHESTMODSEQ 51";
        List<String> lines = new ArrayList<>();
        IntStream.rangeClosed(1, 300).forEach(i -> lines.add("* " + i + " FETCH (UID " + i + " FLAGS (\\Seen))"));
        FolderNews inbox = since(
                        300, new Mailbox(changed, Mailbox.QUIET, lines), cursor(new FolderState(7, 301, 300, 300, 50)))
                .folders()
                .getFirst();

        assertThat(inbox.state()).isEqualTo(FolderNews.State.UNKNOWN_FLAGS);
        assertThat(inbox.flags()).isEmpty();
    }

    @Test
    void theFlagsOfALargeFolderAreLookedForFirst() {
        String changed = "UIDVALIDITY 7 UIDNEXT 100001 MESSAGES 100000 UNSEEN 1 HIGHESTMODSEQ 51";
        since(
                100_000,
                new Mailbox(changed, Mailbox.QUIET, List.of("* SEARCH 77 (MODSEQ 51)")),
                cursor(new FolderState(7, 100_001, 100_000, 1, 50)));

        assertThat(received)
                .contains("UID SEARCH UID 1:100000 MODSEQ 51", "UID FETCH 77 (UID FLAGS)")
                .noneMatch(command -> command.contains("CHANGEDSINCE"));
    }

    /** The next cursor is behind these changes: what is not said now is never said. */
    @ParameterizedTest
    @ValueSource(strings = {"refuses MODSEQ 51", "refuses (UID FLAGS)"})
    void whereFlagsWereRefusedTheyAreNotSaidToBeUnchanged(String refusal) {
        String changed = "UIDVALIDITY 7 UIDNEXT 100001 MESSAGES 100000 UNSEEN 1 HIGHESTMODSEQ 51";

        FolderNews inbox = since(
                        100_000,
                        new Mailbox(changed, Mailbox.QUIET, List.of("* SEARCH 77 (MODSEQ 51)", refusal)),
                        cursor(new FolderState(7, 100_001, 100_000, 1, 50)))
                .folders()
                .getFirst();

        assertThat(inbox.state()).isEqualTo(FolderNews.State.UNKNOWN_FLAGS);
    }

    @Test
    void aCursorHoldsAHundredFolders() {
        Map<FolderPath, FolderState> folders = new LinkedHashMap<>();
        for (int i = 0; i < ChangeCursor.MAX_FOLDERS; i++) {
            folders.put(
                    new FolderPath("Projekte/Größeres Vorhaben " + i),
                    new FolderState(0xFFFFFFFFL, 0xFFFFFFFFL, 100_000, 50_000, 1L << 50));
        }
        ChangeCursor cursor = new ChangeCursor(NOW, false, folders);

        String text = cursor.write(USER);

        assertThat(text).hasSizeLessThan(9_000).matches("[A-Za-z0-9_-]+");
        assertThat(ChangeCursor.read(text, USER)).isEqualTo(cursor);
    }

    @Test
    void aCursorThatWasChangedIsRefused() {
        String text = cursor();
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'A' ? 'B' : 'A';
            String wrong = text.substring(0, i) + other + text.substring(i + 1);
            if (!isSameBytes(text, wrong)) {
                assertThatThrownBy(() -> ChangeCursor.read(wrong, USER)).isInstanceOf(MailException.class);
            }
        }
        assertThatThrownBy(() -> ChangeCursor.read(text, "bert")).isInstanceOf(MailException.class);
    }

    @Test
    void aCursorThatWasWrappedOrQuotedIsStillOne() {
        String text = cursor();
        int middle = text.length() / 2;

        String copied = "`" + text.substring(0, middle) + "\r\n  " + text.substring(middle) + "`.";

        assertThat(ChangeCursor.read(copied, USER)).isEqualTo(ChangeCursor.read(text, USER));
    }

    /** The last character may hold bits that mean nothing. */
    private static boolean isSameBytes(String one, String other) {
        return one.substring(0, one.length() - 1).equals(other.substring(0, other.length() - 1));
    }

    private static String cursor() {
        return cursor(new FolderState(7, 11, 10, 2, 50));
    }

    private static String cursor(FolderState inbox) {
        Map<FolderPath, FolderState> folders = new LinkedHashMap<>();
        folders.put(FolderPath.INBOX, inbox);
        folders.put(WORK, new FolderState(7, 11, 10, 2, 50));
        return new ChangeCursor(NOW, false, folders).write(USER);
    }

    /** A folder that is told as gone is forgotten by the next cursor, and by whoever reads it. */
    @Test
    void aFolderOfWhichTheServerCannotTellJustNowIsNotGone() {
        String anew = "UIDVALIDITY 7 UIDNEXT 11 MESSAGES 10 UNSEEN 3 HIGHESTMODSEQ 51";
        Mailbox mailbox = new Mailbox(anew, Mailbox.QUIET, List.of("refuses STATUS \"Work\""));
        ChangeCursor known = chosen(FolderPath.INBOX, WORK);

        MailboxChanges changes = named(mailbox, known);

        assertThat(changes.folders()).extracting(FolderNews::folder).containsExactly(FolderPath.INBOX);
        assertThat(changes.notSearched()).extracting(NotSearched::folder).containsExactly("Work");
        assertThat(ChangeCursor.read(changes.cursor(), USER).folders())
                .containsEntry(WORK, known.folders().get(WORK));
    }

    @Test
    void whereTheServerCannotTellOfAnyFolderJustNowTheCallFails() {
        Mailbox mailbox = new Mailbox(Mailbox.QUIET, Mailbox.QUIET, List.of("refuses STATUS"));

        assertThatThrownBy(() -> named(mailbox, chosen(FolderPath.INBOX)))
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(e.failure()).isInstanceOf(MailFailure.ServerUnavailable.class));
        assertThatThrownBy(() -> run(
                        mailbox,
                        10,
                        pool -> pool.read(
                                GreenMailAccount.ANNA,
                                connection -> ImapFolderStatus.states(connection, List.of(WORK)))))
                .isInstanceOf(MailException.class);
    }

    private static ChangeCursor chosen(FolderPath... folders) {
        Map<FolderPath, FolderState> states = new LinkedHashMap<>();
        for (FolderPath folder : folders) {
            states.put(folder, new FolderState(7, 11, 10, 2, 50));
        }
        return new ChangeCursor(NOW, true, states);
    }

    private MailboxChanges named(Mailbox mailbox, ChangeCursor known) {
        return run(
                mailbox,
                10,
                pool -> pool.read(
                        GreenMailAccount.ANNA,
                        connection -> ImapChanges.since(connection, known.write(USER), List.of(), 20, USER, NOW)));
    }

    private MailboxChanges since(int exists, Mailbox mailbox, String... cursors) {
        return run(mailbox, exists, pool -> {
            MailboxChanges changes = null;
            for (String cursor : cursors) {
                changes = pool.read(
                        GreenMailAccount.ANNA,
                        connection -> ImapChanges.since(connection, cursor, List.of(), 20, USER, NOW));
            }
            return Objects.requireNonNull(changes);
        });
    }

    private <T> T run(Mailbox mailbox, int exists, Function<ImapPool, T> work) {
        ScriptedImapServer.Script script = client -> {
            client.login("SPECIAL-USE LIST-EXTENDED LIST-STATUS CONDSTORE QRESYNC");
            mailbox.serve(client, exists);
        };
        try (ScriptedImapServer server = new ScriptedImapServer(script);
                ImapPool pool = server.pool()) {
            T result = work.apply(pool);
            received = server.received();
            flights = server.flights.get();
            connections = server.connections.get();
            return result;
        }
    }
}
