// SPDX-License-Identifier: MIT
package dev.mailboxmcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.it.SigningInWar;
import dev.mailboxmcp.mailserver.MailUser;
import dev.mailboxmcp.tools.Mails;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that people use sign in, and the conformance suite has a look at the authorization server. */
@Tag("conformance")
class SignInClientsIT extends SigningInWar {
    private static final String PORT = "33419"; // within what the suite listens to; registered with it

    private final MailUser alice = mail().alice();

    @BeforeEach
    void oneMail() throws Exception {
        mail().reset(alice);
        mail().append(
                        alice,
                        "INBOX",
                        Mails.plain("Bob <bob@mails.example>", "alice@mails.example", "Conformance", "Hello"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "auto", "modern"})
    void theTypeScriptClientGetsFromNothingToAMailAndStepsUp(String era) {
        NodePackages.Run run = NodePackages.script(
                "typescript-oauth-client.mjs", era, server() + "/oauth/mcp", alice.address(), alice.password());

        assertThat(run.exitCode()).as(run.output()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcp-remote", "inspector"})
    void otherClientsGetFromNothingToAMail(String client, @TempDir Path folder) {
        NodePackages.Run run = NodePackages.script(
                client + "-oauth-client.mjs",
                server() + "/oauth/mcp",
                alice.address(),
                alice.password(),
                folder.toString());

        assertThat(run.exitCode()).as(run.output()).isZero();
    }

    @Test
    void theConformanceSuiteAcceptsTheAuthorizationServer() {
        NodePackages.Run run =
                NodePackages.script("authorization.mjs", server(), alice.address(), alice.password(), PORT);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("3 passed, 0 failed");
    }
}
