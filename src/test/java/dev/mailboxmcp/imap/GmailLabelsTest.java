// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.FlagChange;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.Query;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Labels on a server with the extension of Gmail, where they are no keywords. */
class GmailLabelsTest {
    private static final String MANY = "K J I H G F E D C B A";

    private static final String GMAIL = "MOVE UIDPLUS X-GM-EXT-1 CONDSTORE";

    private List<String> received = List.of();

    @Test
    void aLabelIsOneOfGmailAndCountedFromWhatTheMailsHaveThen() {
        ImapStore.Stored stored = run(
                client -> {
                    client.login(GMAIL);
                    selectWithoutKeywords(client);
                    client.answer(
                            "UID FETCH 5:6 (UID FLAGS X-GM-LABELS)",
                            row(5, "(work)", "(\"\\\\Inbox\" NIL \"Two words\")"), // a keyword is no label
                            row(6, "()", "(\"\\\\Inbox\" Work)"));
                    client.answer("UID STORE 5 +X-GM-LABELS (work)", row(5, "()", "(\"\\\\Inbox\" work)"));
                    client.answer(
                            "UID FETCH 5:6 (UID FLAGS X-GM-LABELS MODSEQ)",
                            row(5, "()", "(work NIL)"),
                            row(6, "()", "(Work)"));
                    client.stall();
                },
                connection -> ImapStore.store(connection, request(true, null), new Unanswered()));

        assertThat(stored.done()).containsExactly(5L, 6L);
        assertThat(stored.changed()).containsExactly(5L);
    }

    @Test
    void takingItBackAsksForNoConditionThatGmailDoesNotKnowForLabels() {
        ImapStore.Stored stored = run(
                client -> {
                    client.login(GMAIL);
                    selectWithoutKeywords(client);
                    client.answer("UID FETCH 5:6", row(5, "()", "(work)"), row(6, "()", "(work)"));
                    client.answer("UID STORE 5:6 -X-GM-LABELS (work)");
                    client.answer("UID FETCH 5:6", row(5, "()", "()"), row(6, "()", "(work)"));
                    client.stall();
                },
                connection -> ImapStore.store(connection, request(false, 50L), new Unanswered()));

        assertThat(stored.done()).as("from the end state, not from OK").containsExactly(5L);
    }

    @Test
    void afterALostAnswerItIsLookedForLabels() {
        List<Long> standing = run(
                client -> {
                    client.login(GMAIL);
                    client.examine(7, 9);
                    client.answer(
                            "UID FETCH 5:6 (UID FLAGS X-GM-LABELS)", row(5, "()", "(work)"), row(6, "(work)", "()"));
                    client.stall();
                },
                connection -> ImapStore.standing(
                        connection, FolderPath.INBOX, List.of(5L, 6L), new FlagChange(true, "work")));

        assertThat(standing).containsExactly(5L);
    }

    @Test
    void aSearchForALabelAsksGmailForItsOwnAndForMarksOfProgramsAsEverywhere() {
        Query query = Query.all(List.of(
                new Query.Labelled("work"), Query.not(new Query.Labelled("home")), new Query.Labelled("$Forwarded")));
        for (String capabilities : List.of(GMAIL, "")) {
            boolean answered = run(
                    client -> {
                        client.login(capabilities);
                        client.answer("UID SEARCH", "* SEARCH 5");
                        client.stall();
                    },
                    connection -> connection
                            .ask("searching", SearchKeys.plain(query, SearchForm.Reach.WIDE))
                            .isOk());

            String key = capabilities.isEmpty() ? "KEYWORD" : "X-GM-LABELS";
            assertThat(answered).isTrue();
            assertThat(received)
                    .last()
                    .isEqualTo("UID SEARCH " + key + " work NOT " + key + " home KEYWORD $Forwarded");
        }
    }

    /** Google's documentation writes them so: atoms, quoted strings, and modified UTF-7 as in the names of folders. */
    @Test
    void rowsShowTheLabelsThatPeopleGaveAndTakeNoRoundTripMore() {
        String system = "\\Inbox \"\\\\Sent\" \\Important ";
        List<List<String>> labels = run(
                client -> {
                    client.login(GMAIL);
                    client.examine(7, 1);
                    client.answer("NOOP");
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.answer(
                            "FETCH 1:* (UID FLAGS X-GM-LABELS INTERNALDATE RFC822.SIZE BODY",
                            labelled(system + "Work \"Two words\" \"Arbeit/B&APw-ro\" NIL", ImapListTest.row(1, 5)));
                    client.answer("NOOP"); // of a row that is known they are asked for again, as flags are
                    client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
                    client.answer(
                            "FETCH 1:* (UID FLAGS X-GM-LABELS INTERNALDATE RFC822.SIZE)",
                            labelled(system + MANY, ImapListTest.row(1, 5).replaceFirst("(?s)100 .*", "100)")));
                    client.answer("UID FETCH 6:* (UID FLAGS X-GM-LABELS", labelled(MANY, ImapListTest.row(1, 5)));
                    client.stall();
                },
                connection -> List.of(labels(connection), labels(connection)));

        assertThat(labels)
                .containsExactly(
                        List.of("Arbeit/B\u00fcro", "NIL", "Two words", "Work"),
                        List.of("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "…"));
    }

    private static List<String> labels(ImapConnection connection) throws IOException {
        return ImapList.page(connection, FolderPath.INBOX, 20, null, false, Snippets.NONE)
                .emails()
                .getFirst()
                .labels();
    }

    private static String labelled(String labels, String row) {
        return row.replace(" FLAGS (", " X-GM-LABELS (" + labels + ") FLAGS (project ");
    }

    private static ImapStore.Request request(boolean set, @Nullable Long since) {
        return new ImapStore.Request(FolderPath.INBOX, 7L, List.of(5L, 6L), new FlagChange(set, "work"), since);
    }

    private static void selectWithoutKeywords(ScriptedImapServer.Peer client) throws IOException {
        client.expect("SELECT \"INBOX\"");
        client.say("* 9 EXISTS", "* OK [UIDVALIDITY 7] valid", "* OK [PERMANENTFLAGS (\\Seen \\Flagged)] no others");
        client.ok("[READ-WRITE] selected");
    }

    private static String row(long uid, String flags, String labels) {
        return "* " + (uid - 4) + " FETCH (UID " + uid + " FLAGS " + flags + " X-GM-LABELS " + labels + " MODSEQ (50))";
    }

    private <T> T run(ScriptedImapServer.Script script, ImapWork<T> work) {
        try (ScriptedImapServer server = new ScriptedImapServer(script);
                ImapConnector connector = new ImapConnector(GreenMailAccount.settings(server.port(), 1 << 20));
                ImapPool pool = new ImapPool(connector, ScriptedImapServer.CLOCK)) {
            T result = pool.change(GreenMailAccount.ANNA, work);
            received = server.received();
            return result;
        }
    }
}
