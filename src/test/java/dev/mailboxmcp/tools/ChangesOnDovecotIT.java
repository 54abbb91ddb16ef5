// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mailserver.DovecotServer;
import dev.mailboxmcp.mailserver.RawImap;
import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangesOnDovecotIT extends ChangesContract {
    private final DovecotServer dovecot = DovecotServer.shared();

    ChangesOnDovecotIT() {
        super(DovecotServer.shared(), true);
    }

    @Test
    void aHundredFoldersAreComparedAtOnce() throws Exception {
        try (RawImap imap = dovecot.connect(dovecot.alice())) {
            for (int i = 0; i < 96; i++) { // beside INBOX, Archive, Drafts and Sent
                imap.create("Folder " + i);
            }
            JsonObject first = changes("{}");
            assertThat(first).doesNotContainKey("not_searched");
            for (int i = 0; i < 96; i += 7) {
                imap.append("Folder " + i, "()", Mails.plain("bob@a.example", "alice@a.example", "news", "text"));
            }

            JsonObject second = since(first, "");

            assertThat(second.getJsonArray("folders")).hasSize(14);
            assertThat(second.getJsonArray("folders").getValuesAs(JsonObject.class))
                    .allMatch(folder -> folder.getJsonArray("new").size() == 1);
            assertThat(since(second, "").getJsonArray("folders")).isEmpty();
        }
    }

    /** The index of a folder is lost, and with it what changed since when; Dovecot makes it anew, under the same UIDVALIDITY. */
    @Test
    void aServerThatForgotWhatChangedIsNotSaidToHaveChangedNothing() throws Exception {
        append("INBOX", 5);
        JsonObject first = changes("{}");
        try (RawImap imap = dovecot.connect(dovecot.alice())) {
            imap.command("SELECT INBOX");
            for (int i = 0; i < 20; i++) {
                imap.command("STORE 1:5 " + (i % 2 == 0 ? "+" : "-") + "FLAGS (\\Seen)");
            }
            first = changes("{}");
            imap.command("STORE 2 +FLAGS (\\Flagged)");
            imap.command("STORE 3 +FLAGS (\\Deleted)");
            imap.command("EXPUNGE");
        }
        dovecot.disconnect(dovecot.alice());
        dovecot.forgetIndexes(dovecot.alice());

        JsonObject inbox = folder(since(first, ""), "INBOX");

        assertThat(inbox.getInt("total")).isEqualTo(4);
        assertThat(inbox.getInt("gone_count", inbox.getJsonArray("gone").size()))
                .isEqualTo(1);
        assertThat(List.of("unknown_flags", "reset")).contains(inbox.getString("state"));
    }
}
