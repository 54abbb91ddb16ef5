// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tests of everything else rely on when they prepare a mailbox. */
abstract class MailServerContract {
    private static final byte[] MESSAGE =
            "Subject: =?utf-8?q?gr=C3=BC=C3=9Fe?=\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);

    abstract MailServer server();

    @BeforeEach
    void emptyTheMailbox() throws IOException {
        server().reset(server().alice());
        server().reset(server().bob());
    }

    @Test
    void anAppendedMessageIsThereAsItWas() throws IOException {
        server().append(server().alice(), "INBOX", MESSAGE, "\\Seen");

        assertThat(server().messages(server().alice(), "INBOX")).containsExactly(MESSAGE);
        assertThat(server().messages(server().bob(), "INBOX")).isEmpty();
    }

    @Test
    void foldersAreMadeOnTheWay() throws IOException {
        server().append(server().alice(), "Aufträge & Notizen 日本", MESSAGE);

        assertThat(server().messages(server().alice(), "Aufträge & Notizen 日本")).hasSize(1);
        assertThat(server().messages(server().alice(), "Aufträge")).isEmpty();
    }

    @Test
    void resetLeavesNothing() throws IOException {
        server().append(server().alice(), "INBOX", MESSAGE);
        server().append(server().alice(), "Sent", MESSAGE);
        server().append(server().alice(), "Żółć", MESSAGE);

        server().reset(server().alice());

        try (RawImap imap = server().connect(server().alice())) {
            assertThat(imap.command("LIST \"\" \"*\"")).noneMatch(line -> line.contains("&")); // no encoded name
        }
        assertThat(server().messages(server().alice(), "INBOX")).isEmpty();
        assertThat(server().messages(server().alice(), "Sent")).isEmpty();
    }

    @Test
    void aRefusedCommandIsAFailure() throws IOException {
        try (RawImap imap = server().connect(server().alice())) {
            assertThatThrownBy(() -> imap.command("SELECT nowhere"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the IMAP server said: a");
        }
        assertThatThrownBy(() -> server().connect(new MailUser(server().alice().address(), "wrong"))
                        .close())
                .isInstanceOf(IOException.class);
    }
}
