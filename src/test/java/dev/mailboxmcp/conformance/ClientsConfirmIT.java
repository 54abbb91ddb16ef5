// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.it.ConfirmingWar;
import dev.mailboxmcp.mailserver.MailUser;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that people use asks its user before a mail is sent. */
@Tag("conformance")
class ClientsConfirmIT extends ConfirmingWar {
    private final MailUser alice = mail().alice();
    private final MailUser bob = mail().bob();

    @ParameterizedTest
    @CsvSource({"legacy, accept, 1", "legacy, decline, 0", "modern, accept, 1", "modern, cancel, 0", "auto, accept, 1"})
    void theTypeScriptClientAsksAndObeys(String era, String action, int mails) throws Exception {
        mail().reset(alice);
        mail().reset(bob);

        NodePackages.Run run = NodePackages.script(
                "typescript-client.mjs", era, action, endpoint(), alice.address(), alice.password(), bob.address());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(mail().messages(bob, "INBOX")).hasSize(mails);
    }
}
