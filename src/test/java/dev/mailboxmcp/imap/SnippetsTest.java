// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailPage;
import dev.mailboxmcp.mail.Memory;
import dev.mailboxmcp.mail.MessageSummary;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What snippets cost on the wire, and what they do where the server does not give them. */
class SnippetsTest {
    @Test
    void theyTakeOneRoundTripMoreForAllMails() {
        List<String> plain = snippets(Snippets.NONE, 3, client -> client.stall());
        List<String> withWords = snippets(Snippets.in(Memory.ENDLESS), 4, client -> {
            client.answer(
                    "UID FETCH 1:2 (UID BODY.PEEK[1]<0.4096>)",
                    "* 1 FETCH (UID 1 BODY[1]<0> {5}\r\nfirst)",
                    "* 2 FETCH (UID 2 BODY[1]<0> {6}\r\nsecond)");
            client.stall();
        });

        assertThat(plain).containsExactly(null, null);
        assertThat(withWords).containsExactly("second", "first");
    }

    @Test
    void aRefusalLeavesTheRowsAsTheyAre() {
        List<String> snippets = snippets(Snippets.in(Memory.ENDLESS), 4, client -> {
            client.expect("UID FETCH 1:2 (UID BODY.PEEK[1]<0.4096>)");
            client.no("[SERVERBUG] no");
            client.stall();
        });

        assertThat(snippets).containsExactly(null, null);
    }

    private static List<String> snippets(Snippets snippets, int flights, ScriptedImapServer.Script rest) {
        ScriptedImapServer.Script script = client -> {
            client.login("");
            client.examine(1, 2);
            client.answer("NOOP");
            client.answer("STATUS", "* STATUS INBOX (UNSEEN 0)");
            client.answer("FETCH 1:* (", row(1), row(2));
            rest.play(client);
        };
        try (ScriptedImapServer server = new ScriptedImapServer(script);
                ImapPool pool = server.pool()) {
            MailPage page =
                    pool.read(GreenMailAccount.ANNA, c -> ImapList.page(c, FolderPath.INBOX, 2, null, false, snippets));
            assertThat(server.flights).hasValue(flights);
            return page.emails().stream().map(MessageSummary::snippet).toList();
        }
    }

    private static String row(int number) {
        return ImapListTest.row(number, number).replace("\"7bit\" 1 1", "\"7bit\" 10 1");
    }
}
