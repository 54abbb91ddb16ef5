// SPDX-License-Identifier: MIT
package dev.mailboxmcp.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailboxmcp.mail.MailFailure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[OVERQUOTA] Quota exceeded (mailbox for user is full)",
                "[OVERQUOTA]",
                "[ALERT] You exceeded your mail quota.",
                "Over quota",
                "APPEND failed: user is over quota",
                "Quota has been exceeded",
                "The mailbox size limit was exceeded",
                "Mailbox is full",
                "[SERVERBUG] no space left on device",
                "Insufficient system storage"
            })
    void aMailboxThatIsFullIsToldByItsCodeOrItsWords(String refusal) {
        assertThat(failure(refusal)).isInstanceOf(MailFailure.MailboxFull.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[OVERQUOTA] Account exceeded command or bandwidth limits.",
                "[OVERQUOTA] Too many simultaneous connections",
                "[LIMIT] quota exceeded"
            })
    void beingAskedTooMuchIsNoFullMailbox(String refusal) {
        assertThat(failure(refusal)).isInstanceOf(MailFailure.Throttled.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[NOPERM] no", "[CANNOT] no", "Permission denied", "operation not permitted"})
    void whatTheServerDoesNotPermitIsNotTriedAgain(String refusal) {
        assertThat(failure(refusal)).isInstanceOf(MailFailure.NotAllowed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[SERVERBUG] internal error", "no", "", "the full mailbox cannot be had now"})
    void theRestMayWorkLater(String refusal) {
        assertThat(failure(refusal)).isInstanceOf(MailFailure.ServerUnavailable.class);
    }

    private static MailFailure failure(String refusal) {
        return StatusText.parse(refusal).toFailure("saving the mail").failure();
    }
}
