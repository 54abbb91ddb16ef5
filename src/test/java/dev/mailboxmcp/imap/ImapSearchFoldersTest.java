// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.FoundPage;
import dev.mailboxmcp.mail.FoundPage.TotalIs;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.NotSearched;
import dev.mailboxmcp.mail.Query;
import dev.mailboxmcp.mail.SearchScope;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a search over several folders does where a folder cannot be searched, or changes meanwhile. */
class ImapSearchFoldersTest {
    private static final String[] FOLDERS = {
        "* LIST () \"/\" INBOX",
        "* LIST () \"/\" Work",
        "* LIST (\\Trash) \"/\" Trash",
        "* LIST (\\Noselect) \"/\" Top",
    };

    private static final String[] GMAIL = {
        "* LIST () \"/\" INBOX",
        "* LIST () \"/\" Work",
        "* LIST (\\All) \"/\" \"[Gmail]/All Mail\"",
        "* LIST (\\Flagged) \"/\" \"[Gmail]/Starred\"",
        "* LIST (\\Trash) \"/\" \"[Gmail]/Trash\"",
    };

    @Test
    void threeRoundTripsAreEnoughWhateverIsFound() {
        FoundPage page = search(client -> {
            client.login("");
            client.answer("LIST", FOLDERS);
            examine(client, "INBOX", 11);
            client.answer("UID SEARCH SUBJECT \"x\"", "* SEARCH 1 2");
            examine(client, "Work", 22);
            client.answer("UID SEARCH SUBJECT \"x\"", "* SEARCH 7");
            examine(client, "INBOX", 11);
            client.answer("UID FETCH 1:2 (", row(1, 1, 1), row(2, 2, 3));
            examine(client, "Work", 22);
            client.answer("UID FETCH 7 (", row(1, 7, 2));
            client.stall();
        });

        assertThat(page.rows()).extracting(row -> row.folder().value()).containsExactly("INBOX", "Work", "INBOX");
        assertThat(page.rows()).extracting(FoundPage.Row::uidValidity).containsExactly(11L, 22L, 11L);
        assertThat(page.total()).isEqualTo(3);
        assertThat(page.totalIs()).isEqualTo(TotalIs.EXACT);
        assertThat(page.searched()).isEqualTo(2);
        assertThat(page.notSearched()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeSearchedIsNamedAndTheTotalIsNoMoreThanAtLeast() {
        FoundPage page = search(client -> {
            client.login("");
            client.answer("LIST", FOLDERS);
            examine(client, "INBOX", 11);
            client.answer("UID SEARCH", "* SEARCH 1");
            client.expect("EXAMINE");
            client.no("[NOPERM] not yours");
            client.expect("UID SEARCH");
            client.say(client.tag() + " BAD no folder is open");
            examine(client, "INBOX", 11);
            client.answer("UID FETCH 1 (", row(1, 1, 1));
            client.stall();
        });

        assertThat(page.rows()).hasSize(1);
        assertThat(page.totalIs()).isEqualTo(TotalIs.AT_LEAST);
        assertThat(page.searched()).isEqualTo(1);
        assertThat(page.notSearched()).singleElement().satisfies(one -> {
            assertThat(one.folder()).isEqualTo("Work");
            assertThat(one.reason()).contains("cannot be opened", "not yours");
        });
    }

    @Test
    void aFolderThatIsRemovedDuringTheSearchIsNamed() {
        FoundPage page = search(client -> {
            client.login("");
            client.answer("LIST", FOLDERS);
            examine(client, "INBOX", 11);
            client.answer("UID SEARCH", "* SEARCH");
            examine(client, "Work", 22);
            client.answer("UID SEARCH", "* SEARCH 7");
            client.expect("EXAMINE");
            client.no("[NONEXISTENT] gone");
            client.expect("UID FETCH");
            client.say(client.tag() + " BAD no folder is open");
            client.stall();
        });

        assertThat(page.rows()).isEmpty();
        assertThat(page.totalIs()).isEqualTo(TotalIs.AT_LEAST);
        assertThat(page.notSearched()).extracting(NotSearched::folder).containsExactly("Work");
    }

    @Test
    void whereNoFolderCanBeSearchedTheSearchFails() {
        assertThatThrownBy(() -> search(client -> {
                    client.login("");
                    client.answer("LIST", FOLDERS);
                    for (int i = 0; i < 2; i++) {
                        examine(client, "", 11);
                        client.expect("UID SEARCH");
                        client.no("[SERVERBUG] index broken");
                    }
                    client.stall();
                }))
                .isInstanceOf(MailException.class);
    }

    /** What is archived on Gmail lies in the folder of all mail alone, and what has a label there too. */
    @Test
    void anywhereIsTheFolderOfAllMailWithTrashAndJunkWhereThereIsOne() {
        FoundPage page = search(Find.subject("x"), new SearchScope(List.of("anywhere"), List.of()), client -> {
            client.login("");
            client.answer("LIST", GMAIL);
            examine(client, "[Gmail]/All Mail", 11);
            client.answer("UID SEARCH", "* SEARCH 1");
            examine(client, "[Gmail]/Trash", 22);
            client.answer("UID SEARCH", "* SEARCH");
            examine(client, "[Gmail]/All Mail", 11);
            client.answer("UID FETCH 1 (", row(1, 1, 1));
            client.stall();
        });

        assertThat(page.rows()).extracting(row -> row.folder().value()).containsExactly("[Gmail]/All Mail");
        assertThat(page.searched()).isEqualTo(2);
    }

    @Test
    void aFolderWhoseMailIsInTheFolderOfAllMailTooIsNotLeftOutInSilence() {
        assertThatThrownBy(() -> search(Find.subject("x"), new SearchScope(List.of(), List.of("Work")), client -> {
                    client.login("");
                    client.answer("LIST", GMAIL);
                    client.stall();
                }))
                .isInstanceOfSatisfying(
                        MailException.class,
                        e -> assertThat(e.failure().toString()).contains("must not leave out Work"));
    }

    /** No server can be asked for mails with files: those that may have some are described, and most of them have none. */
    @Test
    void whatDoesNotMatchTakesNoRoomOfThePage() {
        List<String> uids =
                IntStream.rangeClosed(1, 30).mapToObj(Integer::toString).toList();
        String[] rows = uids.stream()
                .map(Integer::parseInt)
                .map(uid -> uid % 10 == 0 ? withFile(row(uid, uid, 1)) : row(uid, uid, 1))
                .toArray(String[]::new);
        FoundPage page = search(new Query.Attached(), client -> {
            client.login("");
            client.answer("LIST", FOLDERS);
            for (String folder : List.of("INBOX", "Work")) {
                examine(client, folder, 11);
                client.answer("UID SEARCH", "* SEARCH " + String.join(" ", uids));
            }
            for (String folder : List.of("INBOX", "Work")) {
                examine(client, folder, 11);
                client.answer("UID FETCH 1:30 (", rows);
            }
            client.stall();
        });

        assertThat(page.rows()).extracting(row -> row.mail().uid()).containsExactly(30L, 20L, 10L, 30L, 20L, 10L);
        assertThat(page.total()).isEqualTo(6);
        assertThat(page.totalIs()).isEqualTo(TotalIs.EXACT);
        assertThat(page.nextCursor()).isNull();
    }

    private static String withFile(String row) {
        return row.replace(
                "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1)",
                "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1)(\"application\" \"pdf\" (\"name\" \"a.pdf\") NIL NIL"
                        + " \"base64\" 10 NIL (\"attachment\" (\"filename\" \"a.pdf\")) NIL) \"mixed\")");
    }

    private static void examine(ScriptedImapServer.Peer client, String folder, int uidValidity) throws IOException {
        client.answer("EXAMINE \"" + folder, "* 9 EXISTS", "* OK [UIDVALIDITY " + uidValidity + "] valid");
    }

    /** @param day of January 2026 on which it arrived */
    private static String row(int number, int uid, int day) {
        return ImapListTest.row(number, uid)
                .replaceFirst("INTERNALDATE \"[^\"]*\"", "INTERNALDATE \"0" + day + "-Jan-2026 00:00:00 +0000\"");
    }

    private static FoundPage search(ScriptedImapServer.Script script) {
        return search(Find.subject("x"), script);
    }

    private static FoundPage search(Query query, ScriptedImapServer.Script script) {
        return search(query, SearchScope.USUAL, script);
    }

    private static FoundPage search(Query query, SearchScope scope, ScriptedImapServer.Script script) {
        try (ScriptedImapServer server = new ScriptedImapServer(script);
                ImapPool pool = server.pool()) {
            FoundPage page = pool.read(
                    GreenMailAccount.ANNA, c -> ImapSearchFolders.page(c, scope, query, "x", 20, null, Snippets.NONE));
            assertThat(server.flights.get()).isLessThanOrEqualTo(1 + 3); // the login is the first
            return page;
        }
    }
}
