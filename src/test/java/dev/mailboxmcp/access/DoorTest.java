// SPDX-License-Identifier: MIT
package dev.mailboxmcp.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailboxmcp.account.Credentials;
import dev.mailboxmcp.account.LoginCheck;
import dev.mailboxmcp.account.Secret;
import dev.mailboxmcp.account.UserNames;
import dev.mailboxmcp.login.AllowedUsers;
import dev.mailboxmcp.login.LoginGuard;
import dev.mailboxmcp.login.LoginSettings;
import dev.mailboxmcp.mail.MailException;
import dev.mailboxmcp.mail.MailFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DoorTest {
    /** Words of a wrong password would send that user to look for another one, for ever. */
    @Test
    void whomTheOperatorDoesNotNameIsNotToldOfAPassword() {
        LoginGuard guard = new LoginGuard(
                LoginSettings.USUAL,
                new AllowedUsers(false, Set.of("anna@example.org"), Set.of(), Set.of()),
                UserNames.hidden(),
                InstantSource.system());
        MailFailure refusal = catchThrowableOfType(
                        MailException.class,
                        () -> guard.enter(
                                LoginGuard.Server.IMAP,
                                new Credentials("ben@example.org", new Secret("right")),
                                Duration.ZERO))
                .failure();

        assertThat(Door.outcome(refusal)).isEqualTo(new LoginCheck.Outcome.NotHere());
    }

    @Test
    void aWrongPasswordAndTooManyOfThemAreToldApart() {
        assertThat(Door.outcome(new MailFailure.LoginFailed())).isEqualTo(new LoginCheck.Outcome.Refused());
        assertThat(Door.outcome(new MailFailure.TooManyFailedLogins(Duration.ofMinutes(5))))
                .isEqualTo(new LoginCheck.Outcome.Stopped(Duration.ofMinutes(5)));
    }
}
