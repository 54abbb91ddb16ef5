// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.imap.ScriptedImapServer.Peer;
import dev.mailboxmcp.imap.ScriptedImapServer.Script;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.FolderRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which folder mail goes to that is archived, thrown away, drafted or sent: never another's, never one that empties itself. */
class RoleFoldersTest {
    private static final String SLASHES = "((\"\" \"/\")) ((\"Users/\" \"/\")) ((\"Shared/\" \"/\"))";
    private static final String CYRUS = "((\"INBOX.\" \".\")) ((\"user.\" \".\")) ((\"\" \".\"))";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                // by name, and by what the server says of them
                SLASHES + "| () \"/\" Users/alice/Sent|",
                SLASHES + "| (\\Sent) \"/\" Shared/team/Outbox|",
                SLASHES + "| (\\Sent) \"/\" Shared/Sent; () \"/\" Sent| Sent",
                SLASHES + "| (\\Sent) \"/\" Shared/Sent; (\\Sent) \"/\" ZZ| ZZ",
                SLASHES + "| () \"/\" Mail/Sent| Mail/Sent",
                // others' folders stand at the top where one's own are below INBOX
                CYRUS + "| () \".\" Sent; () \".\" INBOX.Sent| INBOX.Sent",
                CYRUS + "| () \".\" Sent; () \".\" INBOX.Old|",
                CYRUS + "| () \".\" user.bob.Sent|",
            })
    void noRoleIsGivenToAFolderThatOthersShare(String namespaces, String listed, @Nullable String sent) {
        Map<FolderRole, FolderPath> roles = roles(client -> {
            client.login("NAMESPACE");
            client.answer("LIST", lines(listed));
            client.answer("NAMESPACE", "* NAMESPACE " + namespaces);
        });

        assertThat(roles.get(FolderRole.SENT)).isEqualTo(sent == null ? null : new FolderPath(sent));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "() \"/\" Trash; () \"/\" Trash/Archive|",
                "() \"/\" Papierkorb; () \"/\" Papierkorb/Old/Archive|",
                "(\\Trash) \".\" INBOX.Bin; () \".\" INBOX.Bin.Archive|",
                "() \"/\" Spam; () \"/\" Spam/Archive|",
                "() \"/\" Trash; () \"/\" Trash/Archive; () \"/\" Trashy/Archive| Trashy/Archive",
            })
    void noNameMakesAnArchiveOfWhatLiesInTheTrash(String listed, @Nullable String archive) {
        Map<FolderRole, FolderPath> roles = roles(client -> {
            client.login("");
            client.answer("LIST", lines(listed));
        });

        assertThat(roles.get(FolderRole.ARCHIVE)).isEqualTo(archive == null ? null : new FolderPath(archive));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "() \"/\" Sent; () \"/\" Work/2026",
                "() \".\" INBOX.Sent; () \".\" user.bob",
                "(\\Sent) \"/\" Sent; () \"/\" Shared/a",
            })
    void namespacesAreAskedForInDoubtAlone(String listed) {
        Map<FolderRole, FolderPath> roles = roles(client -> {
            client.login("NAMESPACE");
            client.answer("LIST", lines(listed));
        });

        assertThat(roles).containsKey(FolderRole.SENT);
    }

    @ParameterizedTest
    @CsvSource({"* NAMESPACE (((, OK done", "'', BAD what", "'', NO not now"})
    void aServerThatDoesNotTellOfNamespacesIsBelievedAboutRoles(String told, String end) {
        Map<FolderRole, FolderPath> roles = roles(client -> {
            client.login("NAMESPACE");
            client.answer("LIST", lines("() \"/\" Mail/Sent"));
            client.expect("NAMESPACE");
            client.say(told.isEmpty() ? new String[0] : new String[] {told});
            client.end(client.tag() + " " + end);
        });

        assertThat(roles).containsEntry(FolderRole.SENT, new FolderPath("Mail/Sent"));
    }

    /** Calls that run side by side each find that there is no such folder. */
    @ParameterizedTest
    @CsvSource({"[ALREADYEXISTS] it is there", "it is there"})
    void aFolderThatAnotherCallMakesAtTheSameMomentIsUsed(String refusal) {
        FolderPath folder = on(
                client -> {
                    client.login("");
                    client.expect("CREATE \"Drafts\"");
                    client.no(refusal);
                    client.answer("LIST \"\" \"Drafts\"", "* LIST () \"/\" Drafts");
                },
                connection -> ImapRoleFolder.create(connection, FolderRole.DRAFTS));

        assertThat(folder).isEqualTo(new FolderPath("Drafts"));
    }

    @Test
    void aFolderOfAnothersNameIsNotMadeForOneself() {
        List<String> received = new ArrayList<>();
        FolderPath folder = on(
                client -> {
                    client.login("NAMESPACE");
                    client.answer("LIST", lines("() \"/\" Shared/team/Archive"));
                    client.answer("NAMESPACE", "* NAMESPACE " + SLASHES);
                    received.add(client.expect("CREATE"));
                    client.ok("made");
                    client.answer("SUBSCRIBE \"Archive\"");
                },
                connection -> ImapFolders.roles(connection).containsKey(FolderRole.ARCHIVE)
                        ? null
                        : ImapRoleFolder.create(connection, FolderRole.ARCHIVE));

        assertThat(folder).isEqualTo(new FolderPath("Archive"));
        assertThat(received).containsExactly("CREATE \"Archive\"");
    }

    private static String[] lines(String listed) {
        List<String> lines = new ArrayList<>(List.of("* LIST () \"/\" INBOX"));
        for (String one : listed.split("; ", -1)) {
            lines.add("* LIST " + one.strip());
        }
        return lines.toArray(String[]::new);
    }

    private static Map<FolderRole, FolderPath> roles(Script script) {
        return on(script, ImapFolders::roles);
    }

    private static <T extends @Nullable Object> T on(Script script, ImapWork<T> work) {
        try (ScriptedImapServer server = new ScriptedImapServer((Peer client) -> {
                    script.play(client);
                    client.expect("nothing more");
                });
                ImapPool pool = server.pool()) {
            return pool.change(GreenMailAccount.ANNA, work);
        }
    }
}
