// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.mail.Folder;
import dev.mailboxmcp.mail.FolderList;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

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
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, InstantSource.system())) {

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
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, InstantSource.system())) {

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
                ImapConnector connector = new ImapConnector(server.settings());
                ImapPool pool = new ImapPool(connector, InstantSource.system())) {

            FolderPath named =
                    pool.read(ANNA, connection -> ImapFolders.roles(connection).get(FolderRole.SENT));
            FolderPath none =
                    pool.read(ANNA, connection -> ImapFolders.roles(connection).get(FolderRole.SENT));

            assertThat(named).isEqualTo(new FolderPath("INBOX.Gesendet"));
            assertThat(none).isNull();
        }
    }
}
