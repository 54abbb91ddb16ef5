// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.account.Caller;
import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.call.CallContext;
import dev.mailboxmcp.mail.FolderPath;
import dev.mailboxmcp.mail.SendResult;
import dev.mailboxmcp.mailbox.Sending;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendOutcomeTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCopyInDraftsThatCouldBeSentOnceMoreIsSaidToBeOne(boolean unmarked) {
        SendResult result = new SendResult(
                SendResult.Status.UNKNOWN,
                "<a@b.example>",
                List.of("bob@example.org"),
                new FolderPath("Drafts"),
                null,
                unmarked,
                false);
        Credentials anna = new Credentials("anna@example.org", new Secret("password"));

        SendOutcome outcome = SendOutcome.of(
                new Sending.Sent(result, null, List.of(), List.of(), false, false, false, null),
                CallContext.of(new Caller(anna, "127.0.0.1")));

        assertThat(outcome.advice()).contains("may have been sent");
        assertThat(outcome.advice() + "")
                .satisfies(advice ->
                        assertThat(advice.contains("do not send that copy")).isEqualTo(unmarked));
    }
}
