// SPDX-License-Identifier: MIT
package dev.mailboxmcp.mailserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class DovecotServerIT extends MailServerContract {
    @Override
    MailServer server() {
        return DovecotServer.shared();
    }

    @Test
    void foldersHaveTheirSpecialUses() throws IOException {
        try (RawImap imap = server().connect(server().alice())) {
            assertThat(imap.command("LIST \"\" \"*\""))
                    .anyMatch(line -> line.contains("\\Sent"))
                    .anyMatch(line -> line.contains("\\Drafts"));
        }
    }
}
