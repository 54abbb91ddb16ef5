// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.MailException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImapExpungeTest {
    /** The next program that expunges would take them: that is no failure which changed nothing. */
    @Test
    void mailsThatKeepTheirMarkOfDeletionAreNotSaidToBeAsTheyWere() {
        Unanswered unanswered = new Unanswered();
        ScriptedImapServer.Script script = client -> {
            client.login("UIDPLUS");
            client.expect("SELECT \"INBOX\"");
            client.say("* 2 EXISTS", "* OK [UIDVALIDITY 7] valid");
            client.ok("[READ-WRITE] opened");
            client.answer("UID SEARCH UID 5:6", "* SEARCH 5 6");
            client.answer("UID FETCH 5:6 (UID FLAGS)", "* 1 FETCH (UID 5 FLAGS ())", "* 2 FETCH (UID 6 FLAGS ())");
            client.answer("UID STORE 5:6 +FLAGS.SILENT (\\Deleted)");
            client.expect("UID EXPUNGE 5:6");
            client.no("[UNAVAILABLE] not now");
            client.answer("UID SEARCH UID 5:6", "* SEARCH 5 6");
            client.expect("UID STORE 5:6 -FLAGS.SILENT (\\Deleted)");
            client.no("[UNAVAILABLE] not now");
            client.stall();
        };
        try (ScriptedImapServer server = new ScriptedImapServer(script);
                ImapPool pool = server.pool()) {
            assertThatThrownBy(() -> pool.change(
                            GreenMailAccount.ANNA,
                            connection ->
                                    ImapExpunge.expunge(connection, FolderPath.INBOX, 7L, List.of(5L, 6L), unanswered)))
                    .isInstanceOf(MailException.class);
        }
        assertThat(unanswered.kind()).isEqualTo(Unanswered.Kind.CHANGE);
        assertThat(unanswered.mails()).containsExactly(5L, 6L);
        assertThat(unanswered.marks()).isEqualTo(new Unanswered.Marks(FolderPath.INBOX, 7, List.of(5L, 6L)));
    }
}
