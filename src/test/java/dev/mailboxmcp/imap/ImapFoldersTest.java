// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.mail.Folder;
import dev.mailboxmcp.mail.FolderList;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import dev.mailboxmcp.mail.Quota;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImapFoldersTest {
    private static final Credentials ANNA = GreenMailAccount.ANNA;

    @Test
    void listsFoldersWithCountsOnAServerWithoutExtensions() {
        try (GreenMailAccount server = new GreenMailAccount()) {
            server.folder("Entwürfe");
            server.folder("Архив");
            server.deliverNumber(1);
            server.deliverNumber(2);

            FolderList list = server.call(ImapFolders::list);

            assertThat(list.delimiter()).isEqualTo(".");
            assertThat(list.folders())
                    .containsExactly(
                            new Folder(FolderPath.INBOX, FolderRole.INBOX, 2, 2, true),
                            new Folder(new FolderPath("Entwürfe"), FolderRole.DRAFTS, 0, 0, true),
                            new Folder(new FolderPath("Архив"), FolderRole.ARCHIVE, 0, 0, true));
        }
    }

    @Test
    void takesOneRoundTripWithListStatus() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("LIST-STATUS LIST-EXTENDED SPECIAL-USE");
                    client.examine(1, 1);
                    client.answer(
                            "LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS (MESSAGES UNSEEN))",
                            "* LIST (\\HasNoChildren \\Sent) \"/\" \"Old &AOQ- Sent\"",
                            "* STATUS \"Old &AOQ- Sent\" (MESSAGES 3 UNSEEN 1)",
                            "* LIST (\\NonExistent \\HasChildren) \"/\" Lists",
                            "* LIST (\\HasNoChildren) \"/\" {6}\r\nLists\"",
                            "* LIST () \"/\" Sent",
                            "* LIST (\\HasNoChildren) \"/\" inbox",
                            "* STATUS INBOX (UNSEEN 2 MESSAGES 10 X-NEW (1 2))");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            FolderList list = pool.read(ANNA, ImapFolders::list);

            assertThat(list.delimiter()).isEqualTo("/");
            assertThat(list.folders())
                    .containsExactly(
                            new Folder(FolderPath.INBOX, FolderRole.INBOX, 10, 2, true),
                            new Folder(new FolderPath("Lists"), null, 0, 0, false),
                            new Folder(new FolderPath("Lists\""), null, -1, -1, true),
                            new Folder(new FolderPath("Old ä Sent"), FolderRole.SENT, 3, 1, true),
                            new Folder(new FolderPath("Sent"), null, -1, -1, true));
            assertThat(server.flights).hasValue(2); // the login is the other one
        }
    }

    @Test
    void theCountsOfTheOpenInboxAreNotWhatTheSessionSawLast() {
        String state = "* STATUS INBOX (MESSAGES 30000 UNSEEN %d)";
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("LIST-STATUS");
                    client.examine(1, 30_000);
                    client.answer("LIST", "* LIST () \"/\" INBOX", state.formatted(2));
                    client.answer("NOOP", "* 1 FETCH (FLAGS (\\Seen))"); // which costs less than to open so many anew
                    client.answer("LIST", "* LIST () \"/\" INBOX", state.formatted(2));
                    client.answer("NOOP");
                    client.answer("LIST", "* LIST () \"/\" INBOX", state.formatted(1));
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            assertThat(pool.read(ANNA, ImapFolders::list).folders().getFirst().unread())
                    .isEqualTo(2);
            assertThat(pool.read(ANNA, ImapFolders::list).folders().getFirst().unread())
                    .isEqualTo(1);
        }
    }

    @Test
    void anInboxThatIsOpenIsNotOpenedAgainWhereCommandsWaitForASearch() {
        String state = "* STATUS INBOX (MESSAGES 100000 UNSEEN %d)";
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("LIST-STATUS ESEARCH SEARCHRES");
                    client.examine(1, 100_000);
                    client.answer("LIST", "* LIST () \"/\" INBOX", state.formatted(2));
                    client.answer("NOOP");
                    client.answer("SEARCH RETURN (SAVE) UID ", "* 1 FETCH (FLAGS (\\Seen))");
                    client.answer("UID FETCH $ (UID)"); // which has the news go ahead of what follows
                    client.answer("LIST", "* LIST () \"/\" INBOX", state.formatted(1));
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            pool.readBesideInbox(ANNA, ImapFolders::list);
            FolderList second = pool.readBesideInbox(ANNA, ImapFolders::list);

            assertThat(second.folders().getFirst().unread()).isEqualTo(1);
            assertThat(server.flights).hasValue(3); // the login is one
        }
    }

    @Test
    void whereTheServerRefusesWhatItOfferedInboxIsOpenedAnew() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("LIST-STATUS ESEARCH SEARCHRES");
                    client.examine(1, 10);
                    client.answer("LIST", "* LIST () \"/\" INBOX", "* STATUS INBOX (MESSAGES 10 UNSEEN 2)");
                    client.answer("NOOP");
                    client.expect("SEARCH");
                    client.no("not here");
                    client.expect("UID FETCH");
                    client.no("not here");
                    client.answer("LIST", "* LIST () \"/\" INBOX", "* STATUS INBOX (MESSAGES 10 UNSEEN 2)");
                    client.examine(1, 10);
                    client.answer("LIST", "* LIST () \"/\" INBOX", "* STATUS INBOX (MESSAGES 10 UNSEEN 1)");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            pool.read(ANNA, ImapFolders::list);

            assertThat(pool.read(ANNA, ImapFolders::list).folders().getFirst().unread())
                    .isEqualTo(1);
        }
    }

    @Test
    void foldersAreListedWhereInboxCannotBeOpened() {
        FolderList list = list(
                client -> {
                    client.login("LIST-STATUS");
                    client.expect("EXAMINE");
                    client.no("[NONEXISTENT] no such folder");
                    client.answer("LIST", "* LIST () \"/\" Work", "* STATUS Work (MESSAGES 1 UNSEEN 0)");
                    client.stall();
                },
                2);

        assertThat(list.folders()).extracting(Folder::messages).containsExactly(1L);
    }

    @Test
    void aServerWithoutQuotaIsAskedForItOnceOnAConnection() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("QUOTA");
                    client.answer("LIST", "* LIST () \"/\" Work");
                    client.answer("GETQUOTAROOT", "* QUOTAROOT INBOX \"\"");
                    client.answer("STATUS", "* STATUS Work (MESSAGES 1 UNSEEN 0)");
                    client.answer("LIST", "* LIST () \"/\" Work");
                    client.answer("STATUS", "* STATUS Work (MESSAGES 2 UNSEEN 0)");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            pool.read(ANNA, ImapFolders::list);

            assertThat(pool.read(ANNA, ImapFolders::list).folders())
                    .extracting(Folder::messages)
                    .containsExactly(2L);
        }
    }

    @Test
    void quotaNamespacesAndRightsComeInTheSameRoundTrip() {
        FolderList list = list(
                client -> {
                    client.login("LIST-STATUS LIST-EXTENDED LIST-MYRIGHTS QUOTA NAMESPACE");
                    client.examine(1, 1);
                    client.answer(
                            "LIST \"\" \"*\" RETURN (STATUS (MESSAGES UNSEEN) MYRIGHTS)",
                            "* LIST () \".\" INBOX",
                            "* MYRIGHTS INBOX lrswipkxtecda",
                            "* STATUS INBOX (MESSAGES 1 UNSEEN 0)",
                            "* LIST () \".\" INBOX.Sent",
                            "* LIST () \".\" user.bob",
                            "* MYRIGHTS user.bob lrs",
                            "* STATUS user.bob (MESSAGES 1 UNSEEN 0)",
                            "* LIST (\\NoSelect) \".\" user",
                            "* LIST () \".\" \"All of us\"",
                            "* MYRIGHTS \"All of us\" lr");
                    client.answer(
                            "GETQUOTAROOT \"INBOX\"",
                            "* QUOTAROOT INBOX \"all\" \"user (x)\"",
                            "* QUOTA \"all\" (MESSAGE 3 9 STORAGE 10 900)",
                            "* QUOTA \"user (x)\" (STORAGE 700 800)");
                    client.answer(
                            "NAMESPACE",
                            "* NAMESPACE ((\"INBOX.\" \".\")) ((\"user.\" \".\" \"X\" (\"y\"))) ((\"\" \".\"))");
                    client.stall();
                },
                2); // the login is the other one

        assertThat(list.quota()).isEqualTo(new Quota(700 * 1024, 800 * 1024));
        assertThat(list.folders())
                .extracting(folder -> folder.path().value(), Folder::shared, Folder::rights)
                .containsExactly(
                        tuple("INBOX", false, "lrswipkxtecda"),
                        tuple("All of us", true, "lr"),
                        tuple("INBOX.Sent", false, null),
                        tuple("user", true, null),
                        tuple("user.bob", true, "lrs"));
    }

    @Test
    void rightsInSharedFoldersAreAskedForWhereAServerTellsThemOneByOne() {
        FolderList list = list(
                client -> {
                    client.login("LIST-STATUS ACL NAMESPACE");
                    client.examine(1, 1);
                    client.answer(
                            "LIST \"\" \"*\" RETURN (STATUS (MESSAGES UNSEEN))",
                            "* LIST () \"/\" INBOX",
                            "* STATUS INBOX (MESSAGES 1 UNSEEN 0)",
                            "* LIST () \"/\" Own",
                            "* LIST () \"/\" Shared/a",
                            "* LIST () \"/\" Shared/b");
                    client.answer("NAMESPACE", "* NAMESPACE ((\"\" \"/\")) NIL ((\"Shared/\" \"/\"))");
                    client.answer("MYRIGHTS \"Shared/a\"", "* MYRIGHTS Shared/a lr");
                    client.expect("MYRIGHTS \"Shared/b\"");
                    client.no("[NOPERM] no");
                    client.stall();
                },
                3);

        assertThat(list.folders()).extracting(Folder::rights).containsExactly(null, null, "lr", null);
        assertThat(list.folders()).extracting(Folder::shared).containsExactly(false, false, true, true);
        assertThat(list.quota()).isNull();
    }

    @Test
    void whatAServerRefusesBesideTheFoldersIsAbsent() {
        FolderList list = list(
                client -> {
                    client.login("LIST-STATUS QUOTA NAMESPACE");
                    client.examine(1, 1);
                    client.answer(
                            "LIST \"\" \"*\" RETURN (STATUS (MESSAGES UNSEEN))",
                            "* LIST () \"/\" INBOX",
                            "* STATUS INBOX (MESSAGES 1 UNSEEN 0)");
                    client.expect("GETQUOTAROOT");
                    client.no("not today");
                    client.expect("NAMESPACE");
                    client.end(client.tag() + " BAD what?");
                    client.stall();
                },
                2);

        assertThat(list.folders()).hasSize(1);
        assertThat(list.quota()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* QUOTA \"ROOT\"|* NAMESPACE ((\"\" \"/\")) NIL NIL",
                "* QUOTA \"\" (STORAGE (1|* NAMESPACE ((\"\" \"/\")) NIL NIL",
                "* QUOTA \"\" (STORAGE -1 0)|* NAMESPACE",
                "* QUOTA|* NAMESPACE ((("
            })
    void whatCannotBeReadBesideTheFoldersIsAbsentToo(String quota, String namespaces) {
        FolderList list = list(
                client -> {
                    client.login("LIST-STATUS QUOTA NAMESPACE");
                    client.examine(1, 1);
                    client.answer(
                            "LIST \"\" \"*\" RETURN (STATUS (MESSAGES UNSEEN))",
                            "* LIST () \"/\" INBOX",
                            "* STATUS INBOX (MESSAGES 1 UNSEEN 0)");
                    client.answer("GETQUOTAROOT", quota);
                    client.answer("NAMESPACE", namespaces);
                    client.stall();
                },
                2);

        assertThat(list.folders()).hasSize(1);
        assertThat(list.quota()).isNull();
    }

    @Test
    void aServerThatFailsOverWhatStandsBesideTheFoldersStillListsThem() {
        try (ScriptedImapServer server = new ScriptedImapServer(
                        client -> {
                            client.login("LIST-STATUS QUOTA NAMESPACE");
                            client.examine(1, 1);
                            client.answer("LIST");
                            client.expect("GETQUOTAROOT");
                            client.say("* BYE Internal error occurred");
                        },
                        client -> {
                            client.login("LIST-STATUS QUOTA NAMESPACE");
                            client.examine(1, 1);
                            client.answer("LIST", "* LIST () \"/\" INBOX", "* STATUS INBOX (MESSAGES 1 UNSEEN 0)");
                            client.stall();
                        });
                ImapPool pool = server.pool()) {

            assertThat(pool.read(ANNA, ImapFolders::list).folders()).hasSize(1);
        }
    }

    private static FolderList list(ScriptedImapServer.Script script, int flights) {
        try (ScriptedImapServer server = new ScriptedImapServer(script);
                ImapPool pool = server.pool()) {
            FolderList list = pool.read(ANNA, ImapFolders::list);
            assertThat(server.flights).hasValue(flights);
            return list;
        }
    }

    @Test
    void countsAllFoldersInOneFlightWithoutListStatus() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("");
                    client.answer("LIST \"\" \"*\"", "* LIST () NIL INBOX", "* LIST () NIL a", "* LIST () NIL b");
                    client.answer("STATUS \"INBOX\"", "* STATUS INBOX (MESSAGES 1 UNSEEN 0)");
                    client.expect("STATUS \"a\"");
                    client.no("[NOPERM] not yours");
                    client.answer("STATUS \"b\"", "* STATUS b (MESSAGES 7 UNSEEN 7)");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            FolderList list = pool.read(ANNA, ImapFolders::list);

            assertThat(list.delimiter()).isEmpty();
            assertThat(list.folders()).extracting(Folder::messages).containsExactly(1L, -1L, 7L);
            assertThat(server.flights).hasValue(3);
        }
    }

    @Test
    void findsTheSentFolderByRoleAndElseByName() {
        try (ScriptedImapServer server = new ScriptedImapServer(client -> {
                    client.login("");
                    client.answer("LIST", "* LIST () \".\" INBOX", "* LIST () \".\" INBOX.Gesendet");
                    client.answer("LIST", "* LIST () \".\" INBOX", "* LIST () \".\" Other");
                    client.stall();
                });
                ImapPool pool = server.pool()) {

            FolderPath named =
                    pool.read(ANNA, connection -> ImapFolders.roles(connection).get(FolderRole.SENT));
            FolderPath none =
                    pool.read(ANNA, connection -> ImapFolders.roles(connection).get(FolderRole.SENT));

            assertThat(named).isEqualTo(new FolderPath("INBOX.Gesendet"));
            assertThat(none).isNull();
        }
    }
}
